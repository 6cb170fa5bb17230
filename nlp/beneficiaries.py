"""Finds who may apply: small firms, clusters, research, public bodies."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from nlp.glossary import Glossary
from nlp.lexicon import Lexicon, lexicon_for


class Beneficiary(StrEnum):
    """A kind of applicant; the names are the keys of `[beneficiaries]` in the lexicons."""

    SME = "sme"
    STARTUP = "startup"
    CLUSTER = "cluster"
    RESEARCH = "research"
    UNIVERSITY = "university"
    PUBLIC = "public"
    NONPROFIT = "nonprofit"
    SOCIAL_ENTERPRISE = "social_enterprise"
    LARGE = "large"
    MIDCAP = "midcap"
    INDIVIDUAL = "individual"


def find_beneficiaries(folded: str, spans: Sequence[tuple[int, int]], lexicon: Lexicon) -> dict[Beneficiary, int]:
    """The kinds named in sentences on applying, each with the offset of its first word there."""
    applying = lexicon.pattern("beneficiaries.applying")
    found: dict[Beneficiary, int] = {}
    for start, end in spans:
        hits = list(_glossary(lexicon.language).find(folded, start, end))
        if hits and applying.search(folded, start, end):
            for hit in hits:
                found.setdefault(hit.sign, hit.start)
    return found


@cache
def _glossary(language: str) -> Glossary[Beneficiary]:
    lexicon = lexicon_for(language)
    return Glossary({term: kind for kind in Beneficiary for term in lexicon.terms(f"beneficiaries.{kind}")})
