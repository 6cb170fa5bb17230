"""Decides of two documents whether they announce the same call; unsure pairs are for staff."""

from enum import StrEnum

from core.models import Frozen, Kind
from records.identity import Traits
from records.keys import find_forms
from records.likeness import (
    AKIN_TEXT,
    NEAR_TEXT,
    find_rounds,
    is_same_title,
    text_distance,
    title_likeness,
    title_words,
)

_AKIN = 80  # of 100: titles that staff would look at twice
_SOME_LIKENESS = 50  # of 100: enough where one page links to the other
_SAME_MONEY = 2  # equal amounts that are no coincidence; one alone, such as 60,000 a firm, is common
_SHARED_WORDS = 3  # telling words; titles of fewer are too short to prove anything


class Verdict(StrEnum):
    """What is thought of a pair of documents."""

    SAME = "same"
    UNSURE = "unsure"


class Match(Frozen):
    """A verdict with its reason; `strength` orders the joining of documents, certain keys first."""

    verdict: Verdict
    reason: str
    strength: int = 0


class Agreement(Frozen):
    """On what two documents agree. `days`: None where one of them has no deadline; `distance`: of their texts."""

    days: bool | None
    minute: bool
    opens: bool
    money: bool
    project: bool
    title: bool
    likeness: float
    distance: int

    @property
    def text(self) -> bool:
        """Both have one text, but for small edits."""
        return self.distance <= NEAR_TEXT


def match_documents(one: Traits, other: Traits, *, is_retold: bool = False) -> Match | None:
    """The verdict on a pair, the same in both directions; None where nothing speaks for one call.

    `is_retold`: one of them is on an aggregator, whose titles and dates prove nothing.
    """
    if are_apart(one, other):
        return None
    agreement = compare_traits(one, other)
    certain = _match_keys(one, other) or _match_attachment(one, other, agreement)
    if certain or one.kind is not other.kind:
        return certain
    if one.kind is not Kind.CALL:
        return _match_tellings(agreement, is_retold=is_retold)
    return (
        _match_links(one, other, agreement)
        or _match_facts(one, other, agreement, is_retold=is_retold)
        or _doubt(agreement)
    )


def are_apart(one: Traits, other: Traits) -> bool:
    """True if the two can never be of one call: other key, other round, or other page of one site."""
    if set(one.identities) & set(other.identities):
        return False
    if _schemes(one) & _schemes(other):
        return True
    if set(one.addresses) & set(other.addresses) or _name_each_other(one, other):
        return False
    rounds, theirs = find_rounds(one.title), find_rounds(other.title)
    if rounds and theirs and not rounds & theirs:
        return True
    return _is_one_site(one, other) and not _is_translated(one, other) and not _is_attached(one, other)


def compare_traits(one: Traits, other: Traits) -> Agreement:
    """On what the two agree."""
    ours, theirs = {m[:10] for m in one.deadlines}, {m[:10] for m in other.deadlines}
    if one.kind is Kind.EVENT:
        ours, theirs = set(map(str, one.events)), set(map(str, other.events))
    return Agreement(
        days=bool(ours & theirs) if ours and theirs else None,
        minute=any("T" in moment for moment in set(one.deadlines) & set(other.deadlines)),
        opens=one.opens is not None and one.opens == other.opens,
        money=len(set(one.amounts) & set(other.amounts)) >= _SAME_MONEY,
        project=bool(set(one.projects) & set(other.projects)),
        title=is_same_title(one.title, other.title),
        likeness=title_likeness(one.title, other.title),
        distance=text_distance(one.fingerprint, other.fingerprint),
    )


def _match_keys(one: Traits, other: Traits) -> Match | None:
    if shared := set(one.identities) & set(other.identities):
        return _same(100, f"both are {min(shared)}")
    if shared := set(one.addresses) & set(other.addresses):
        return _same(100, f"both stand at {min(shared)}")
    if _name_each_other(one, other):
        return _same(100, "each page names the other as its translation")
    return None


def _match_attachment(one: Traits, other: Traits, agreement: Agreement) -> Match | None:
    """A document that a page links to belongs to the page, whatever it seems to be by itself."""
    named = set(one.references) & set(other.addresses) | set(other.references) & set(one.addresses)
    if not named or not _is_attached(one, other) or not _is_linked_well(agreement):
        return None
    return _same(95, f"the page links to its document {min(named)}")


def _is_linked_well(agreement: Agreement) -> bool:
    return bool(agreement.days) or (agreement.days is None and agreement.likeness >= _SOME_LIKENESS)


def _match_links(one: Traits, other: Traits, agreement: Agreement) -> Match | None:
    """Where one links to the other, or both to one application form."""
    named = set(one.references) & set(other.addresses) | set(other.references) & set(one.addresses)
    forms = find_forms(one) & find_forms(other)
    if not named and not forms:
        return None
    reason = f"one links to {min(named)}" if named else f"both link to the form {min(forms)}"
    if _is_linked_well(agreement):
        return _same(90 + int(agreement.likeness / 12), reason)
    return _unsure(f"{reason}, but dates or titles differ")


def _match_facts(one: Traits, other: Traits, agreement: Agreement, *, is_retold: bool) -> Match | None:
    """Where neither links to the other, what they say must agree in several ways at once."""
    both, words = agreement, title_words(one.title) & title_words(other.title)
    is_told_alike = not is_retold and not _is_translated(one, other) and len(words) >= _SHARED_WORDS
    rules = (
        (both.text and both.days is not False and both.likeness >= _AKIN, 80, "the texts are nearly equal"),
        (both.days and both.money and both.title, 70, "title, deadline and two amounts agree"),
        (both.days and both.money and both.project, 70, "project, deadline and two amounts agree"),
        (both.days and both.title and both.distance <= AKIN_TEXT, 65, "title, deadline and text agree"),
        (both.days and both.title and is_told_alike, 60, "title and deadline agree"),
        (both.minute and both.opens and is_told_alike, 50, "opening day, minute of the deadline and words agree"),
    )
    return next((_same(strength, reason) for holds, strength, reason in rules if holds), None)


def _match_tellings(agreement: Agreement, *, is_retold: bool) -> Match | None:
    """News and events: only the same text, or an event's title on its day."""
    if agreement.text and agreement.likeness >= _AKIN:
        return _same(80, "the texts are nearly equal")
    if agreement.title and agreement.days and not is_retold:
        return _same(60, "title and day agree")
    return _unsure("the titles agree") if agreement.title else None


def _doubt(agreement: Agreement) -> Match | None:
    if agreement.days and (agreement.title or agreement.likeness >= _AKIN):
        return _unsure("title and deadline agree, no more")
    if agreement.days and agreement.project:
        return _unsure("project and deadline agree, no more")
    if agreement.days is None and agreement.title:
        return _unsure("the titles agree, one has no deadline")
    if agreement.days is False and agreement.text and agreement.title:
        return _unsure("title and text agree, the deadlines differ")
    return None


def _same(strength: int, reason: str) -> Match:
    return Match(verdict=Verdict.SAME, reason=reason, strength=strength)


def _unsure(reason: str) -> Match:
    return Match(verdict=Verdict.UNSURE, reason=reason)


def _schemes(traits: Traits) -> set[str]:
    return {identity.partition(":")[0] for identity in traits.identities}


def _is_one_site(one: Traits, other: Traits) -> bool:
    """True for two pages, or two sections, of one host: a section may well be of the call that a page is about."""
    return bool(_places(one) & _places(other))


def _places(traits: Traits) -> set[tuple[str, bool]]:
    return {(address.partition("/")[0], "#" in address) for address in traits.addresses}


def _name_each_other(one: Traits, other: Traits) -> bool:
    """True for translations; where only one names the other it may be the front page of a language."""
    return bool(set(one.translations) & set(other.addresses) and set(other.translations) & set(one.addresses))


def _is_translated(one: Traits, other: Traits) -> bool:
    return None not in (one.language, other.language) and one.language != other.language


def _is_attached(one: Traits, other: Traits) -> bool:
    return one.is_attachment or other.is_attachment
