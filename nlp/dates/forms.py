"""The ways in which a language writes a date, as one regular expression over folded text.

Each form is a group named after it, its parts are groups named `<form>_<part>`.
"""

import re

from nlp.dates.names import Names, names_of
from nlp.folding import fold
from nlp.lexicon import Lexicon, lexicon_for

_YEAR = r"(?:(?:19|20)\d\d|2\.0\d\d)(?!\d)"
_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])"
_MARK = r" ?[./-] ?"
_FRESH = r"(?<![\d/-])(?<!\d[.,:])"
"""A numeric date does not begin inside another number."""

ROMAN = Names([[figure] for figure in ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")])
"""The months in Roman figures."""


class Forms:
    """The forms of one language; `date` finds a date.

    Attributes:
        months: tells the number of its month.
        terms: tells the number of its quarter; 5 and 6 are the halves of a year.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.months: Names = names_of(lexicon, "months")
        self.terms: Names = names_of(lexicon, "terms")
        self._lexicon = lexicon
        self._to = lexicon.expression("dates.to")
        self._joins = rf"(?:{lexicon.expression('dates.joins', 'dates.articles')} ?){{0,2}}"
        self._marks = rf"(?: ?{lexicon.expression('dates.year_marks')})?"
        forms = [f"(?P<{name}>{form})" for name, form in (self._numeric() | self._written() | self._long()).items()]
        weeks = {term[0] for term in lexicon.folded_terms("dates.weeks")}
        initials = "".join(sorted(self.months.initials | self.terms.initials | weeks))
        # Most of a text is passed over by its first letters alone.
        self.date = re.compile(rf"(?<!\w)(?=[\d{initials}])(?:{'|'.join(forms)})")

    def _numeric(self) -> dict[str, str]:
        to = rf" ?(?:[-/]|{self._to}) ?"
        month = self.months.expression
        return {
            "iso": rf"{_FRESH}(?P<iso_year>{_YEAR})(?:[-/]|\. ?)(?P<iso_month>\d\d?)(?:[-/]|\. ?)"
            r"(?P<iso_day>\d\d?)(?!\d)",
            "full": rf"{_FRESH}(?:(?P<full_days>\d\d?)(?:[./](?P<full_from>\d\d?))?\.?{to})?"
            rf"(?P<full_first>\d\d?){_MARK}(?P<full_second>\d\d?)(?:{_MARK}| )"
            rf"(?P<full_year>{_YEAR}){self._marks}",
            "brief": rf"{_FRESH}(?!\d\.\d\.)(?P<brief_first>\d\d?)(?P<brief_mark>[./-])(?P<brief_second>\d\d?)"
            r"(?P=brief_mark)(?P<brief_year>\d\d)(?![\d/%]|[.,-]\d)",
            "dashed": rf"{_FRESH}(?P<dashed_day>\d\d?)(?P<dashed_mark>[./-])(?P<dashed_month>{month})(?P=dashed_mark)"
            r"(?P<dashed_year>\d\d(?:\d\d)?)(?!\d)",
            "roman": rf"{_FRESH}(?P<roman_day>\d\d?)\. ?(?P<roman_month>{ROMAN.expression})\. ?(?P<roman_year>{_YEAR})",
            "compact": r"(?<=[=:] )(?P<compact_year>20\d\d)(?P<compact_month>[01]\d)(?P<compact_day>[0-3]\d)(?!\d)",
            "dotted": rf"{_FRESH}(?P<dotted_first>\d\d?)\. ?(?P<dotted_second>\d\d?)\.(?! ?\d|\w)",
            "slashed": rf"{_FRESH}(?P<slashed_first>\d\d?)/(?P<slashed_second>\d\d)(?![\d/%]|[.,]\d)",
        }

    def _written(self) -> dict[str, str]:
        """The longer forms stand before those that are a part of them."""
        month, days = self.months.expression, self._days("[-/,&+]")
        year = rf"{_YEAR})\.?{self._marks},? "
        after = rf"[ ,./-]{{0,3}}{self._joins}(?P<dmy_year>{_YEAR}){self._marks}| ?'(?P<dmy_short>\d\d)(?!\d)"
        year_first = {
            "ymd": rf"(?P<ymd_year>{year}(?P<ymd_month>{month})\.? (?P<ymd_days>{days})",
            "ydm": rf"(?P<ydm_year>{year}(?P<ydm_days>{days}) (?P<ydm_month>{month})",
        }
        return (year_first if self._lexicon.section("dates").get("year_first") else {}) | {
            "dmy": rf"(?<![\d:/.])(?P<dmy_days>{days})[ ,/-]{{0,2}}{self._joins}(?P<dmy_month>{month})\.?(?:{after})?",
            "mdy": rf"(?P<mdy_month>{self._leading_months})\.? (?:the )?(?P<mdy_days>{self._days('[-/&+]')})"
            rf"(?:,? (?P<mdy_year>{_YEAR}))?",
            "month": rf"(?P<month_name>{month})\.?,? {self._joins}(?P<month_year>{_YEAR})",
        }

    def _long(self) -> dict[str, str]:
        """Weeks, quarters and halves of a year."""
        gap, weeks, term = (
            rf"[ ,/-]{{0,3}}{self._joins}",
            self._lexicon.expression("dates.weeks"),
            self.terms.expression,
        )
        return {
            "week": rf"{weeks}\.? ?(?P<week_number>\d\d?){gap}(?P<week_year>{_YEAR})",
            "term": rf"(?P<term_name>{term}){gap}(?P<term_year>{_YEAR})",
            "reversed": rf"(?P<reversed_year>{_YEAR})[ ./-]{{1,2}}(?P<reversed_name>{term})",
        }

    @property
    def _leading_months(self) -> str:
        """Names that stand before the day: English ones everywhere, the language's own in few languages."""
        if self._lexicon.section("dates").get("month_first"):
            return self.months.expression
        return names_of(lexicon_for("en"), "months").expression

    def _days(self, signs: str) -> str:
        ordinals = "|".join(re.escape(fold(term)) for term in self._lexicon.terms("dates.ordinals"))
        hour = rf"(?! {self._lexicon.expression('times.hours')})"
        day = rf"{_NUMBER}(?:(?:{ordinals})(?!\w)|\.)?(?![\d:%]|[.,]\d){hour}"
        weekday = rf"(?:{names_of(self._lexicon, 'weekdays').expression}\.?,? )?"
        link = rf" ?(?:{signs}|{self._to}|{self._lexicon.expression('dates.and')}) ?{self._joins}{weekday}"
        return rf"{day}(?:{link}{day}){{0,5}}"
