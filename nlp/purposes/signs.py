"""What words around a date are signs of."""

from enum import StrEnum
from functools import cache

from nlp.glossary import Glossary
from nlp.lexicon import lexicon_for


class Sign(StrEnum):
    """What a sentence speaks of; the values are the keys of `[cues]` in the lexicons."""

    DEADLINE = "deadline"
    CLOSES = "closes"
    OPENS = "opens"
    STARTS = "starts"  # something begins: the call, an event, a project
    LASTS = "lasts"  # something goes on
    APPLY = "apply"
    REGISTER = "register"
    EVENT = "event"
    PROJECT = "project"  # carrying a project out, spending its money
    UNDERTAKING = "undertaking"  # a project or its work: what ends or begins, if nothing else does
    RESULT = "result"
    PUBLISH = "publish"
    LEGAL = "legal"
    QUESTION = "question"  # when one can ask, not apply
    REPORT = "report"  # what a beneficiary hands in afterwards
    ELIGIBILITY = "eligibility"
    PRICE = "price"  # until when one pays less
    NOTHING = "nothing"  # phrases that hold a word of another sign, but not its meaning


@cache
def sign_glossary(language: str) -> Glossary[Sign]:
    """The signs of a language that has a lexicon; of a phrase under two keys the later sign holds."""
    lexicon = lexicon_for(language)
    interest = dict.fromkeys(lexicon.terms("roles.expression_of_interest"), Sign.APPLY)
    interest |= dict.fromkeys(lexicon.terms("roles.stage2"), Sign.APPLY)
    return Glossary(interest | {phrase: sign for sign in Sign for phrase in lexicon.terms(f"cues.{sign}")})
