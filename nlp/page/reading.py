"""What a reader makes of a page, before the article gets its address and language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from core.models import Facts, RawPage
from core.source import Extraction
from nlp.page.lines import Passage


@dataclass(frozen=True)
class Reading:
    """One article of a page as it stands there.

    Attributes:
        address: the address that a row of data gives for it, absolute, each parameter of it meant.
        canonical: the address that a page declares for itself; None for neither: the page's own.
        aliases: further addresses that the page declares.
        translations: addresses of the page in each language, as it declares them.
        language: ISO 639-1, as its text shows.
        pages: offsets in the text at which the pages of a paginated document begin.
        headings: texts of the headings below the title.
        anchors: (offset in the text, address) of each link, in order.
        section: name of the part of the page that this is; empty for the whole page.
    """

    title: str
    passage: Passage
    address: str | None = None
    canonical: str | None = None
    aliases: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()
    language: str | None = None
    published: date | None = None
    modified: date | None = None
    identity: str | None = None
    stated: Facts = field(default_factory=Facts)
    complete: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    headings: frozenset[str] = frozenset()
    anchors: tuple[tuple[int, str], ...] = ()
    section: str = ""


Reader = Callable[[RawPage, Extraction], Iterable[Reading]]
"""Turns a page into readings; raises PageError where there are none."""
