"""Finds the projects that a text names: those of the gazetteer, and acronyms that stand where projects are named."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from core.models import Ecosystem
from nlp.folding import fold
from nlp.taxonomy.acronyms import guess_names, is_acronym, is_body, is_kind, is_word, may_be_project, places
from nlp.terms import terms_pattern

_GAZETTEER = Path(__file__).with_name("projects.toml")

_OPENERS = (
    r"(?:\d(?:st|nd|rd|th) |first |second |third |#?\d )?open call|eurocluster|launches|awards|offers|opens|project"
)
_ACRONYM = (
    r"[A-Z][A-Za-z]*(?:[A-Z0-9][A-Za-z]*)+(?:[.+-][A-Z0-9][A-Za-z0-9]*)*(?: (?:II|III|IV|[2-9]\.0|EU|ALLIANCES?))?"
)
_LONGEST_ACRONYM = 40
_MOST = 8
_HEAD, _LONG_TEXT = 600, 4000  # characters


@dataclass(frozen=True)
class Project:
    """A project with the ecosystems that it is known to serve.

    Attributes:
        offset: where it is named first; None for the title.
        mentions: how often, the title included.
        known: whether it stands in the gazetteer.
    """

    name: str
    ecosystems: tuple[Ecosystem, ...]
    offset: int | None
    mentions: int
    known: bool


def find_projects(title: str, text: str, folded: str, spans: Sequence[tuple[int, int]]) -> list[Project]:
    """The projects of a title and of the spans of a text that may be read, in the order they are named in.

    `folded` is the folded `text`.
    """
    gazetteer = _gazetteer()
    mentions: dict[str, list[int | None]] = {}
    found = (*_in_title(title, text), *_repeated(title, text, spans), *_in_text(text, folded, spans))
    for name, offset in sorted(set(found), key=_place):
        canonical = gazetteer[name][0] if name in gazetteer else name
        mentions.setdefault(canonical, []).append(offset)
    ecosystems = dict(gazetteer.values())
    whole = f"{fold(title)}\n{folded}"
    projects = []
    for name, offsets in islice(mentions.items(), _MOST):
        known = name in ecosystems
        if any(_is_part(name, other) for other in mentions):
            continue
        if known or not (is_body(name, whole) or _is_passing(offsets, len(text))):
            named = name if known else _in_full(name, title, text)
            projects.append(Project(named, ecosystems.get(name, ()), offsets[0], len(offsets), known=known))
    return projects


def _is_passing(offsets: Sequence[int | None], length: int) -> bool:
    """Whether a long text names it but once, and not at its head."""
    first = offsets[0]
    return first is not None and len(offsets) == 1 and first > _HEAD and length > _LONG_TEXT


def _in_full(name: str, title: str, text: str) -> str:
    """A name with the word that follows it wherever it stands: "SILICON SHORE", "NorthSea Yards"."""
    following = re.findall(
        rf"(?<![\w-]){re.escape(name)}(?!\w)(?: ([^\W\d_a-z][^\W\d_]{{3,}})(?![\w-]))?", f"{title}\n{text}"
    )
    is_same = len(following) > 1 and len(set(following)) == 1 and following[0]
    return f"{name} {following[0]}" if is_same and not is_kind(following[0]) else name


def _in_title(title: str, text: str) -> Iterable[tuple[str, None]]:
    opening = _TITLE.match(title)
    if opening and may_be_project(opening["name"]) and not is_word(opening["name"], text):
        yield opening["name"], None
    for start, end in _known(title):
        yield title[start:end], None
    if not _shouts(title):
        folded = fold(title)
        for start, end in (*_beside_nouns(title, folded), *guess_names(title, folded, [(0, len(title))])):
            yield title[start:end], None


def _repeated(title: str, text: str, spans: Sequence[tuple[int, int]]) -> Iterable[tuple[str, int | None]]:
    """Acronyms of a title that the text goes on to use: "LANTERNA opens its call", "vouchers of TexLoop"."""
    if _shouts(title):
        return
    for match in islice(_TITLE_NAME.finditer(title), _MOST):
        name = match.group()
        if not (is_acronym(name) and may_be_project(name)):
            continue
        offset = _first(name, text, spans)
        if offset is not None and not is_word(name, text):
            yield name, None
            yield name, offset


def _first(name: str, text: str, spans: Sequence[tuple[int, int]]) -> int | None:
    starts = [start for start, _ in spans]
    for place, _ in places(name, text):
        index = bisect_right(starts, place) - 1
        if index >= 0 and place < spans[index][1] and text[place - 1 : place] != "-":
            return place
    return None


def _shouts(title: str) -> bool:
    """Whether most of a title is in capitals, where these tell nothing."""
    words = [word for word in title.split() if any(map(str.isalpha, word))]
    return sum(map(str.isupper, words)) > len(words) / 2


def _is_part(name: str, other: str) -> bool:
    """Whether it is a piece of a longer name: "PowerUp" of "PowerUp NetZero"."""
    return name != other and name.casefold() in re.split(r"[ +]", other.casefold())


def _place(found: tuple[str, int | None]) -> tuple[int, str]:
    return -1 if found[1] is None else found[1], found[0]


def _in_text(text: str, folded: str, spans: Sequence[tuple[int, int]]) -> Iterable[tuple[str, int]]:
    known = list(_known(text))
    guessed = (*_beside_nouns(text, folded), *guess_names(text, folded, spans))
    beside = [span for span in guessed if not any(_overlap(span, other) for other in known)]
    starts = [start for start, _ in spans]
    for start, end in sorted({*known, *beside}):
        index = bisect_right(starts, start) - 1
        if index >= 0 and start < spans[index][1]:
            yield text[start:end], start


def _known(text: str) -> Iterable[tuple[int, int]]:
    for match in _known_names().finditer(text):
        before = text[match.start() - 1 : match.start()]
        if not (before.isalnum() or before == "-"):
            yield match.span()


def _beside_nouns(text: str, folded: str) -> Iterable[tuple[int, int]]:
    for noun in _nouns().finditer(folded):
        offset = max(0, noun.start() - _LONGEST_ACRONYM)
        before = _BEFORE.search(text[offset : noun.start()])
        after = None if text[slice(*noun.span())].isupper() else _AFTER.match(text, noun.end())
        for match, shift in ((before, offset), (after, 0)):
            if match and may_be_project(match["name"]):
                yield shift + match.start("name"), shift + match.end("name")


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_GAZETTEER.read_text(encoding="utf-8"))


@cache
def _nouns() -> re.Pattern[str]:
    return terms_pattern(_table()["nouns"])


@cache
def _gazetteer() -> dict[str, tuple[str, tuple[Ecosystem, ...]]]:
    """Every spelling with the project's name and ecosystems."""
    return {
        spelling: (row["name"], tuple(map(Ecosystem, row.get("ecosystems", ()))))
        for row in _table()["projects"]
        for spelling in (row["name"], *row.get("spellings", ()))
    }


@cache
def _known_names() -> re.Pattern[str]:
    names = sorted(_gazetteer(), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?!\w|-\w)")


_TITLE = re.compile(rf"(?P<name>{_ACRONYM})(?:['’]s)?(?: ?[:–—|]| - |(?: )(?i:{_OPENERS})\b)")
_BEFORE = re.compile(rf"(?<![\w-])(?P<name>{_ACRONYM})[ -]\Z")
_AFTER = re.compile(rf"[ :]{{1,2}}[\"“„«']?(?P<name>{_ACRONYM})(?![\w-])")
_TITLE_NAME = re.compile(
    r"(?<![\w-])[^\W\d_a-z][\w]*(?:[-.+][^\W_]+)*\+?(?: [^\W\d_a-z][^\W\d_a-z]{3,}(?![\w-]))?(?!\w)"
)
