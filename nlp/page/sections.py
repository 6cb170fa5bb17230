"""A page that lists several calls as one reading for each of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from nlp.folding import fold
from nlp.lexicon import Lexicon, lexicon_for
from nlp.page.lines import Passage
from nlp.page.moment import find_day
from nlp.page.reading import Reading

_FEWEST = 2  # calls that make a page a list
_LONGEST_LEAD = 60  # characters before the date of a line: "Deadline:", "Applications close on"
_LONGEST_TITLE = 200
_LONGEST_INTRODUCTION = 1000  # characters above the first call; a page that has more to say is about one thing
_ADDRESS = re.compile(r"https?://\S+")
_DIGIT = re.compile(r"\d")
_NO_TITLE = re.compile(r"^• |[.;:,!?…]$|://|@")
_TITLE_WORDS = re.compile(r"[^\W\d_]{2,}.*[^\W_]")
_DEADLINE_CUES = ("cues.deadline", "cues.closes", "cues.apply", "cues.until")
_STAGES = ("roles.cutoff", "roles.stage1", "roles.stage2")


class _Line(NamedTuple):
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Entry(NamedTuple):
    """The lines of one call, by number: its title, and the first line that is no longer of it."""

    title: int
    end: int


def split_sections(reading: Reading) -> tuple[Reading, ...]:
    """A reading for each call of a list; the one reading where the page is about one thing.

    A list is told by its form: a title and a deadline, introduced in the same words each time, and for each
    call an address of its own to go on to. Stages and cut-offs of one call have that form too, but for their titles.
    """
    if reading.identity or reading.stated.deadlines or reading.pages:
        return (reading,)
    lines = list(_lines(reading.passage.text))
    lexicon = lexicon_for(reading.language)
    entries = _entries(lines, reading, lexicon)
    titles = [lines[entry.title].text for entry in entries]
    if len(entries) < _FEWEST or not _are_calls(titles, lexicon) or _introduces_one(lines[: entries[0].title], reading):
        return (reading,)
    parts = tuple(_section(reading, lines, entry) for entry in entries)
    return parts if _have_own_links(parts) else (reading,)


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        yield _Line(start, line)
        start += len(line) + 1


def _entries(lines: Sequence[_Line], reading: Reading, lexicon: Lexicon) -> list[_Entry]:
    """The calls of the most frequent form; none if one of them has no title."""
    leads = {n: lead for n, line in enumerate(lines) if (lead := _lead(line.text, reading.language, lexicon))}
    counts = Counter(leads.values())
    if not counts:
        return []
    form = max(counts, key=lambda lead: counts[lead])
    dated = [n for n, lead in leads.items() if lead == form]
    headings = {n for n, line in enumerate(lines) if line.text in reading.headings}
    titles = [_title(lines, headings, after, at) for after, at in pairwise((-1, *dated))]
    found = [number for number in titles if number is not None]
    if len(found) < len(dated):
        return []
    last = next((n for n in range(dated[-1] + 1, len(lines)) if n in headings), len(lines))
    return [_Entry(*entry) for entry in zip(found, (*found[1:], last), strict=True)]


def _lead(line: str, language: str | None, lexicon: Lexicon) -> str:
    """The words that introduce the date of a deadline; empty for a line that begins otherwise."""
    digit = _DIGIT.search(line)
    lead = fold(line[: digit.start()]).strip(" •") if digit and digit.start() <= _LONGEST_LEAD else ""
    if not lead or not lexicon.pattern(*_DEADLINE_CUES).search(lead):
        return ""
    return lead if find_day(line, language) else ""


def _title(lines: Sequence[_Line], headings: set[int], after: int, at: int) -> int | None:
    """The title of the deadline `at`: the last heading since the deadline before, else the line above."""
    above = [n for n in range(at - 1, after, -1) if n in headings] or [at - 1]
    return above[0] if above[0] > after and _is_title(lines[above[0]].text) else None


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and bool(_TITLE_WORDS.search(text)) and not _NO_TITLE.search(text)


def _are_calls(titles: Sequence[str], lexicon: Lexicon) -> bool:
    """True for titles of different things, unless all of them are stages of one thing."""
    slugs = {slug_of(_DIGIT.sub("", title)) for title in titles}
    stages = lexicon.pattern(*_STAGES)
    return len(slugs - {""}) == len(titles) and not all(stages.search(fold(title)) for title in titles)


def _introduces_one(lines: Sequence[_Line], reading: Reading) -> bool:
    """True if what stands above the first title tells of one call: at length, or with a date."""
    size = sum(len(line.text) for line in lines)
    return size > _LONGEST_INTRODUCTION or any(find_day(line.text, reading.language) for line in lines)


def _section(reading: Reading, lines: Sequence[_Line], entry: _Entry) -> Reading:
    start, end = lines[entry.title].end + 1, lines[entry.end - 1].end
    struck = [(max(a, start), min(b, end)) for a, b in reading.passage.struck if a < end and b > start]
    title = lines[entry.title].text
    return replace(
        reading,
        title=title,
        passage=Passage(reading.passage.text[start:end], tuple((a - start, b - start) for a, b in struck)),
        section=slug_of(title),
        links=tuple(dict.fromkeys(address for at, address in reading.anchors if lines[entry.title].start <= at < end)),
    )


def _have_own_links(parts: Sequence[Reading]) -> bool:
    """True if each part links to, or names, an address that no other part does."""
    named = [{*part.links, *_ADDRESS.findall(part.passage.text)} for part in parts]
    shared = Counter(address for addresses in named for address in addresses)
    return all(any(shared[address] == 1 for address in addresses) for addresses in named)


def slug_of(title: str) -> str:
    """A title as the fragment of an address: folded words joined by hyphens."""
    return "-".join(re.findall(r"\w+", fold(title)))
