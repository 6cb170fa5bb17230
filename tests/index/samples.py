"""Records of own writing for the search tests, and strategies that draw them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from core.models import (
    Amount,
    AmountRole,
    Deadline,
    Ecosystem,
    Evidence,
    Facts,
    Finding,
    Kind,
    Record,
    Status,
)
from core.query import SearchQuery
from index.document import document_of

NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)
PROOF = Evidence(sentence="as written", rule="test")


def found(value):
    return Finding(value=value, evidence=PROOF)


def record(
    record_id,
    title="Untitled",
    text="",
    *,
    kind=Kind.CALL,
    language="en",
    published=None,
    deadlines=(),
    superseded=(),
    opens=None,
    rolling=False,
    announced=None,
    amounts=(),
    ecosystems=(),
    projects=(),
    programme=None,
    call_ids=(),
    countries=(),
    sources=("eccp",),
):
    facts = Facts(
        deadlines=(
            *(deadline(day) for day in deadlines),
            *(deadline(day, superseded=True) for day in superseded),
        ),
        opens=found(opens) if opens else None,
        rolling=found(rolling) if rolling else None,
        announced_status=found(announced) if announced else None,
        amounts=tuple(
            Amount(role=role, value=Decimal(value), currency=currency, evidence=PROOF)
            for role, value, currency in amounts
        ),
        ecosystems=tuple(map(found, ecosystems)),
        projects=tuple(map(found, projects)),
        programme=found(programme) if programme else None,
        call_ids=tuple(map(found, call_ids)),
        countries=tuple(map(found, countries)),
    )
    url = f"https://calls.example/{record_id}"
    return Record(
        id=record_id,
        urls=(url,),
        canonical_url=url,
        kind=kind,
        title=title,
        text=text,
        language=language,
        published_at=published,
        facts=facts,
        sources=sources,
    )


def deadline(day, *, superseded=False):
    """A deadline on a day, or at "YYYY-MM-DD HH:MM" in Brussels."""
    if isinstance(day, date):
        return Deadline(date=day, superseded=superseded, evidence=PROOF)
    on, _, at = day.partition(" ")
    return Deadline(date=date.fromisoformat(on), time=at or None, superseded=superseded, evidence=PROOF)


def document(record_id, title="Untitled", text="", *, version=1, **fields):
    return document_of(record(record_id, title, text, **fields), version)


def ask(text="", **fields):
    return SearchQuery(text=text, as_of=fields.pop("as_of", NOW), **fields)


def ids(results):
    return [hit.record_id for hit in results.hits]


WORDS = ("tourism", "vouchers", "voucher", "café", "cafe", "hotels", "open call", "Tourismus", "Betriebe", "l'hôtel")
DAYS = st.dates(date(2026, 3, 1), date(2026, 3, 25))
BRINKS = st.sampled_from([timedelta(microseconds=step) for step in (-1, 0, 1)])
MOMENTS = st.timedeltas(timedelta(days=-12), timedelta(days=12)).map(NOW.__add__) | st.builds(
    lambda day, brink: deadline(day).instant + brink, DAYS, BRINKS
)
PROSE = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)


@st.composite
def documents(draw):
    """A batch of records with versions, different ids."""
    return [draw(drawn_document(f"r{number}")) for number in range(draw(st.integers(1, 15)))]


@st.composite
def drawn_document(draw, record_id):
    few = {"max_size": 2, "unique": True}
    grants = st.tuples(
        st.sampled_from([AmountRole.GRANT_MIN, AmountRole.GRANT_MAX, AmountRole.TOTAL_BUDGET]),
        st.sampled_from(["500", "5000", "60000.50"]),
        st.sampled_from(["EUR", "SEK"]),
    )
    return document(
        record_id,
        draw(PROSE),
        draw(PROSE),
        kind=draw(st.sampled_from(Kind)),
        language=draw(st.sampled_from(["en", "de", "fr", "mt", None])),
        published=draw(st.none() | DAYS),
        deadlines=draw(st.lists(DAYS, max_size=3)),
        superseded=draw(st.lists(DAYS, max_size=1)),
        opens=draw(st.none() | DAYS),
        rolling=draw(st.booleans()),
        announced=draw(st.none() | st.sampled_from(Status)),
        amounts=draw(st.lists(grants, max_size=2)),
        ecosystems=draw(st.lists(st.sampled_from([Ecosystem.TOURISM, Ecosystem.TEXTILE]), **few)),
        projects=draw(st.lists(st.sampled_from(["IKAT", "SocialTech4EU"]), **few)),
        countries=draw(st.lists(st.sampled_from(["BE", "IT"]), **few)),
        sources=tuple(draw(st.lists(st.sampled_from(["eccp", "eismea"]), min_size=1, **few))),
    )


@st.composite
def queries(draw):
    """Searches of the kind that people save."""
    few = {"max_size": 2, "unique": True}
    money = st.none() | st.sampled_from([Decimal(0), Decimal(500), Decimal("5000.01"), Decimal(70000)])
    return SearchQuery(
        text=draw(PROSE | st.sampled_from(['"open call"', '"call open"', "IKAT", "???"])),
        as_of=draw(MOMENTS),
        kinds=tuple(draw(st.lists(st.sampled_from(Kind), **few))),
        ecosystems=tuple(draw(st.lists(st.sampled_from([Ecosystem.TOURISM, Ecosystem.TEXTILE]), **few))),
        countries=tuple(draw(st.lists(st.sampled_from(["BE", "SE"]), **few))),
        statuses=tuple(draw(st.lists(st.sampled_from(Status), **few))),
        deadline_from=draw(st.none() | DAYS),
        deadline_to=draw(st.none() | DAYS),
        amount_min=draw(money),
        amount_max=draw(money),
        limit=100,
    )
