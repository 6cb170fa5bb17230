"""How sure a rule is of what a date is for, 0..1."""

from nlp.dates import Day

_BY_RULE = {
    "sentence.deadline": 0.97,
    "sentence.closes": 0.96,
    "sentence.apply": 0.95,
    "sentence.register": 0.95,
    "sentence.opens": 0.93,
    "sentence.event": 0.93,
    "label.deadline": 0.96,
    "label.closes": 0.95,
    "extension.new": 0.95,
    "extension.old": 0.93,
    "extension.former": 0.9,
    "extension.replaced": 0.85,
    "extension.struck": 0.95,
    "duration": 0.8,
    "due.register": 0.75,
    "asked.apply": 0.75,
    "asked.register": 0.8,
    "today": 0.8,
    "extension.today": 0.85,
    "until_the_hour.apply": 0.8,
    "until_the_hour.register": 0.8,
    "context.apply": 0.7,
    "title.event": 0.75,
    "brief.event": 0.85,
    "hour.event": 0.75,
    "when.apply": 0.8,
    "when.opens": 0.8,
    "stage.apply": 0.85,
    "step.apply": 0.85,
}
_OTHER_RULE = 0.88
_YEAR_BY_PUBLICATION = 0.96
_YEAR_BY_OTHER_DATES = 0.85


def confidence_of(rule: str, day: Day) -> float:
    """The confidence in a reading; less where the year is not written."""
    sure = _BY_RULE.get(rule, _OTHER_RULE)
    if day.year:
        return sure
    return round(sure * (_YEAR_BY_OTHER_DATES if day.year_around else _YEAR_BY_PUBLICATION), 3)
