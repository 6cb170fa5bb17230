"""Names of projects that no gazetteer knows, told by their shape and by where they stand."""

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from nlp.folding import fold
from nlp.terms import terms_expression, terms_pattern

Span = tuple[int, int]

_TABLE = Path(__file__).with_name("acronyms.toml")
_LEAST_LENGTH = 4
_LEAST_CAPITALS = 5
_LEAST_OF_A_SUBJECT = 6  # capitals of a name that only stands at the head of a sentence
_MOST_HYPHENS = 3  # more are those of a call's identifier
_LONGEST = 40
_LEAST_OF_A_LIST = 2
_NEAR_TOP = 600  # characters of a text up to which its issuer is named
_MOST = 50
_NO_NAME = re.compile(
    r"(?:EU|COVID|COSME|SMP|GINOP|HORIZON|H2020|ERC|EDF|MSCA|CREA)-|.*(?:-(?:(?:19|20)?\d\d(?!\d)|\d$)|\.[A-Z][a-z]|null)"
)
_TWO_WORDS = re.compile(r"([A-Z][a-z]{3,})(?:EU|HE|[A-Z][a-z]+)\Z|.*null")

_UPPER = r"[^\W\d_a-zà-öø-ÿα-ωа-я]"
_NAME = rf"{_UPPER}[^\W_]*(?:(?:[-+]|\.(?=\d))[^\W_]+)*\+?"
_CANDIDATE = re.compile(rf"(?<![\w@./#-])(?={_UPPER}[\w.+-]*[^\W_a-zà-öø-ÿα-ωа-я]){_NAME}(?![\w@/-])")
_INNER_CAPITAL = re.compile(r"[^\W\d_A-Z][^\W\d_a-z]|[^\W\d_]\d[^\W\d_]")
_BULLET = re.compile(r"(?:\A|\n)[ \t]*(?:[^\w\s(][ \t]?|\(?[0-9a-z]{1,2}[.)][ \t]*)\Z")
_BULLET_LENGTH = 6
_GLUE = frozenset("@./-_[]")
_GLUED = re.compile(r"[][@/_-]|\.\w")
_CAPITALISED = re.compile(rf" {_UPPER}[^\W\d_]{{3,}}(?![\w-])")
_DASH = re.compile(r" [-–—] ")
_ITEM_GOES_ON = re.compile(r" [-–—]|[:,.]| [^\W\d_a-z]")
_PREDICATE = re.compile(r" [^\W\d_A-Z][^\W\d_]*[ ,]")
_APPOSED = re.compile(r"(?: ?[,–—(-] ?(?!\d)|(?: [^\W\d_]{1,3})? )[^.:;\n,()–—]{0,45}")
_LONG_FORM = re.compile(r"(?: - |, (?:[^\W\d_]{1,3} )?)(?P<words>(?:[^\W\d_]{1,30}[ -]){1,8}[^\W\d_]{1,30})")
_LEAST_SPELLED_OUT = 3  # words of a long form whose initials stand in the name in order
_LIST = re.compile(
    rf"[^.:;\n|]{{0,40}}?[: ] ?(?P<names>{_NAME}(?: {_NAME}){{0,2}}"
    rf"(?:(?:,? (?:and|und|et|y|e|i|en|och|og|a|si|și|és|και|и|in) |, ){_NAME}(?: {_NAME}){{0,2}}){{1,8}})(?!\w)"
)
_IN_LIST = re.compile(rf"{_NAME}(?: {_NAME}){{0,2}}")


def may_be_project(name: str) -> bool:
    """Whether it is long enough, in capitals enough, and no acronym of another sort."""
    if len(name) < _LEAST_LENGTH or name.upper() in _no_projects() or _NO_NAME.match(name):
        return False
    return name.count("-") < _MOST_HYPHENS and sum(map(str.isupper, name)) > 1


def is_acronym(name: str) -> bool:
    """Capitals alone, enough of them, or capitals within words ("TexLoop", "CHIPS4CARE")."""
    letters = "".join(filter(str.isalpha, name))
    return (letters.isupper() and len(letters) >= _LEAST_CAPITALS) or _INNER_CAPITAL.search(name) is not None


def is_kind(word: str) -> bool:
    """Whether a word beside a name only says what is named ("TexLoop Eurocluster")."""
    folded = fold(word)
    return any(pattern.fullmatch(folded) for pattern in (_kinds(), _attribute_words(), _plurals()))


def guess_names(text: str, folded: str, spans: Sequence[Span]) -> list[Span]:
    """Where names stand that are said to be projects, or that act as projects do; `folded` is the folded `text`."""
    found = list(_candidates(text, spans))
    if not found:
        return []
    mentions = Counter(text[slice(*span)] for span in found)
    names = frozenset(name for name in islice(mentions, _MOST) if not (is_word(name, text) or _is_glued(name, text)))
    found = [span for span in found if text[slice(*span)] in names]
    starts = frozenset(start for start, _ in spans)
    items = [span for span in found if _heads_item(text, span)]
    projects = {text[slice(*span)] for span in items} if len(items) >= _LEAST_OF_A_LIST else set()
    for span in found:
        name = text[slice(*span)]
        if (
            _is_explained(folded, span)
            or _names_site(text, span)
            or (span[0] in starts and _is_subject(text, span, mentions[name]))
        ):
            projects.add(name)
    wider = (wide for span in found if (wide := _with_next_word(text, span)) and _is_explained(folded, wide))
    return [*(span for span in found if text[slice(*span)] in projects), *wider, *_enumerated(text, folded, spans)]


def _with_next_word(text: str, span: Span) -> Span | None:
    """A name of two words, if a capital and an apposition follow ("AgroSense Connect, a project of")."""
    word = _CAPITALISED.match(text, span[1])
    return (span[0], word.end()) if word and text.startswith(", ", word.end()) else None


def _candidates(text: str, spans: Sequence[Span]) -> Iterable[Span]:
    starts = [start for start, _ in spans]
    for match in _CANDIDATE.finditer(text):
        index = bisect_right(starts, match.start()) - 1
        if index < 0 or match.start() >= spans[index][1]:
            continue
        if is_acronym(match.group()) and may_be_project(match.group()) and not _is_among_capitals(text, match.span()):
            yield match.span()


def _is_among_capitals(text: str, span: Span) -> bool:
    """Whether the words around are in capitals, too, where these tell nothing."""
    before = text[max(0, span[0] - _LONGEST) : span[0]].rpartition("\n")[2].split()
    after = text[span[1] : span[1] + _LONGEST].partition("\n")[0].split()
    beside = (*before[-1:], *after[:1])
    return any(word.isupper() and sum(map(str.isalpha, word)) >= _LEAST_LENGTH for word in beside)


def _is_glued(name: str, text: str) -> bool:
    """Whether it is two words of the text between which a line break was lost ("GuideModel")."""
    words = _TWO_WORDS.match(name)
    return words is not None and (words[1] is None or is_word(words[1].upper(), text))


def is_word(name: str, text: str) -> bool:
    """Whether the text has it as a plain word, too ("TURISMO", "Turismo")."""
    forms = {name.capitalize(), name.lower()}
    return any(
        text[start - 1 : start] not in _GLUE and not _GLUED.match(text, end)
        for form in forms
        for start, end in places(form, text)
    )


def places(word: str, text: str) -> Iterator[Span]:
    """Where a word stands in a text, not as a piece of a longer one."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start, end
        start = text.find(word, end)


def _heads_item(text: str, span: Span) -> bool:
    """Whether it opens an item of a list and is followed by what it is ("2. FibreNext - Prototyping")."""
    before = text[max(0, span[0] - _BULLET_LENGTH) : span[0]]
    if not before or before.endswith("\n"):
        return _DASH.match(text, span[1]) is not None
    return bool(_BULLET.search(before) and _ITEM_GOES_ON.match(text, span[1]))


def _names_site(text: str, span: Span) -> bool:
    """Whether it opens the line of a site's name and sections at the top of a page ("CIRCPACK | News | Calls")."""
    return span[0] == 0 and text[: span[1]].isupper() and text.startswith(" |", span[1])


def is_body(name: str, folded: str) -> bool:
    """Whether a folded text speaks of a cluster, an agency and the like of that name."""
    before, after = _bodies()
    return any(
        before.search(folded, max(0, start - _LONGEST), start) or after.match(folded, end)
        for start, end in places(fold(name), folded)
    )


def _is_explained(folded: str, span: Span) -> bool:
    """Whether it is called a project right before or after ("called MENDERS", "MENDERS, a project of")."""
    if _called().search(folded, max(0, span[0] - _LONGEST), span[0]):
        return True
    if _attributes().match(folded, span[1]) or _spells_out(folded, span):
        return True
    apposed = _APPOSED.match(folded, span[1])
    return apposed is not None and _kinds().search(apposed.group()) is not None


def _spells_out(folded: str, span: Span) -> bool:
    """Whether what it is short for stands behind it ("UPLIFT - Upskilling for the Platform Industry")."""
    long = _LONG_FORM.match(folded, span[1])
    words = [word for word in long["words"].split() if len(word) >= _LEAST_LENGTH] if long else []
    letters, found = folded[slice(*span)], 0
    for word in words:
        place = letters.find(word[0])
        if place < 0 or (place and not found):
            break
        letters, found = letters[place + 1 :], found + 1
    return found >= _LEAST_SPELLED_OUT


def _is_subject(text: str, span: Span, mentions: int) -> bool:
    """Whether a sentence begins with it and goes on in plain words, as names of bodies do that do something."""
    name = text[slice(*span)]
    if not _PREDICATE.match(text, span[1]):
        return False
    return mentions > 1 or (name.isupper() and sum(map(str.isalpha, name)) >= _LEAST_OF_A_SUBJECT)


def _enumerated(text: str, folded: str, spans: Sequence[Span]) -> Iterable[Span]:
    """Names in a list that "projects" leads ("the projects are ECOTOURS, LookUp and EU Rural Tourism")."""
    for noun in _plurals().finditer(folded):
        found = _LIST.match(text, noun.end())
        names = list(_IN_LIST.finditer(found["names"])) if found else []
        names = [name for name in names if is_acronym(name.group()) or " " in name.group() or "-" in name.group()]
        acronyms = [name for name in names if is_acronym(name.group()) and may_be_project(name.group())]
        if found and 2 * len(acronyms) > len(names):
            index = bisect_right([start for start, _ in spans], noun.start()) - 1
            if index >= 0 and noun.start() < spans[index][1]:
                shift = found.start("names")
                yield from ((shift + name.start(), shift + name.end()) for name in names)


@cache
def _table() -> dict[str, list[str]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


@cache
def _no_projects() -> frozenset[str]:
    return frozenset(_table()["no_projects"])


@cache
def _called() -> re.Pattern[str]:
    return re.compile(rf"{terms_expression(_table()['called'])} ?[\"'«]?\Z")


@cache
def _bodies() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before and behind the name of a body that is no project."""
    bodies = terms_expression(_table()["bodies"])
    return re.compile(rf"{bodies} \Z"), re.compile(rf"[ -]{bodies}")


@cache
def _attributes() -> re.Pattern[str]:
    return re.compile(rf"[ -]{terms_expression(_table()['attributes'])}")


@cache
def _attribute_words() -> re.Pattern[str]:
    return terms_pattern(word for phrase in _table()["attributes"] for word in phrase.split() if len(word) > 3)


@cache
def _kinds() -> re.Pattern[str]:
    return terms_pattern(_table()["kinds"])


@cache
def _plurals() -> re.Pattern[str]:
    return terms_pattern(_table()["plurals"])
