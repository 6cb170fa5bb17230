"""Addresses under which an article is known, and those that it links to."""

import pytest

from core.source import Extraction

PROSE = "<p>Nine weaving mills have tried sensors on old looms for a year, and seven of them keep the sensors.</p>" * 2
OWN = "https://mills.example/news/looms"


@pytest.mark.parametrize(
    ("canonical", "address"),
    [
        ("https://mills.example/news/looms-count", "https://mills.example/news/looms-count"),
        ("/news/looms-count", "https://mills.example/news/looms-count"),
        ("https://www.mills.example/news/looms?utm_source=x", "https://www.mills.example/news/looms"),
        ("https://mills.example/", OWN),
        ("https://other.example/news/looms", OWN),
        ("javascript:void(0)", OWN),
        ("", OWN),
    ],
)
def test_declared_address_counts_if_it_is_plausible(read, canonical, address):
    assert read(f'<head><link rel="canonical" href="{canonical}"></head>{PROSE}').canonical_url == address


def test_parameters_that_do_not_tell_pages_apart_are_dropped(read):
    article = read(PROSE, url=f"{OWN}?id=7&font=4", source={"keep_params": ("id",)})
    assert article.canonical_url == f"{OWN}?id=7"
    assert article.aliases == (f"{OWN}?font=4&id=7",)


def test_host_has_one_name(read):
    article = read(PROSE, url=OWN, source={"aliases": {"mills.example": "www.mills.example"}})
    assert article.canonical_url == "https://www.mills.example/news/looms"


def test_aliases_are_of_the_same_site_and_not_its_front_page(read):
    head = '<link rel="shortlink" href="/?p=12"><meta property="og:url" content="https://mills.example/">'
    assert read(head + PROSE).aliases == ("https://mills.example/?p=12",)
    assert read(f'<meta property="og:url" content="https://other.example/looms">{PROSE}').aliases == ()


def test_translations_are_the_other_languages_of_the_page(read):
    head = (
        f'<link rel="alternate" hreflang="en" href="{OWN}"><link rel="alternate" hreflang="de" href="/de/webstuehle">'
        '<link rel="alternate" hreflang="fr" href="https://moulins.example/metiers?utm_source=x">'
        '<link rel="alternate" type="application/rss+xml" href="/feed">'
    )
    article = read(head + PROSE, url=OWN)
    assert article.translations == ("https://mills.example/de/webstuehle", "https://moulins.example/metiers")


@pytest.mark.parametrize("rules", [Extraction(), Extraction(body=("article",))], ids=["general", "selectors"])
def test_links_are_those_of_the_article(read, rules):
    links = (
        'Read the <a href="/guide.pdf">guide for mills</a>, write to <a href="mailto:x@y.example">us</a>, or '
        '<a href="https://funder.example/call#top">apply at the funder</a> soon. <a href="#top">up</a>'
    )
    page = (
        f'<nav><a href="/a">menu</a></nav><main><article><h1>Looms</h1>{PROSE}<p>{links}</p>{PROSE}</article></main>'
        '<aside><h3>Related news</h3><a href="/b">Other</a></aside>'
    )
    assert read(page, rules).links == ("https://mills.example/guide.pdf", "https://funder.example/call#top")
