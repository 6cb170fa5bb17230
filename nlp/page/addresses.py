"""Addresses that a page declares for itself and those that its article links to."""

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from nlp.page.lines import text_of
from nlp.page.markup import Head

_MOST_LINKS = 200
_MOST_TRANSLATIONS = 100  # languages of the Union in several spellings
_NO_PAGES = ("#", "mailto:", "tel:", "javascript:", "data:")


def canonical_address(base: str, head: Head) -> str | None:
    """The canonical address that a page declares, if it is one of the same site and not its front page."""
    address = join_address(base, head.links.get("canonical", ""))
    if not address or not _is_same_site(base, address):
        return None
    own, declared = (urlsplit(url).path.strip("/") for url in (base, address))
    return address if declared or not own else None


def other_addresses(base: str, head: Head) -> Iterator[str]:
    """Further addresses of the page on its own site: its short link, and the one for social media."""
    for declared in (head.links.get("shortlink"), head.meta.get("og:url")):
        address = join_address(base, declared or "")
        if address and _is_same_site(base, address):
            yield address


def translated_addresses(base: str, head: Head) -> Iterator[str]:
    """Addresses of the page in each language that it declares, on whatever site."""
    joined = (join_address(base, reference) for reference in head.translations[:_MOST_TRANSLATIONS])
    return (address for address in joined if address)


def links_in(bodies: Sequence[_Element], base: str, text: str) -> Iterator[tuple[int, str]]:
    """(offset in the text, address) of each link of the article: of those whose words are in its text."""
    found: set[str] = set()
    end = 0  # of the link before
    for anchor in (a for body in bodies for a in body.iter("a")):
        href = (anchor.get("href") or "").strip()
        words = text_of(anchor)
        if not href or href.startswith(_NO_PAGES) or words not in text:
            continue
        found.add(href)
        at = max(end - len(words), text.find(words, end))
        end = at + len(words)
        if address := join_address(base, href):
            yield at, address
        if len(found) >= _MOST_LINKS:
            return


def join_address(base: str, reference: str) -> str | None:
    """The absolute address of a reference; None for an empty or broken one."""
    try:
        address = urljoin(base, reference) if reference else None
        return address if address and urlsplit(address).hostname else None
    except ValueError:
        return None


def _is_same_site(one: str, other: str) -> bool:
    first, second = ((urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other))
    return first == second
