"""A PDF file as one article, read from its text layer."""

from collections.abc import Iterator
from contextlib import closing

import pypdfium2
from pypdfium2 import raw

from core.errors import PageError
from core.models import Outcome, RawPage
from core.source import Extraction
from nlp.languages import language_of
from nlp.page.headline import is_title
from nlp.page.lines import Passage, plain
from nlp.page.paragraphs import is_title_of_file, paragraphs_of_sheets
from nlp.page.reading import Reading
from nlp.page.selecting import statements_of_lines
from nlp.stated import facts_of, of_source

_HYPHEN = "\ufffe"  # what PDFium writes for a hyphen at the end of a line, without the line's end
MAX_BYTES = 60_000_000
MAX_PAGES = 400  # the longest guides for applicants have 150
_TITLE_LINES = 3  # a title that is set in more lines is none
_TITLE_CHARACTERS = 4000  # of the first page that are searched for the largest letters


def read_pdf(page: RawPage, rules: Extraction) -> tuple[Reading, ...]:
    """The one article of a file. Raises PageError: oversized, undecodable, no_text."""
    if len(page.body) > MAX_BYTES:
        raise PageError(Outcome.OVERSIZED, f"{len(page.body):,} bytes of PDF")
    try:
        with closing(pypdfium2.PdfDocument(page.body)) as document:
            sheets, title = list(_sheets(document)), _title(document)
    except pypdfium2.PdfiumError as error:  # broken, or locked by a password
        raise PageError(Outcome.UNDECODABLE, f"not a readable PDF: {error}") from error
    paged = paragraphs_of_sheets(sheets)
    if paged and paged[0] and is_title(paged[0][0], title):
        del paged[0][0]
    text = "\n".join(paragraph for paragraphs in paged for paragraph in paragraphs)
    if not text:
        raise PageError(Outcome.NO_TEXT, "the PDF has no text layer")
    statements = [*statements_of_lines(text.split("\n"), rules.stated), *of_source(rules)]
    language = language_of(text)
    reading = Reading(
        title=title or text.partition("\n")[0][:200],
        language=language,
        passage=Passage(text),
        aliases=(page.url, page.final_url),
        stated=facts_of(statements, language),
        pages=tuple(_starts(paged)),
    )
    return (reading,)


def _sheets(document: pypdfium2.PdfDocument) -> Iterator[list[str]]:
    """The lines of each page as they are printed."""
    for number in range(min(len(document), MAX_PAGES)):
        with closing(document[number]) as sheet, closing(sheet.get_textpage()) as layer:
            yield layer.get_text_range(errors="ignore").replace(_HYPHEN, "-\n").splitlines()


def _starts(paged: list[list[str]]) -> Iterator[int]:
    """The offset in the text at which each page begins; an empty one begins where the next does."""
    at = 0
    for paragraphs in paged:
        yield at
        at += sum(len(paragraph) + 1 for paragraph in paragraphs)


def _title(document: pypdfium2.PdfDocument) -> str:
    """The title in the file's metadata, else the largest lines of its first page."""
    declared = plain(document.get_metadata_value("Title"))
    return declared if is_title_of_file(declared) else _largest_lines(document)


def _largest_lines(document: pypdfium2.PdfDocument) -> str:
    if not len(document):
        return ""
    with closing(document[0]) as sheet, closing(sheet.get_textpage()) as layer:
        lines: list[tuple[float, str]] = []
        at = 0
        text = layer.get_text_range(0, min(layer.count_chars(), _TITLE_CHARACTERS), errors="ignore")
        for line in text.splitlines(keepends=True):
            if plain(line):
                lines.append(
                    (round(raw.FPDFText_GetFontSize(layer.raw, at + len(line) - len(line.lstrip())), 1), plain(line))
                )
            at += len(line)
    largest = max((size for size, _ in lines), default=0.0)
    title = [line for size, line in lines if size == largest]
    return " ".join(title) if len(title) <= _TITLE_LINES else ""
