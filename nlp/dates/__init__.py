"""The grammar of dates and times of day, in the languages of the lexicons."""

from nlp.dates.day import Day, Lean, Link
from nlp.dates.finder import find_days

__all__ = ["Day", "Lean", "Link", "find_days"]
