"""What a look at a page shows against the look before it: each difference is one change with its proof."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from pydantic import JsonValue

from core.models import Announcement, Deadline, Evidence, Facts, Frozen, Record, Status
from core.schema import public_fields
from records.digest import meaningful_lines, struck_phrases
from records.identity import kind_of, short_hash

_LONE_DAY = re.compile(r"^(?:[^\W\d]{3,12},?\s+)?\d{1,2}\.?\s+[^\W\d]{3,12}\.?\s+\d{4}$")  # `Friday, 13 March 2026`
_COMPARED = (
    "deadlines", "amounts", "opens", "periods", "rolling", "cofunding_rate", "eligibility", "status", "title",
)  # fmt: skip
FIELDS = ("document", *_COMPARED, "text")
"""What can change."""

_STATUS_WORDS = {"open": "opened", "closed": "closed early"}


class FieldChange(Frozen):
    """One field that differs. `likeness` is equal for the same change on another page."""

    field: str
    old: JsonValue
    new: JsonValue
    evidence: Evidence | None
    reason: str
    likeness: str


class Reading(Frozen):
    """One field as one look shows it: what counts for a difference, what is told, and the proofs."""

    counts: tuple[str, ...]
    told: JsonValue
    proofs: tuple[Evidence, ...] = ()


def compare_readings(before: Announcement, after: Announcement, seen_at: datetime) -> list[FieldChange]:
    """Differences that the page itself made, by field; none where only the extractor reads it otherwise.

    A difference counts if a sentence that proves the new value was not there before, or one that proved the
    old value is gone: then the page changed and not only its reading.
    """
    found = [change for field in _COMPARED if (change := _compare_field(field, before, after, seen_at))]
    return found or _compare_text(before, after)


def appearance() -> FieldChange:
    """The first look at a document."""
    return FieldChange(
        field="document", old=None, new="new", evidence=None, reason="first seen", likeness=short_hash("document new")
    )


def added_deadlines(announcement: Announcement, seen_at: datetime) -> FieldChange | None:
    """The deadlines that a page gained with a new section."""
    new = _read("deadlines", announcement, seen_at)
    return _change("deadlines", Reading(counts=(), told=[]), new, "deadline added to the page") if new.counts else None


def disappearance(day: datetime) -> FieldChange:
    """A document that two looks on different days found gone."""
    return FieldChange(
        field="document",
        old="present",
        new="withdrawn",
        evidence=None,
        reason=f"the page was gone on {day:%-d %B %Y} as on an earlier day",
        likeness=short_hash("document withdrawn"),
    )


def _compare_field(field: str, before: Announcement, after: Announcement, seen_at: datetime) -> FieldChange | None:
    old, new = _read(field, before, seen_at), _read(field, after, seen_at)
    if old.counts == new.counts or not (_is_shown(old, new, before, after) or field == "title"):
        return None
    if field == "status":
        return _compare_status(old, new)
    return _change(field, old, new, _tell(field, before.facts, after.facts))


def _compare_status(old: Reading, new: Reading) -> FieldChange | None:
    """None where the page only says what follows from its dates, or says it no longer."""
    if old.told == new.told or (not new.counts and old.told == Status.OPEN):
        return None
    if not new.counts:
        return _change("status", old, new, f"no longer announced as {old.told}")
    is_again = new.told == Status.OPEN and old.told != Status.FORTHCOMING
    return _change("status", old, new, "reopened" if is_again else _STATUS_WORDS.get(str(new.told), str(new.told)))


def _is_shown(old: Reading, new: Reading, before: Announcement, after: Announcement) -> bool:
    """True if the page, and not only its reading, differs in what proves the field."""
    if struck_phrases(before.article) != struck_phrases(after.article):
        return True
    gained = any(not _says(before, proof.sentence) for proof in new.proofs)
    lost = any(not _says(after, proof.sentence) for proof in old.proofs)
    return gained or lost


def _says(announcement: Announcement, sentence: str) -> bool:
    article, wanted = announcement.article, " ".join(sentence.split())
    text = " ".join(f"{article.title} {article.text}".split())
    return wanted in text or wanted in {" ".join(proof.sentence.split()) for proof in _all_proofs(article.stated)}


def _change(field: str, old: Reading, new: Reading, reason: str) -> FieldChange:
    fresh = [proof for proof in new.proofs if proof not in old.proofs]
    return FieldChange(
        field=field,
        old=old.told,
        new=new.told,
        evidence=next(iter(fresh or new.proofs or old.proofs), None),
        reason=reason,
        likeness=short_hash(json.dumps([field, *_gist(field, new)])),
    )


def _gist(field: str, reading: Reading) -> tuple[str, ...]:
    """What two sites must agree on to tell the same change: of a deadline the day, whether or not with an hour."""
    if field == "deadlines":
        return tuple(sorted({count[:10] for count in reading.counts if not count.endswith("superseded")}))
    return reading.counts


def _read(field: str, announcement: Announcement, moment: datetime) -> Reading:
    facts, told = announcement.facts, public_fields(announcement.facts)
    match field:
        case "deadlines":
            return Reading(counts=_moments(facts.deadlines), told=told[field], proofs=_proofs(facts.deadlines))
        case "amounts":
            counts = tuple(sorted({f"{a.value.normalize():f} {a.currency} {a.role}" for a in facts.amounts}))
            return Reading(counts=counts, told=told[field], proofs=_proofs(facts.amounts))
        case "eligibility":
            named = sorted({f.value for f in (*facts.countries, *facts.beneficiaries)})
            return Reading(
                counts=tuple(named), told=list(named), proofs=_proofs((*facts.countries, *facts.beneficiaries))
            )
        case "title":
            title = " ".join(announcement.article.title.split())
            return Reading(counts=(title,), told=title)
        case "status":
            return _read_status(announcement, moment)
        case _:
            found = getattr(facts, field)
            proofs = _proofs(found if isinstance(found, tuple) else (found,))
            return Reading(counts=(str(told[field]),), told=told[field], proofs=proofs)


def _read_status(announcement: Announcement, moment: datetime) -> Reading:
    """The announced status; what follows from dates alone is told beside it but is no change."""
    finding = announcement.facts.announced_status
    if finding:
        return Reading(counts=(finding.value,), told=finding.value, proofs=(finding.evidence,))
    article = announcement.article
    record = Record(
        id="", urls=(), canonical_url="", kind=kind_of(announcement), title=article.title, text="",
        facts=announcement.facts, sources=(),
    )  # fmt: skip
    return Reading(counts=(), told=record.window.status_at(moment).value)


def _moments(deadlines: Sequence[Deadline]) -> tuple[str, ...]:
    """Deadlines to the minute, in UTC where an hour is given; seconds and spelling of zones do not count."""
    return tuple(
        sorted(
            {
                (f"{d.date}T{d.instant:%d%H:%M}" if d.time else str(d.date)) + (" superseded" if d.superseded else "")
                for d in deadlines
            }
        )
    )


def _tell(field: str, before: Facts, after: Facts) -> str:
    if field == "deadlines":
        return _tell_deadlines(_live(before), _live(after))
    if field == "amounts":
        what = "changed" if before.amounts and after.amounts else "added" if after.amounts else "withdrawn"
        return f"amounts {what}"
    return f"{field} changed"


def _tell_deadlines(old: list[datetime], new: list[datetime]) -> str:
    if not old or not new:
        return "deadline added" if new else "deadline withdrawn"
    if new[-1] != old[-1]:
        return "deadline extended" if new[-1] > old[-1] else "deadline brought forward"
    return "deadline added" if len(new) > len(old) else "deadlines changed"


def _live(facts: Facts) -> list[datetime]:
    return sorted(d.instant for d in facts.deadlines if not d.superseded)


def _compare_text(before: Announcement, after: Announcement) -> list[FieldChange]:
    """The lines that went and came, without those that only tell the day."""
    old, new = _lines(before), _lines(after)
    gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
    if not gone and not come:
        return []
    went, came = Reading(counts=tuple(gone), told="\n".join(gone)), Reading(counts=tuple(come), told="\n".join(come))
    return [_change("text", went, came, "the text was edited")]


def _lines(announcement: Announcement) -> dict[str, None]:
    lines = meaningful_lines(announcement.article.text)
    return dict.fromkeys(line for line in lines if not _LONE_DAY.match(line))


def _proofs(values: Iterable[object]) -> tuple[Evidence, ...]:
    found = (getattr(value, "evidence", None) for value in values)
    return tuple(evidence for evidence in found if isinstance(evidence, Evidence))


def _all_proofs(facts: Facts) -> Iterator[Evidence]:
    for name in Facts.model_fields:
        value = getattr(facts, name)
        yield from _proofs(value if isinstance(value, tuple) else (value,))
