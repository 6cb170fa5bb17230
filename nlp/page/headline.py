"""The title of a page: what the page itself shows as heading, checked against what it declares."""

import re
from collections.abc import Iterable, Sequence

from lxml.etree import _Element

from nlp.page.lines import text_of
from nlp.page.markup import Head
from nlp.page.wording import any_of

_SEPARATOR = re.compile(r"\s+[|–—·•»«:-]\s+|\s*\|\s*|\s+::\s+")
_HOME = re.compile(any_of("home"), re.IGNORECASE)
_GENERIC = re.compile(f"{any_of('home')}|{any_of('generic_titles')}", re.IGNORECASE)
_MARKS = " |–—·•»«:-"
_LIMIT = 400  # characters; a longer heading is a paragraph


def title_of(head: Head, root: _Element, host: str = "") -> str:
    """The title of the page; its `<title>` where nothing better is found, empty if it has none.

    Args: `root` is the tree with navigation and the like removed.
    """
    names = (_folded(head.meta.get("og:site_name", "")), _folded(host))
    first, second = ([text for text in _texts(root, tag) if _folded(text) != names[0]] for tag in ("h1", "h2"))
    declared = [title for title in _declared(head) if not is_generic(title)]
    for title in declared:
        fitting = [text for text in (*first, *second) if _means(text, title)]
        if fitting:
            return max(fitting, key=len)
    own = [text for text in first if not is_generic(text)]
    if own:
        return max(own, key=len)
    shown = [*declared, *(text for text in second if not is_generic(text)), *first, *second]
    return next((_without_site(title, names) for title in shown), head.title)


def is_title(line: str, title: str) -> bool:
    """True for a line that only repeats the title."""
    return _folded(line) == _folded(title)


def _declared(head: Head) -> Iterable[str]:
    headlines = (str(thing.get("headline") or "") for thing in head.things)
    titles = (head.meta.get("og:title", ""), head.meta.get("twitter:title", ""), *headlines, head.title)
    return filter(None, (title.strip() for title in titles))


def _texts(root: _Element, tag: str) -> list[str]:
    texts = (text_of(element) for element in root.iter(tag))
    return [text for text in texts if 3 < len(text) <= _LIMIT]


def _means(heading: str, declared: str) -> bool:
    """True if the heading is the declared title, with or without the name of the site."""
    shown, title = _folded(heading), _folded(declared)
    if is_generic(heading):
        return False
    return (
        shown == title or (len(shown) > 8 and title.startswith(shown)) or (len(title) > 12 and shown.startswith(title))
    )


def is_generic(title: str) -> bool:
    """True for what says nothing of the page, part by part ("Modus | Home page" does in its second)."""
    parts = [part.strip() for part in _SEPARATOR.split(title)]
    return all(map(_GENERIC.fullmatch, parts)) or any(map(_HOME.fullmatch, (parts[0], parts[-1])))


def _without_site(title: str, names: Sequence[str]) -> str:
    """A declared title without the name of the site behind or before it."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    if _is_name(parts[-1], names):
        return title[: title.rindex(parts[-1])].rstrip(_MARKS)
    if _is_name(parts[0], names):
        return title[len(parts[0]) :].lstrip(_MARKS)
    return title.rpartition("|")[0].strip() or title


def _is_name(part: str, names: Sequence[str]) -> bool:
    """True for the name of the site, or for what its host is called after."""
    shown = _folded(part).replace(" ", "")
    return any(
        shown == name.replace(" ", "") or (len(shown) > 3 and shown in name.replace(" ", "")) for name in names if name
    )


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())
