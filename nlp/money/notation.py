"""How a language writes money: its currencies, its words for thousand and million, its words of range."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from nlp.folding import fold
from nlp.lexicon import Lexicon, lexicon_for
from nlp.numbers import NumberWords, by_word

_SCALES = {
    "thousand": Decimal(10**3),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}
_NOT_LETTER = r"(?![^\W\d_])"
_UP_TO_NUMBER = r"(?: [^\W\d_]{1,3}){0,2} ?\Z"
_SPELLED_OUT = r"\((?:[^\W\d_]|[ -]){3,80}\)"


@dataclass(frozen=True)
class Notation:
    """The patterns of one language, all for folded text.

    Attributes:
        currencies: ISO code of each currency word.
        scales: factor of each scale word ("k", "million").
        words: reads numbers in words.
        decimal_mark: "." or ",".
        currency: finds currency words; what stands before is to be checked.
        before_currency: a scale and link words that end a slice ("million[s d']").
        tail: what follows a number: scale and currency (`scale`, `currency`), or a scale alone (`bare`).
        half: "and a half" after a scale word.
        between: what opens a range before its first number ("between").
        to: what joins the ends of a range; `both`: the same after `between`.
        either: "and" and "or".
        alternative: what joins two sums that share a unit ("or").
        label: a word that a number before a dash only counts ("Lot").
        least: "at least" right before a number; `most_before`: "at most" there.
        of_money: what is said of sums of money; `available` right behind one.
        link: a link word behind a number ("of").
        most: "at most" between two numbers, which makes them a range.
        of_which: what opens the parts of a sum; such a part may go without its currency.
        whole: what stands before a sum that is divided ("of the 9 million, 3 are ..."), up to that sum.
        of: all that may stand between a part and its whole.
        divided: the last word of such a sum where its ending says so ("eurosta").
    """

    currencies: dict[str, str]
    scales: dict[str, Decimal]
    words: NumberWords
    decimal_mark: str
    currency: re.Pattern[str]
    before_currency: re.Pattern[str]
    tail: re.Pattern[str]
    half: re.Pattern[str]
    between: re.Pattern[str]
    to: re.Pattern[str]
    both: re.Pattern[str]
    either: re.Pattern[str]
    alternative: re.Pattern[str]
    label: re.Pattern[str]
    of_which: re.Pattern[str]
    whole: re.Pattern[str]
    of: re.Pattern[str]
    divided: re.Pattern[str]
    least: re.Pattern[str]
    most: re.Pattern[str]
    most_before: re.Pattern[str]
    of_money: re.Pattern[str]
    available: re.Pattern[str]
    link: re.Pattern[str]


def notation_of(lexicon: Lexicon) -> Notation:
    """The notation of a lexicon's language, built once."""
    return _notation(lexicon.language)


@cache
def _notation(language: str) -> Notation:
    lexicon = lexicon_for(language)
    codes = [code for code in lexicon.section("currencies") if code.isupper()]
    currencies = by_word({code: lexicon.terms(f"currencies.{code}") for code in codes})
    scale_keys = by_word({key: lexicon.terms(f"scales.{key}") for key in _SCALES})
    scales = {word: _SCALES[key] for word, key in scale_keys.items()}
    currency, scale, link = any_of(currencies), any_of(scales), _phrases(lexicon, "scales.link")
    label, either = _phrases(lexicon, "ranges.label"), _phrases(lexicon, "ranges.or")
    unit = rf"(?:(?P<scale>{scale})\.? ?)?(?:{link} ?)?(?P<currency>{currency}){_NOT_LETTER}"
    return Notation(
        currencies=currencies,
        scales=scales,
        words=NumberWords(lexicon.section("numbers"), scales),
        decimal_mark=lexicon.section("numbers").get("decimal", ","),
        currency=re.compile(rf"{currency}{_NOT_LETTER}"),
        before_currency=re.compile(rf"(?:(?<![^\W\d_])(?P<scale>{scale})\.? ?(?:{link} ?)?)?\Z"),
        tail=re.compile(rf"(?:[.,]-+)?(?: ?{_SPELLED_OUT})? ?{unit}| ?(?P<bare>{scale}){_NOT_LETTER}"),
        half=re.compile(rf" {_phrases(lexicon, 'scales.half')}{_NOT_LETTER}"),
        between=re.compile(rf"(?<!\w){_phrases(lexicon, 'ranges.between')}(?: [^\W\d_]{{1,3}})? ?\Z"),
        to=re.compile(rf" ?(?:-|/|\.\.\.?|…) ?|,? {_phrases(lexicon, 'ranges.to')}[ :] ?"),
        both=re.compile(rf" ?- ?| {_phrases(lexicon, 'ranges.both')} "),
        either=re.compile(rf" {either} "),
        alternative=re.compile(rf",? {either} |, "),
        label=re.compile(rf"(?<!\w){label}[ #]?(?:n[or°]*\.? ?)?\Z"),
        least=re.compile(rf"{lexicon.expression('money.min')}{_UP_TO_NUMBER}"),
        most_before=re.compile(rf"{lexicon.expression('money.max')}{_UP_TO_NUMBER}"),
        most=lexicon.pattern("money.max"),
        of_money=lexicon.pattern("money.total", "money.grant", "money.cost", "money.firm"),
        available=re.compile(rf" {lexicon.expression('money.total')}"),
        link=re.compile(rf" {link}{_NOT_LETTER}"),
        of_which=re.compile(rf"[ ,(]{_phrases(lexicon, 'ranges.of_which')}[ ,][^.;%\n]{{0,48}}\Z"),
        whole=_whole(lexicon),
        of=re.compile(rf" (?:{_phrases(lexicon, 'ranges.whole_first')}|{_phrases(lexicon, 'ranges.whole')}) "),
        divided=re.compile(rf"(?<!\w){_phrases(lexicon, 'ranges.whole')}\Z"),
    )


def _whole(lexicon: Lexicon) -> re.Pattern[str]:
    anywhere, first = _phrases(lexicon, "ranges.whole"), _phrases(lexicon, "ranges.whole_first")
    return re.compile(rf"(?:(?<!\w){anywhere}|(?:\A|[,;:.(\n] ?){first})(?: [^\W\d_]{{1,12}})? ?\Z")


def _phrases(lexicon: Lexicon, path: str) -> str:
    return any_of(map(fold, lexicon.terms(path)))


def any_of(words: Iterable[str]) -> str:
    """An expression for the words, the longest first; one that never matches for none."""
    ordered = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(re.escape(word) for word in ordered)})" if ordered else "(?!)"
