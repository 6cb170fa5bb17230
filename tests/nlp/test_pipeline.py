"""The pipeline as a whole: the document that components see, and reading many articles."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.models import Article, Facts
from nlp.announcement import read_announcement, read_announcements
from nlp.pipeline import CONFIG, load_pipeline, open_document

NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)


def article(text, title="", **more):
    return Article(source_id="test", url="u", canonical_url="u", title=title, text=text, **more)


@given(st.text())
def test_document_has_the_text_of_its_article(text):
    assert open_document(load_pipeline(), article(text)).text == text


def test_pipeline_is_built_once_in_a_process():
    assert load_pipeline() is load_pipeline()


def test_every_component_of_the_configuration_is_there():
    assert set(load_pipeline().pipe_names) >= {"language", "structure", "dates", "deadlines", "money", "kind"}
    assert all(f'"{name}"' in CONFIG.read_text(encoding="utf-8") for name in load_pipeline().pipe_names)


def test_empty_article_has_nothing_but_a_kind():
    facts = read_announcement(article(""), NOW).facts
    assert facts.model_copy(update={"kind": None}) == Facts()


def test_many_articles_are_read_in_their_order_and_do_not_touch_each_other():
    articles = [article(f"Apply until {day} May 2025.") for day in range(1, 20)]
    read = list(read_announcements(articles, NOW))
    assert [one.article for one in read] == articles
    assert [one.facts.deadlines[0].date.day for one in read] == list(range(1, 20))
    assert read[4] == read_announcement(articles[4], NOW)


def test_language_is_found_where_the_article_does_not_tell_it():
    text = "Le domande vanno inviate entro il 5 maggio 2025. Possono partecipare le imprese di tutti i Paesi."
    assert [d.date.day for d in read_announcement(article(text), NOW).facts.deadlines] == [5]


def test_vocabulary_does_not_grow_with_the_texts_that_were_read():
    def read(first, last):
        list(read_announcements((article(f"Word{number} until {number}") for number in range(first, last)), NOW))
        return len(load_pipeline().vocab.strings)

    before = read(0, 20)
    assert read(20, 220) - before < 20
