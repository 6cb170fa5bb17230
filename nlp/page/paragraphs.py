"""Printed lines as paragraphs: wrapped lines joined, hyphens taken back, running heads left out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from nlp.page.lines import plain

_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\x02]$")
_ITEM = re.compile(r"^(?:[•◦▪‣●○■□–—*\uf0b7\uf0a7\uf0d8➢✓-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s")
_SIGN = re.compile(r"^[◦▪‣●○■□*\uf0b7\uf0a7\uf0d8➢✓]\s*")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_PAGE_NUMBER = re.compile(
    r"^(?:page|seite|página|pagina|strona|p\.)?\s*\d{1,4}(?:\s*(?:/|of|von|de|di|z)\s*\d{1,4})?$", re.IGNORECASE
)
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*|untitled.*|document\d*|presentation\d*|powerpoint presentation|title|"
    r".*\.(?:docx?|pptx?|indd|pdf|odt)|[\W\d_]*)",
    re.IGNORECASE,
)
_FULL = 0.75  # of a full line; a shorter one ends its paragraph
_EDGE = 2  # lines at the top and at the foot of a page that may be running ones
_REPEATED = 3  # pages on which a line stands that runs through the document


def is_title_of_file(title: str) -> bool:
    """False for what word processors put into the title field by themselves."""
    return len(title) > 3 and not _NO_TITLE.fullmatch(title)


def paragraphs_of_sheets(sheets: Sequence[Sequence[str]]) -> list[list[str]]:
    """The paragraphs of each page, from its printed lines; page numbers and running heads left out."""
    running = _running_lines(sheets)
    words = Counter(
        word for sheet in sheets for line in sheet for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.lower())
    )
    paged = []
    for sheet in sheets:
        lines = [line for number, line in enumerate(sheet) if _stays(number, len(sheet), line, running)]
        paged.append(list(_paragraphs(lines, words)))
    return paged


def _running_lines(sheets: Sequence[Sequence[str]]) -> set[str]:
    edges = Counter(key for sheet in sheets for key in {_key(line) for line in (*sheet[:_EDGE], *sheet[-_EDGE:])})
    return {key for key, count in edges.items() if count >= _REPEATED and key}


def _stays(number: int, count: int, line: str, running: set[str]) -> bool:
    at_edge = number < _EDGE or number >= count - _EDGE
    return not (at_edge and (_PAGE_NUMBER.match(line.strip()) or _key(line) in running))


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", plain(line)).casefold()


def _paragraphs(lines: Sequence[str], words: Counter[str]) -> Iterator[str]:
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    full = lengths[int(len(lengths) * 0.9)] * _FULL if lengths else 0
    paragraph, last = "", ""
    for line in (_HYPHEN.sub(_hyphen, text.strip()) for text in lines):
        if paragraph and (not line or not _goes_on(last, line, full)):
            yield _finished(paragraph)
            paragraph = ""
        paragraph = _joined(paragraph, line, words) if paragraph else line
        last = line
    if paragraph:
        yield _finished(paragraph)


def _hyphen(match: re.Match[str]) -> str:
    del match
    return "-"


def _goes_on(line: str, following: str, full: float) -> bool:
    """True if the following line is of the same paragraph."""
    if _ITEM.match(following):
        return False
    if line.endswith("-") or following[:1].islower():
        return True
    return len(line) >= full and not (_SENTENCE_END.search(line) and len(line) < full / _FULL * 0.9)


def _joined(paragraph: str, line: str, words: Counter[str]) -> str:
    """The paragraph with the line; the hyphen between them stays if the word or its parts are written so elsewhere."""
    if not _HYPHEN.search(paragraph) or not line[:1].islower():
        return f"{paragraph} {line}"
    first = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", paragraph[:-1])[-1].lower()
    second = re.match(r"[^\W\d_]+", line)
    rest = second.group().lower() if second else ""
    known = words[first + rest] + words[f"{first}-{rest}"]
    keeps = words[f"{first}-{rest}"] > words[first + rest] if known else min(words[first], words[rest]) > 1
    return paragraph + line if keeps else paragraph[:-1] + line


def _finished(paragraph: str) -> str:
    return plain(_SIGN.sub("• ", paragraph))
