"""What stands between two days that belong together, and beside a day."""

import re

from nlp.dates.names import Names, names_of
from nlp.lexicon import Lexicon


class Ties:
    """Patterns of one language over folded text.

    Attributes:
        to: what makes a range of two numbers.
        range_gap, and_gap, list_gap: all that may stand between two days of a range ("until the"), of a range
            after "between" ("and the"), and of a list.
        between: text that ends in "between".
        between_after: "between" where it stands behind the last day.
        begins: a date that ends in "from" ("2021. november 9-től").
        weekdays: names of the weekdays.
        weekday_before, weekday_after: a weekday beside a date, in the first group.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.weekdays: Names = names_of(lexicon, "weekdays")
        to, conjunction = lexicon.expression("dates.to"), lexicon.expression("dates.and")
        article = rf"(?:{lexicon.expression('dates.articles')} ?)?"
        weekday = rf"(?:{self.weekdays.expression}\.?,? ?{article})?"
        self.to = re.compile(rf"-|{to}")
        self.range_gap = re.compile(rf"[ ,);]{{0,3}}(?:-|{to})[ (]{{0,2}}{article}{weekday}")
        self.and_gap = re.compile(rf"[ .,)]{{0,3}}{conjunction} ?{article}{weekday}")
        self.list_gap = re.compile(rf"[ )]{{0,2}}(?:[,/;]|{conjunction}){{1,2}}[ (]{{0,2}}{article}{weekday}")
        suffixes = "|".join(re.escape(term) for term in sorted(lexicon.folded_terms("cues.from_suffix"))) or "(?!)"
        self.begins = re.compile(rf"(?:{suffixes})\W{{0,2}}\Z")
        self.between = re.compile(rf"{lexicon.expression('dates.between')} ?{article}{weekday}$")
        self.between_after = re.compile(rf"[ ,)]{{0,2}}{lexicon.expression('dates.between_after')}")
        self.weekday_before = re.compile(rf"({self.weekdays.expression})\.?,? ?\(?{article}$")
        self.weekday_after = re.compile(rf",? ?\(?({self.weekdays.expression})\b\)?")
