"""A source is one file; what is wrong with it is said with file, line and field, and stops no other."""

import pytest

from core.errors import SourceError
from spiders.catalog import BUILT_IN, load_catalog, read_source

RIGHT = """\
id: harbour-news
title: Harbour cluster, news
homepage: https://harbour.example/
country: PT
authority: platform
schedule: "5 7-19/3 * * mon-fri"
aliases: {harbour.example: www.harbour.example}
hosts: [files.harbour.example]
spider:
  kind: listing
  urls: ["https://www.harbour.example/news?page=0"]
  items: [".card a", 're:"link":"([^"]+)"']
  next: ["a[rel=next]"]
  exclude: [/staff/]
"""


def write(folder, text, name="harbour.yaml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_source_is_read_with_its_spider(tmp_path):
    source = read_source(write(tmp_path, RIGHT))
    assert (source.id, source.spider.kind) == ("harbour-news", "listing")
    assert source.allowed_hosts == {"harbour.example", "www.harbour.example", "files.harbour.example"}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("country: PT", "country: Portugal", r":4: country: "),
        ("country: PT", "country: NO", r":4: country: .*string"),  # YAML reads it as false
        ("authority: platform\n", "", r":1: authority: Field required"),
        ("kind: listing", "kind: magic", r":10: spider: .*magic"),
        ("next: [", "nxet: [", r":13: spider.nxet: Extra inputs"),
        (".card a", ".card a[", r":12: spider.items.0: .*no CSS selector"),
        (".card a", ".card:hover(2)", r":12: spider.items.0: .*no CSS selector"),
        ('"([^"]+)"', '"([^"]+"', r":12: spider.items.1: .*no regular expression"),
        ('"([^"]+)"', '"[^"]+"', r":12: spider.items.1: .*no group"),
        ("/staff/", "'('", r":14: spider.exclude.0: .*no regular expression"),
        ("5 7-19/3 * * mon-fri", "5 7-25 * * *", r":6: schedule: .*'7-25' is not understood"),
        ("5 7-19/3 * * mon-fri", "@daily", r":6: schedule: .*five fields"),
        ("schedule:", "title: again\nschedule:", r":6: title: is given twice"),
        ("https://www.harbour.example/news?page=0", "news", r":11: spider.urls.0: "),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_field(tmp_path, old, new, sentence):
    path = write(tmp_path, RIGHT.replace(old, new, 1))
    with pytest.raises(SourceError, match=f"harbour.yaml{sentence}"):
        read_source(path)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "a: [1", "a: 2026-02-30\n", "\x00"])
def test_what_is_no_yaml_of_fields_is_an_error_with_the_file_name(tmp_path, text):
    with pytest.raises(SourceError, match=r"harbour\.yaml: "):
        read_source(write(tmp_path, text))


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        read_source(tmp_path / "none.yaml")


def test_a_broken_file_stops_no_other_source(tmp_path):
    write(tmp_path, RIGHT)
    write(tmp_path, "id: [", "broken.yaml")
    write(tmp_path, RIGHT, "twice.yaml")
    write(tmp_path, "not a source", "notes.txt")
    catalog = load_catalog([tmp_path, tmp_path / "absent"])
    assert catalog.get("harbour-news").title == "Harbour cluster, news"
    faults = [str(error) for error in catalog.errors if str(tmp_path) in str(error)]
    assert [fault.split(": ")[0].rpartition("/")[2] for fault in faults] == ["broken.yaml", "twice.yaml", "absent"]
    assert "is taken by" in faults[1]


def test_an_unknown_id_is_an_error_that_tells_where_to_look():
    with pytest.raises(SourceError, match="clusterwire sources"):
        load_catalog().get("nobody")


def test_every_built_in_source_is_right():
    catalog = load_catalog()
    assert catalog.errors == ()
    assert len(catalog.sources) == len(list(BUILT_IN.glob("*.yaml"))) > 0
