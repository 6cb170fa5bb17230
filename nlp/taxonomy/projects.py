"""Finds the projects that a text names: those of the gazetteer, and acronyms that stand where projects are named."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.models import Ecosystem

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
_LEAST_LENGTH = 4
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


def find_projects(title: str, text: str, spans: Sequence[tuple[int, int]]) -> list[Project]:
    """The projects of a title and of the spans of a text that may be read, in the order they are named in."""
    gazetteer = _gazetteer()
    known = _known_names()
    places: dict[str, list[int | None]] = {}
    for name, offset in _named(title, text, spans, known):
        canonical = gazetteer[name][0] if name in gazetteer else name
        places.setdefault(canonical, []).append(offset)
    ecosystems = dict(gazetteer.values())
    return [
        Project(name, ecosystems.get(name, ()), offsets[0], len(offsets), known=name in ecosystems)
        for name, offsets in list(places.items())[:_MOST]
    ]


def _named(
    title: str, text: str, spans: Iterable[tuple[int, int]], known: re.Pattern[str]
) -> Iterable[tuple[str, int | None]]:
    opening = _TITLE.match(title)
    if opening and _may_be_project(opening["name"]):
        yield opening["name"], None
    for match in known.finditer(title):
        yield match.group(), None
    for start, end in spans:
        found = [(match.group(), match.start()) for match in known.finditer(text, start, end)]
        for match in _BESIDE_NOUN.finditer(text, start, end):
            name = match["before"] or match["after"]
            if _may_be_project(name) and not any(name in other or other in name for other, _ in found):
                found.append((name, match.start()))
        yield from found


def _may_be_project(name: str) -> bool:
    return len(name) >= _LEAST_LENGTH and name.upper() not in _NO_PROJECTS and sum(map(str.isupper, name)) > 1


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
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?!\w|-\w)")


_TITLE = re.compile(rf"(?P<name>{_ACRONYM})(?:['’]s)?(?: ?[:–—|]| - |(?: )(?i:{_OPENERS})\b)")
_NOUN = rf"(?i:{'|'.join(_NOUNS)})"
_BESIDE_NOUN = re.compile(
    rf"(?<![\w-])(?P<before>{_ACRONYM}) {_NOUN}\b|\b{_NOUN}[ :]{{1,2}}[\"“„«']?(?P<after>{_ACRONYM})(?![\w-])"
)
