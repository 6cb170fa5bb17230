"""Makes one record of all announcements of a call: each field from the source that is believed most."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from core.models import (
    Announcement,
    Article,
    Authority,
    Deadline,
    DeadlineRole,
    Evidence,
    Facts,
    Finding,
    Frozen,
    Record,
    Status,
    Translation,
)
from records.identity import kind_of

_RANKS = {authority: rank for rank, authority in enumerate(Authority)}
_SHORT_TEXT = 200  # characters below which a text is a caption rather than the announcement
_LISTS = ("periods", "event_dates", "amounts", "ecosystems", "projects", "call_ids", "countries", "beneficiaries")
_SINGLES = ("rolling", "opens", "cofunding_rate", "programme", "announced_status")


class Sighting(Frozen):
    """The newest version of one document, with what decides how far it is believed."""

    announcement: Announcement
    authority: Authority
    seen_at: datetime
    document_id: str
    is_withdrawn: bool = False

    @property
    def article(self) -> Article:
        return self.announcement.article

    @property
    def facts(self) -> Facts:
        return self.announcement.facts


class Opinion(Frozen):
    """What one source says on a field, where sources differ."""

    source_id: str
    url: str
    value: str


def merge_sightings(record_id: str, sightings: Sequence[Sighting]) -> Record:
    """One record of the sightings; the same for every order of them.

    Raises:
        ValueError: there are no sightings.
    """
    ranked = rank_sightings(sightings)
    if not ranked:
        raise ValueError("a record needs at least one announcement")
    leader = ranked[0]
    told = next((s for s in ranked if len(s.article.text) >= _SHORT_TEXT), None) or max(
        ranked, key=lambda s: len(s.article.text)
    )
    return Record(
        id=record_id,
        urls=tuple(sorted({url for s in ranked for url in (s.article.url, s.article.canonical_url)})),
        canonical_url=leader.article.canonical_url,
        kind=kind_of(leader.announcement),
        title=leader.article.title,
        text=told.article.text,
        language=told.article.language,
        published_at=next((s.article.published_at for s in ranked if s.article.published_at), None),
        facts=_merge_facts(ranked),
        sources=tuple(sorted({s.article.source_id for s in ranked})),
        translations=_translations(ranked, told.article.language),
    )


def _translations(ranked: Sequence[Sighting], own: str | None) -> tuple[Translation, ...]:
    """The most believed announcement in each language but the record's own, by language."""
    best: dict[str, Article] = {}
    for sighting in ranked:
        if sighting.article.language not in (None, own):
            best.setdefault(sighting.article.language or "", sighting.article)
    return tuple(
        Translation(language=language, title=article.title, text=article.text)
        for language, article in sorted(best.items())
    )


def rank_sightings(sightings: Sequence[Sighting]) -> list[Sighting]:
    """From most to least believed: authority, then pages that still stand, then the newer one; ties by id."""
    by_id = sorted(sightings, key=lambda s: s.document_id)
    newest_first = sorted(by_id, key=lambda s: s.seen_at, reverse=True)
    return sorted(newest_first, key=lambda s: (_RANKS[s.authority], s.is_withdrawn))


def find_disagreements(sightings: Sequence[Sighting]) -> dict[str, tuple[Opinion, ...]]:
    """Fields on which sources differ, with the opinion of each, the most believed first."""
    found = {}
    for field in ("deadlines", "amounts", "opens", "cofunding_rate"):
        opinions = [
            Opinion(source_id=s.article.source_id, url=s.article.canonical_url, value=said)
            for s in rank_sightings(sightings)
            if (said := _spoken(s.facts, field))
        ]
        if len({opinion.value for opinion in opinions}) > 1:
            found[field] = tuple(opinions)
    return found


def _spoken(facts: Facts, field: str) -> str:
    """A field in words, without what one source tells more exactly than another (time of day, role)."""
    if field == "deadlines":
        days = sorted({d.date for d in facts.deadlines if not d.superseded})
        return ", ".join(f"{day:%-d %B %Y}" for day in days)
    if field == "amounts":
        return ", ".join(sorted({f"{a.value.normalize():f} {a.currency}" for a in facts.amounts}))
    finding = getattr(facts, field)
    value = finding.value if finding else ""
    return f"{value:%-d %B %Y}" if isinstance(value, date) else str(value)


def _merge_facts(ranked: Sequence[Sighting]) -> Facts:
    values: dict[str, object] = {"kind": _first(ranked, "kind"), "deadlines": _merge_deadlines(ranked)}
    values |= {name: _first(ranked, name) for name in _SINGLES}
    values |= {name: _first(ranked, name) or () for name in _LISTS}
    if all(s.is_withdrawn for s in ranked):
        values["announced_status"] = _withdrawal(ranked[0])
    return Facts.model_validate(values)


def _first(ranked: Sequence[Sighting], field: str) -> object:
    """The value of the most believed source that has one; within one authority what the source states itself."""
    having = [s for s in ranked if getattr(s.facts, field)]
    return next(
        (getattr(s.facts, field) for s in sorted(having, key=lambda s: _believed(s, field))),
        None,
    )


def _believed(sighting: Sighting, field: str) -> tuple[int, bool, bool]:
    value = getattr(sighting.facts, field)
    findings = value if isinstance(value, tuple) else (value,)
    is_stated = any(finding.evidence.rule.startswith("stated.") for finding in findings)
    return _RANKS[sighting.authority], sighting.is_withdrawn, not is_stated


def _merge_deadlines(ranked: Sequence[Sighting]) -> tuple[Deadline, ...]:
    having = sorted((s for s in ranked if s.facts.deadlines), key=lambda s: _believed(s, "deadlines"))
    if not having:
        return ()
    chosen = having[0].facts.deadlines
    for other in having[1:]:
        if other.authority is not Authority.AGGREGATOR and _knows_more(other.facts.deadlines, chosen):
            chosen = other.facts.deadlines
    return _with_times(chosen, having)


def _knows_more(other: Sequence[Deadline], chosen: Sequence[Deadline]) -> bool:
    """True if the other source agrees with every deadline in force and has more: a cut-off, or what replaced it."""
    theirs, ours = _acts(other), _acts(d for d in chosen if not d.superseded)
    return bool(ours) and theirs > _acts(chosen) and ours <= theirs


def _acts(deadlines: Iterable[Deadline]) -> set[date]:
    return {d.date for d in deadlines if d.role is not DeadlineRole.REGISTRATION}


def _with_times(deadlines: Sequence[Deadline], having: Sequence[Sighting]) -> tuple[Deadline, ...]:
    """Add the time of day that another source gives for the same date."""
    timed = {}
    for sighting in reversed(having):
        timed.update({d.date: d for d in sighting.facts.deadlines if d.time})
    return tuple(
        d if d.time or d.date not in timed else d.model_copy(
            update={"time": timed[d.date].time, "tz": timed[d.date].tz}
        )
        for d in deadlines
    )  # fmt: skip


def _withdrawal(sighting: Sighting) -> Finding[Status]:
    sentence = f"{sighting.article.canonical_url} is gone"
    return Finding[Status](value=Status.WITHDRAWN, evidence=Evidence(sentence=sentence, rule="gone.confirmed"))
