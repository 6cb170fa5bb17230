"""What the engines' analysers have in common: the articles that an apostrophe ties to the next word."""

from typing import Final

PLAIN: Final = "plain"
"""The analysis that only folds: of every text beside that of its language, so that words are found as they are written,
with or without accents, also in a language that has no stemmer; and of names."""

LONGEST_WORD: Final = 100
"""Characters; what is longer is an address or a broken text, not a word."""

ELIDED: Final = {
    "en": ("s",),  # Europe's
    "fr": ("c", "d", "j", "jusqu", "l", "lorsqu", "m", "n", "puisqu", "qu", "quoiqu", "s", "t"),
    "ga": ("b", "d", "m"),
    "it": ("agl", "all", "c", "d", "dagl", "dall", "degl", "dell", "gl", "l", "negl", "nell", "s", "sugl", "sull"),
}
"""By ISO 639-1. An apostrophe parts words, these parts are left out: `l'impresa` is found as `impresa`."""
