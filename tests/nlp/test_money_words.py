"""The lexicons and tables behind money, rates, kinds and ecosystems hold together."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

import nlp.money.roles
import nlp.taxonomy.ecosystems
from core.models import AmountRole, Ecosystem
from nlp.folding import fold
from nlp.lexicon import languages, lexicon_for
from nlp.money.context import KINDS
from nlp.taxonomy.ecosystems import FOLDER

MAIN = ("en", "fr", "de", "es", "it", "pl", "pt", "nl")


def taxonomy(language):
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", languages())
def test_every_language_names_its_money(language):
    lexicon = lexicon_for(language)
    paths = (
        "scales.million",
        "ranges.to",
        "money.total",
        "money.max",
        "money.min",
        "money.grant",
        "rates.subject",
        "kind.call",
    )
    assert [path for path in paths if not lexicon.terms(path)] == []


@pytest.mark.parametrize("language", MAIN)
def test_the_main_languages_have_every_kind_of_cue(language):
    assert [kind for kind in KINDS if not lexicon_for(language).terms(f"money.{kind}")] == []


@pytest.mark.parametrize("language", MAIN)
def test_no_phrase_stands_twice_under_one_key(language):
    section = lexicon_for(language).section("money")
    twice = {key: [p for p, n in Counter(map(fold, phrases)).items() if n > 1] for key, phrases in section.items()}
    assert {key: phrases for key, phrases in twice.items() if phrases} == {}


def test_the_table_of_weights_names_only_what_is_read():
    path = Path(nlp.money.roles.__file__).with_name("roles.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    properties = {
        "low",
        "high",
        "risen_from",
        "risen_to",
        "whole",
        "size",
        "tiny",
        "giant",
        "largest",
        "results",
        "bias",
    }
    assert set(table["weights"]) == set(table["follows"]) == set(AmountRole)
    assert set().union(*table["weights"].values()) <= set(KINDS) | properties


def test_every_currency_that_is_read_has_a_worth():
    path = Path(nlp.money.roles.__file__).with_name("roles.toml")
    euros = tomllib.loads(path.read_text(encoding="utf-8"))["euros"]
    codes = {code for language in languages() for code in lexicon_for(language).section("currencies") if code.isupper()}
    assert codes <= set(euros)


@pytest.mark.parametrize("language", [*languages(), "international"])
def test_the_taxonomy_names_only_ecosystems(language):
    table = taxonomy(language)
    assert set(table) - {"ignored"} <= set(Ecosystem)
    assert {weight for name, weights in table.items() if name != "ignored" for weight in weights} <= {
        "strong",
        "named",
        "usual",
        "weak",
    }


@pytest.mark.parametrize("language", MAIN)
def test_the_main_languages_name_all_fourteen_ecosystems(language):
    assert set(Ecosystem) <= set(taxonomy(language))
