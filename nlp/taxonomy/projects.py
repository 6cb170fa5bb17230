"""Finds the projects that a text names: those of the gazetteer, and acronyms that stand where projects are named."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.models import Ecosystem
from nlp.terms import terms_pattern

_GAZETTEER = Path(__file__).with_name("projects.toml")

_NOUNS = (
    "project", "projects", "projet", "projets", "projekt", "projekts", "projektu", "projekcie", "proyecto", "proyectos",
    "progetto", "progetti", "projeto", "projetos", "projektet", "hanke", "projekta", "eurocluster", "euroclúster",
    "euroklaster", "euroklastra", "consortium", "consorzio", "consorcio", "consórcio", "konsortium", "konsorcjum",
)  # fmt: skip
_OPENERS = (
    r"(?:\d(?:st|nd|rd|th) |first |second |third |#?\d )?open call|eurocluster|launches|awards|offers|opens|project"
)
_NO_PROJECTS = frozenset(
    "SME SMES MSME MSMES ECCP EISMEA EASME COSME HORIZON LIFE FSTP EUROCLUSTER EUROCLUSTERS CALL OPEN PARP INTERREG "
    "CDTI ADEME RVO EUSURVEY NUTS GDPR COVID COVID-19 COVID19 FAQ PNRR FEDER FESR EFRE ERDF PRR ESIF CORDIS CLUSTER "
    "CLUSTERS HORECA ICEX ENISA BPI INNOSUP INFO NEWS GRANT GRANTS SME'S SMEs PYME PYMES HORIZONTE EUIPO UKRI AMIF "
    "ERASMUS ERASMUS+ EU4H EIC EIT NCBR NCBiR MSCA DIGITAL EMFAF KMU R&D B2B H2020 I3 COVID-19-KRISE".upper().split()
)
_ACRONYM = (
    r"[A-Z][A-Za-z]*(?:[A-Z0-9][A-Za-z]*)+(?:[.+-][A-Z0-9][A-Za-z0-9]*)*(?: (?:II|III|IV|[2-9]\.0|EU|ALLIANCES?))?"
)
_NO_NAME = re.compile(r"(?:EU|COVID|COSME|SMP|GINOP)-")
_LEAST_LENGTH = 4
_LONGEST_ACRONYM = 40
_MOST = 8


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
    places: dict[str, list[int | None]] = {}
    for name, offset in (*_in_title(title), *_in_text(text, folded, spans)):
        canonical = gazetteer[name][0] if name in gazetteer else name
        places.setdefault(canonical, []).append(offset)
    ecosystems = dict(gazetteer.values())
    return [
        Project(name, ecosystems.get(name, ()), offsets[0], len(offsets), known=name in ecosystems)
        for name, offsets in list(places.items())[:_MOST]
    ]


def _in_title(title: str) -> Iterable[tuple[str, None]]:
    opening = _TITLE.match(title)
    if opening and _may_be_project(opening["name"]):
        yield opening["name"], None
    for start, end in _known(title):
        yield title[start:end], None


def _in_text(text: str, folded: str, spans: Sequence[tuple[int, int]]) -> Iterable[tuple[str, int]]:
    known = list(_known(text))
    beside = [span for span in _beside_nouns(text, folded) if not any(_overlap(span, other) for other in known)]
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
    for noun in _NOUN.finditer(folded):
        offset = max(0, noun.start() - _LONGEST_ACRONYM)
        before = _BEFORE.search(text[offset : noun.start()])
        after = _AFTER.match(text, noun.end())
        for match, shift in ((before, offset), (after, 0)):
            if match and _may_be_project(match["name"]):
                yield shift + match.start("name"), shift + match.end("name")


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _may_be_project(name: str) -> bool:
    if len(name) < _LEAST_LENGTH or name.upper() in _NO_PROJECTS or _NO_NAME.match(name):
        return False
    return sum(map(str.isupper, name)) > 1


@cache
def _gazetteer() -> dict[str, tuple[str, tuple[Ecosystem, ...]]]:
    """Every spelling with the project's name and ecosystems."""
    rows = tomllib.loads(_GAZETTEER.read_text(encoding="utf-8"))["projects"]
    return {
        spelling: (row["name"], tuple(map(Ecosystem, row.get("ecosystems", ()))))
        for row in rows
        for spelling in (row["name"], *row.get("spellings", ()))
    }


@cache
def _known_names() -> re.Pattern[str]:
    names = sorted(_gazetteer(), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?!\w|-\w)")


_TITLE = re.compile(rf"(?P<name>{_ACRONYM})(?:['’]s)?(?: ?[:–—|]| - |(?: )(?i:{_OPENERS})\b)")
_NOUN = terms_pattern(_NOUNS)
_BEFORE = re.compile(rf"(?<![\w-])(?P<name>{_ACRONYM}) \Z")
_AFTER = re.compile(rf"[ :]{{1,2}}[\"“„«']?(?P<name>{_ACRONYM})(?![\w-])")
