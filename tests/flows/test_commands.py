"""The commands, called as a person or a script calls them."""

import csv
import io
import json

import pytest


def test_help_lists_the_commands(filled):
    shown = filled("--help")
    assert [name for name in ("run", "search", "show", "export", "extract", "sources") if name not in shown] == []


def test_open_calls_are_found_by_their_words_and_come_with_their_money(filled):
    found = filled.json("search", "vouchers weaving", "--open")
    assert [hit["projects"] for hit in found["hits"]] == [["FILATO"]]  # told in Italian and English
    assert found["hits"][0]["status"] == "open"
    assert found["hits"][0]["amounts"]


def test_search_table_shows_the_next_deadline(filled):
    assert "2026-04-30 17:00" in filled("search", "--open", "--sort", "deadline")


def test_as_of_asks_for_another_moment(filled):
    assert filled.json("search", "--open", "--as-of", "2030-01-01")["total"] == 1  # the rolling one


def test_show_gives_the_sentence_of_every_value(filled):
    record = filled.json("search", "LOOMSHIFT vouchers")["hits"][0]
    shown = " ".join(filled("show", record["id"][:8]).split())
    assert "LOOMSHIFT" in shown
    assert "30 April 2026" in shown


def test_show_of_an_unknown_record_says_so(filled):
    assert "no record is called" in filled("show", "zzzz", code=2)


def test_export_writes_each_record_in_the_public_schema(filled):
    records = [json.loads(line) for line in filled("export", "--jsonl").splitlines()]
    expected = {
        "id", "urls", "canonical_url", "kind", "title", "language", "published", "status", "deadlines", "rolling",
        "opens", "event_dates", "amounts", "cofunding_rate", "ecosystems", "projects", "programme", "call_ids",
        "countries", "sources",
    }  # fmt: skip
    assert len(records) > 10
    assert [record["id"] for record in records if not expected <= record.keys()] == []
    assert [record for record in records if any("127.0.0.1" in url for url in record["urls"])] == []


def test_csv_export_has_one_row_for_each_record(filled):
    rows = list(csv.DictReader(io.StringIO(filled("export", "--csv"))))
    assert len(rows) == len(filled("export").splitlines())
    assert "open" in {row["status"] for row in rows}


def test_sources_show_how_they_are_doing(filled):
    told = {source["id"]: source for source in filled.json("sources")}
    run = told["demo-calls"]["last_run"]
    assert run["healthy"] is True
    assert [run[step] for step in ("discovered", "fetched", "extracted", "calls", "dated", "published")] == [7] * 6
    assert told["demo-calls"]["health"]["state"] == "healthy"
    assert told["eccp-calls"]["last_run"] is None
    assert told["eccp-calls"]["health"] is None
    shown = dict(line.split()[:2] for line in filled("sources").splitlines())
    assert (shown["demo-calls"], shown["eccp-calls"]) == ("healthy", "never")


def test_a_broken_source_file_is_named_with_its_field(program, tmp_path):
    broken = tmp_path / ("long" * 20) / "broken.yaml"
    broken.parent.mkdir()
    broken.write_text("id: broken\ntitle: 3\n")
    message = program("sources", "check", str(broken), code=2)
    assert f"{broken}:2: title:" in message
    assert "homepage" in message


def test_an_unknown_source_is_an_error_with_advice(program):
    assert "clusterwire sources" in program("run", "-s", "nowhere", code=2)


def test_settings_show_their_origin_and_mask_secrets(program):
    program.environment["CLUSTERWIRE_DATABASE"] = "postgresql://someone:hunter2@localhost/x"
    shown = program("settings")
    assert "hunter2" not in shown
    settings = program.json("settings")
    assert settings["CLUSTERWIRE_MIRROR"]["origin"] == "environment"
    assert settings["CLUSTERWIRE_TIMEOUT"]["origin"] == "default"


def test_a_wrong_setting_is_named(program):
    program.environment["CLUSTERWIRE_DELAY"] = "soon"
    assert "CLUSTERWIRE_DELAY" in program("settings", code=2)


def test_the_archive_of_a_run_is_sound(filled):
    assert "sound" in filled("archive", "verify")


def test_extract_reads_a_file(program, tmp_path):
    page = tmp_path / "call.html"
    page.write_text(
        "<html><head><title>Vouchers for mills</title></head><body><main><h1>Vouchers for mills</h1>"
        "<p>Small and medium-sized weaving mills can apply for vouchers that pay for advice on circular design.</p>"
        "<p>The deadline for applications is 15 May 2026 at 17:00 (Brussels time).</p></main></body></html>"
    )
    read = json.loads(program("extract", str(page)))
    deadline = read["facts"]["deadlines"][0]
    assert (deadline["date"], deadline["time"]) == ("2026-05-15", "17:00")
    assert "15 May 2026" in deadline["evidence"]["sentence"]


def test_extract_reads_an_address_with_the_manners_of_a_crawl(program):
    read = json.loads(
        program("extract", "https://noticeboard.example/content/loomshift-vouchers-for-circular-textile-design")
    )
    assert "LOOMSHIFT" in read["article"]["title"]


def test_extract_of_an_address_that_is_gone_names_the_outcome(program):
    assert "gone" in program("extract", "https://noticeboard.example/content/nothing-here", code=2)


def test_extract_reads_annotated_lines(program):
    line = {"id": "x-1", "published": "2026-02-01", "title": "Call", "text": "Apply by 3 March 2026. Up to EUR 20,000."}
    read = json.loads(program("extract", "--jsonl", stdin=json.dumps(line) + "\n"))
    assert read["id"] == "x-1"
    assert [deadline["date"] for deadline in read["deadlines"]] == ["2026-03-03"]


def test_a_broken_annotated_line_is_named(program):
    assert "line 1" in program("extract", "--jsonl", stdin="not json\n", code=2)


def test_the_index_can_be_built_anew(site, filled):
    before = filled.json("search", "--open")["total"]
    assert "records in the index" in filled("index", "rebuild")
    assert filled.json("search", "--open")["total"] == before


@pytest.mark.parametrize("words", ["", '"', "AND OR NOT", "a:b^2~", "*", "🦄" * 50])
def test_no_search_raises(filled, words):
    assert filled.json("search", words)["total"] >= 0
