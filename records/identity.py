"""What identifies a call: certain keys, and the traits by which two documents of one call are recognised."""

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlsplit

from core.models import Announcement, Article, DeadlineRole, Frozen, Kind
from core.urls import canonical_url

_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]]+")
_MOST_REFERENCES = 40  # a page that links to more is a directory, and its links prove nothing


class Traits(Frozen):
    """All that is compared between two documents; a union over the versions of a document.

    Attributes:
        identities: the source's own keys of the call, such as `callccm2id:13882`.
        addresses: canonical addresses of the document, without scheme and `www.`.
        read_at: addresses at which it was read, spelled alike; several documents may share one.
        translations: addresses that it names as the same in other languages, spelled alike.
        references: addresses that its text or links name, spelled alike.
        deadlines: `2026-05-28`, or `2026-05-28T23:59` where a time is given; superseded ones too.
        live: last deadline in force, None if there is none.
        amounts: `80000 EUR`.
    """

    document_id: str
    source_id: str
    kind: Kind
    title: str
    language: str | None = None
    identities: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    read_at: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    call_ids: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    live: date | None = None
    opens: date | None = None
    events: tuple[date, ...] = ()
    amounts: tuple[str, ...] = ()
    fingerprint: int | None = None
    is_attachment: bool = False


def short_hash(text: str) -> str:
    """16 hexadecimal digits: 64 bits, enough for some 100 million records before two may meet."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def identity_key(article: Article) -> str:
    """The strongest key of the article: the source's own, else its canonical address.

    A topic identifier in the text is none: all cascade calls of a topic share it.
    """
    return article.identity or f"url:{plain_address(article.canonical_url)}"


def document_id(article: Article) -> str:
    """Id of the place where the article stands; rows of one API stay apart, whatever page of it they come on."""
    parts = urlsplit(article.url)
    return short_hash("\n".join((article.source_id, identity_key(article), f"{parts.netloc}{parts.path}")))


def plain_address(url: str) -> str:
    """An address without scheme, `www.`, tracking and final slash, so that spellings of one page meet."""
    address, _, fragment = url.strip().partition("#")
    try:
        address = canonical_url(address)
    except ValueError:
        return url.strip()
    bare = address.partition("://")[2].removeprefix("www.")
    path, mark, query = bare.partition("?")
    return path.rstrip("/") + mark + query + (f"#{fragment}" if fragment else "")


def traits_of(versions: Iterable[Announcement]) -> Traits:
    """Traits of one document from its versions, oldest first.

    Dates and amounts of earlier versions stay: a copy that lags behind must not become another call.
    """
    known = list(versions)
    newest = known[-1]
    article, facts = newest.article, newest.facts
    live = [d.date for d in facts.deadlines if not d.superseded and d.role is not DeadlineRole.REGISTRATION]
    return Traits(
        document_id=document_id(article),
        source_id=article.source_id,
        kind=kind_of(newest),
        title=article.title,
        language=article.language,
        identities=_union((v.article.identity,) for v in known if v.article.identity),
        addresses=_union(map(plain_address, (v.article.canonical_url, *v.article.aliases)) for v in known),
        read_at=_union([plain_address(v.article.url)] for v in known),
        translations=_union(map(plain_address, v.article.translations) for v in known),
        references=_references(article),
        call_ids=_union((f.value.upper() for f in v.facts.call_ids) for v in known),
        projects=_union((folded_name(f.value) for f in v.facts.projects) for v in known),
        deadlines=_union((_moment(d.date, d.time) for d in v.facts.deadlines) for v in known),
        live=max(live, default=None),
        opens=facts.opens.value if facts.opens else None,
        events=tuple(sorted({f.value for v in known for f in v.facts.event_dates})),
        amounts=_union((f"{a.value.normalize():f} {a.currency}" for a in v.facts.amounts) for v in known),
        fingerprint=article.fingerprint,
        is_attachment=urlsplit(article.canonical_url).path.lower().endswith(".pdf"),
    )


def kind_of(announcement: Announcement) -> Kind:
    """What it is; what is neither a call nor an event is news."""
    return announcement.facts.kind.value if announcement.facts.kind else Kind.NEWS


def folded_name(name: str) -> str:
    """A project's name without case, spaces and signs: `PowerUp NetZero` and `Power Up Net-Zero` meet."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def founding_order(first_seen: datetime, key: str) -> tuple[date, int, str]:
    """Sorts the documents of a call; the first one names the record.

    By day, so that neither the order within a run nor a crash in it matters; the source's own keys before addresses.
    """
    return first_seen.date(), int(key.startswith("url:")), key


def _references(article: Article) -> tuple[str, ...]:
    written = (match.rstrip(".,;:!?…") for match in _ADDRESS.findall(article.text) if not match.endswith("…"))
    found = _union([map(plain_address, (*article.links, *written))])
    own = {plain_address(article.canonical_url), plain_address(article.url)}
    named = tuple(address for address in found if address not in own and "/" in address)
    return named if len(named) <= _MOST_REFERENCES else ()


def _moment(day: date, time: str | None) -> str:
    return f"{day.isoformat()}T{time}" if time else day.isoformat()


def _union(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({value for group in groups for value in group if value}))
