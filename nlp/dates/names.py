"""Names of months and weekdays as expressions that know their numbers."""

from collections.abc import Iterable

from nlp.folding import fold
from nlp.lexicon import Lexicon, lexicon_for
from nlp.terms import terms_expression

Table = Iterable[Iterable[str]]


class Names:
    """The names of twelve months or seven weekdays; `expression` finds one in folded text."""

    def __init__(self, *tables: Table) -> None:
        rows = [(fold(name), number) for table in tables for number, names in enumerate(table, 1) for name in names]
        self._exact = dict(reversed(rows))
        self._stems = [(name.rstrip("*"), number) for name, number in rows if name.endswith("*")]
        self.initials = {name[0] for name, _ in rows}
        self.expression = terms_expression(name for name, _ in rows)

    def number_of(self, written: str) -> int:
        """The number, from 1, of a name that `expression` matched."""
        exact = self._exact.get(written)
        return exact or next(number for stem, number in self._stems if written.startswith(stem))


def names_of(lexicon: Lexicon, key: str) -> Names:
    """The names under `dates.<key>`, and the English ones, which stand on pages of every language."""
    return Names(lexicon.section("dates")[key], lexicon_for("en").section("dates")[key])
