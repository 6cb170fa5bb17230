"""Finds the co-funding rate: the share of a project's costs that is paid, among all the other percentages of a text."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from itertools import zip_longest

from nlp.glossary import Glossary, Hit
from nlp.lexicon import Lexicon, lexicon_for
from nlp.money.notation import notation_of
from nlp.nearness import Cues, Span
from nlp.numbers import by_word
from nlp.structure import Sentence
from nlp.tables import cell_labels
from nlp.terms import terms_pattern

_WEIGHTS = {"subject": 2.2, "base": 2.6, "no": -3.5, "own": -3.5, "bonus": -0.5}
"""How much each kind of cue of `[rates]` speaks for a rate, or for a percentage of another sort."""
_MOST_POINTS = 50
_IN_WORDS = {"full": Decimal(100), "half": Decimal(50)}
"""What the words under further keys of `[rates]` say themselves: "no own contribution", "half of the costs"."""

_CUES = Cues(reach=dict.fromkeys(_WEIGHTS, 35.0) | {"base": 15.0}, leading=frozenset(("bonus", "own")))
_FAINTEST = 0.3  # a cue weaker than this speaks of another percentage
_HEARD = dict.fromkeys(_WEIGHTS, _FAINTEST) | {"own": 0.5}
"""The same by kind: the applicant's share is often told right behind a rate."""
_OWN = 0.6  # the same of the applicant's share, where it tells the rate by itself
_CLEARLY_OWN = 0.75  # the same, whatever else is said there
_LEAST = 1.3
_HALF_REACH = 45
_GOES_ON = 1.6  # what a percentage takes over from a rate right before it
_GOES_ON_WITHIN = 120
_SURE = 4.0
_LOWEST, _WHOLE = Decimal(5), Decimal(100)
_FRACTION = re.compile(r"(?<![\w/.,])([1-9])/([2-9]|10)(?![\w/])")
_DIGITS_OF_POINTS = (
    r"(?<![\d.,])(\d{1,2}) ?(?:p\.?p\.?(?!\w)|(?:percentage |prozent|procent)?(?:point|punt|punkt|pont)\w*)"
)
_MORE = re.compile(
    r"(?:,| (?:and|und|et|y|e|i|en|oder|or|ou|og|och|si|a)) (?:[^\W\d_]+ ){0,2}?(\d{1,2})(?! ?%)(?= [^\W\d])"
)
_PLUS = re.compile(r"(?<![\d.,])(\d{1,2}) ?%")
_PLUS_REACH = 30  # characters between "plus" and the percentage that it adds
_SIZES = re.compile(r"smal?l|medium|micro|klein|mittel|pequen|medi|petit|moyenn|piccol|mal[ye]|sredni|mikro|middel")
_BONUS_OF = 40  # characters behind a bonus that tell whom it is for
_FALL, _FALL_REACH = 12, 40  # characters between the rates of "falls from 75 % to 50 %", and before them
_INTRO_LINE = 60
_QUESTION_MARKS = ("?", ";")  # the latter in Greek
_LONGEST_CELL = 80


@dataclass(frozen=True)
class Rate:
    """A co-funding rate in percent, where it is read, and how sure that is, 0..1."""

    value: Decimal
    offset: int
    confidence: float


@dataclass(frozen=True)
class _Percentage:
    start: int
    end: int
    value: Decimal


class RateReader:
    """Reads the rates of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.expression("rates.percent")
        self._percent = re.compile(rf"(?<![\d.,])(\d{{1,3}}(?:[.,]\d{{1,2}})?) ?(?:%|{words})\)?")
        self._glossary = Glossary({phrase: kind for kind in _WEIGHTS for phrase in lexicon.terms(f"rates.{kind}")})
        shares = by_word(lexicon.section("rates").get("shares", {}))
        said = dict.fromkeys(lexicon.terms("rates.own"), "own") | dict.fromkeys(shares, "share")
        said |= {phrase: key for key in _IN_WORDS for phrase in lexicon.terms(f"rates.{key}")}
        self._words = Glossary(said)
        self._shares = {word: Decimal(percent) for word, percent in shares.items()}
        self._in_shares = terms_pattern(self._shares)
        points = lexicon.expression("rates.points")
        self._points = re.compile(rf" {points}")
        self._points_in_digits = re.compile(rf"(?:{_DIGITS_OF_POINTS}|(?<![\d.,])(\d{{1,2}}) {points})")
        self._numbers = notation_of(lexicon).words
        self._falls = lexicon.pattern("rates.falls")
        self._none = re.compile(rf"{lexicon.expression('rates.none')} ?[.,;!]")
        self._no_share = re.compile(rf"{lexicon.expression('rates.own')} ?[:=|-] ?{lexicon.expression('rates.none')}")

    def read(self, folded: str, sentences: Sequence[Span], labels: Mapping[Span, Sequence[Span]]) -> Rate | None:
        """The highest rate of the sentences, bonuses added; None where no percentage is clearly one.

        `labels` are spans that tell what a sentence is about, for the cells of a table.
        """
        found: list[Rate] = []
        shares: list[Rate] = []
        places = self._places(folded)
        before: Span = (0, 0)
        for sentence in sentences:
            start, end = sentence
            place = bisect_left(places, start)
            if place < len(places) and places[place] < end:
                found += self._in_words(folded, sentence, before)
                if percentages := self._percentages(folded, start, end):
                    leads = (before, *labels.get(sentence, ()), _label_of(folded, start, end))
                    found += self._rates(folded, sentence, percentages, leads)
                    shares += self._own_shares(folded, sentence, percentages, leads)
            found += self._answer(folded, sentence, before)
            before = sentence
        return max(found or shares, key=lambda rate: (rate.value, rate.confidence), default=None)

    def _places(self, folded: str) -> list[int]:
        """Where something stands that can tell a rate, in order."""
        percentages = (match.start() for match in self._percent.finditer(folded))
        fractions = (match.start() for match in _FRACTION.finditer(folded))
        return sorted((*percentages, *fractions, *(hit.start for hit in self._words.find(folded))))

    def _percentages(self, folded: str, start: int, end: int) -> list[_Percentage]:
        matches = self._percent.finditer(folded, start, end)
        found = [_Percentage(m.start(), m.end(), Decimal(m.group(1).replace(",", "."))) for m in matches]
        kept = [one for one, after in zip_longest(found, found[1:]) if not (after and self._is_old(folded, one, after))]
        kept = [one for one in kept if _LOWEST <= one.value <= _WHOLE]
        return sorted((*kept, *self._fractions(folded, start, end)), key=lambda one: one.start)

    def _fractions(self, folded: str, start: int, end: int) -> Iterable[_Percentage]:
        """Fractions ("4/5", "a quarter") right before what they are of, where the sentence speaks of paying."""
        written = ((m, Decimal(100 * int(m[1])) / int(m[2])) for m in _FRACTION.finditer(folded, start, end))
        in_words = ((m, self._shares[m.group()]) for m in self._in_shares.finditer(folded, start, end))
        matches = [*written, *in_words]
        hits = list(self._glossary.find(folded, start, end)) if matches else []
        if any(hit.sign in ("subject", "own") for hit in hits):
            bases = {hit.start for hit in hits if hit.sign == "base"}
            for match, value in matches:
                if match.end() + 1 in bases and value < _WHOLE:
                    yield _Percentage(match.start(), match.end(), value)

    def _is_old(self, folded: str, one: _Percentage, after: _Percentage) -> bool:
        """Whether a rate falls from the first percentage to the second."""
        adjacent = one.value > after.value and after.start - one.end <= _FALL
        return adjacent and self._falls.search(folded, max(0, one.start - _FALL_REACH), one.start) is not None

    def _in_words(self, folded: str, sentence: Span, before: Span) -> Iterable[Rate]:
        for hit in self._words.find(folded, *sentence):
            if hit.sign not in _IN_WORDS:
                continue
            is_paid = hit.sign == "full" or self._speaks_of_paying(folded, hit, sentence)
            if is_paid or self._speaks_of(folded, before, "subject"):
                yield Rate(_IN_WORDS[hit.sign], hit.start, 0.7)
        if none := self._no_share.search(folded, *sentence):
            yield Rate(_WHOLE, none.start(), 0.8)

    def _answer(self, folded: str, sentence: Span, question: Span) -> Iterable[Rate]:
        """The whole where the answer is "no" to whether something is to be brought in."""
        if folded[max(question[0], question[1] - 2) : question[1]].rstrip().endswith(_QUESTION_MARKS):
            none = self._none.match(folded, *sentence)
            if none and self._speaks_of(folded, question, "own"):
                yield Rate(_WHOLE, none.start(), 0.7)

    def _speaks_of_paying(self, folded: str, half: Hit[str], sentence: Span) -> bool:
        """Whether a cue of a rate stands near "half"."""
        low, high = max(sentence[0], half.start - _HALF_REACH), min(sentence[1], half.end + _HALF_REACH)
        return any(hit.sign == "subject" for hit in self._glossary.find(folded, low, high))

    def _rates(
        self, folded: str, sentence: Span, percentages: Sequence[_Percentage], leads: Sequence[Span]
    ) -> Iterable[Rate]:
        hits = list(self._glossary.find(folded, *sentence))
        led = any(self._speaks_of(folded, lead, "subject") for lead in leads)
        if any(self._speaks_of(folded, lead, "own") for lead in leads) and not any(
            hit.sign == "subject" for hit in hits
        ):
            return
        spans = [(one.start, one.end) for one in percentages]
        last: _Percentage | None = None
        for one, strengths in zip(percentages, _CUES.strengths(folded, spans, hits), strict=True):
            score = sum(_WEIGHTS[kind] * strength for kind, strength in strengths.items() if strength >= _HEARD[kind])
            if strengths["own"] >= _CLEARLY_OWN:
                continue
            if led or (last and one.start - last.end < _GOES_ON_WITHIN):
                score += _GOES_ON
            if score >= _LEAST:
                bonuses = Decimal(0) if last else self._bonuses(folded, one.end, sentence[1], hits)
                last = one
                yield Rate(min(_WHOLE, one.value + bonuses), one.start, min(1.0, score / _SURE))

    def _own_shares(
        self, folded: str, sentence: Span, percentages: Sequence[_Percentage], leads: Sequence[Span]
    ) -> Iterable[Rate]:
        """What is left to pay where only the applicant's share is told ("brings in at least 20 %")."""
        hits = list(self._glossary.find(folded, *sentence))
        spans = [(one.start, one.end) for one in percentages]
        led = _OWN * any(self._speaks_of(folded, lead, "own") for lead in leads)
        for one, strengths in zip(percentages, _CUES.strengths(folded, spans, hits), strict=True):
            own = max(led, strengths["own"])
            if own >= _OWN and strengths["no"] < _FAINTEST and one.value < _WHOLE:
                yield Rate(_WHOLE - one.value, one.start, own / 2)

    def _speaks_of(self, folded: str, line: Span, sign: str) -> bool:
        is_short = line[1] - line[0] <= _INTRO_LINE
        return is_short and any(hit.sign == sign for hit in self._glossary.find(folded, *line))

    def _bonuses(self, folded: str, start: int, end: int, hits: Sequence[Hit[str]]) -> Decimal:
        """What is added to a rate: of bonuses by the size of the firm the largest, of others all."""
        by_size, others = Decimal(0), Decimal(0)
        bonuses = list(self._bonus_numbers(folded, start, end, hits))
        for bonus, after in zip_longest(bonuses, bonuses[1:]):
            following = after.start if after else min(end, bonus.end + _BONUS_OF)
            if any(hit.sign in ("no", "own") and bonus.end <= hit.start < following for hit in hits):
                continue
            if _SIZES.search(folded, bonus.end, following):
                by_size = max(by_size, bonus.value)
            else:
                others += bonus.value
        return by_size + others

    def _bonus_numbers(self, folded: str, start: int, end: int, hits: Sequence[Hit[str]]) -> Iterable[_Percentage]:
        """In "plus 10 %", and in "10 points for small firms, 20 for others", where the unit is written once."""
        points = [_percentage(match) for match in self._points_in_digits.finditer(folded, start, end)]
        if points:
            yield from points
            yield from map(_percentage, _MORE.finditer(folded, points[-1].end, end))
        elif in_words := [*self._points_in_words(folded, start, end)]:
            yield from in_words
        else:
            first = next((hit for hit in hits if hit.sign == "bonus" and hit.start >= start), None)
            if first and (plus := _PLUS.search(folded, first.end, min(end, first.end + _PLUS_REACH))):
                yield _percentage(plus)

    def _points_in_words(self, folded: str, start: int, end: int) -> Iterable[_Percentage]:
        for noun in self._points.finditer(folded, start, end):
            number = self._numbers.before(folded, noun.start())
            if number and number.start >= start and number.value <= _MOST_POINTS:
                yield _Percentage(number.start, noun.end(), number.value)


def labels_of_cells(folded: str, sentences: Sequence[Sentence]) -> dict[Span, list[Span]]:
    """What stands beside and above the cells of tables that hold a percentage."""
    return {
        (cell.start, cell.end): [(label.start, label.end) for label in cell_labels(folded, sentences, cell, is_cell)]
        for is_cell in (partial(_is_cell, folded),)
        for cell in filter(is_cell, sentences)
    }


def _is_cell(folded: str, sentence: Sentence) -> bool:
    return "%" in folded[sentence.start : sentence.end] and sentence.end - sentence.start <= _LONGEST_CELL


def _label_of(folded: str, start: int, end: int) -> Span:
    """What stands before the colon of a sentence that begins with a label; empty without one."""
    return start, max(start, folded.find(": ", start, min(end, start + _INTRO_LINE)))


def _percentage(match: re.Match[str]) -> _Percentage:
    return _Percentage(match.start(), match.end(), Decimal(match[match.lastindex or 1]))


@cache
def rate_reader(language: str) -> RateReader:
    """The reader of a language that has a lexicon."""
    return RateReader(lexicon_for(language))
