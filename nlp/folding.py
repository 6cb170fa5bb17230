"""One spelling for comparing: text without case, accents and typographic variants, letter for letter."""

import unicodedata

_SPECIAL = {
    "ł": "l", "đ": "d", "ð": "d", "ø": "o", "ı": "i", "ς": "σ", "æ": "e", "œ": "e", "þ": "t", "ħ": "h",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "ʹ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "﹣": "-", "－": "-",
    "：": ":", "／": "/", "．": ".", "∕": "/", "⁄": "/", "\t": " ", "\r": " ", "\v": " ", "\f": " ", "\x85": " ",
    "\u2028": " ", "\u2029": " ", "\ufeff": " ", "\u200b": " ", "\u00ad": " ",
}  # fmt: skip


def _fold_character(character: str) -> str:
    lowered = character.lower()
    base = _SPECIAL.get(lowered[0], lowered[0])
    if base.isspace() and base != "\n":
        return " "
    plain = unicodedata.normalize("NFKD", base)[0].lower()[0] if base.isalpha() or base.isdecimal() else base
    return _SPECIAL.get(plain, plain)


class _Table(dict[int, str]):
    """Grows by each character that it is asked for; at most one entry per code point."""

    def __missing__(self, point: int) -> str:
        folded = self[point] = _fold_character(chr(point))
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Lower case without accents; dashes, quotes and spaces of one kind; line breaks kept.

    The result has the length of `text`, so that offsets in one are offsets in the other.
    """
    return text.lower() if text.isascii() and text.isprintable() else text.translate(_TABLE)
