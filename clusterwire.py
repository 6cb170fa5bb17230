"""The command line: one short function a command."""

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from clusterwire_staff import corrections_app, duplicates_app, holds_app
from core.clock import open_clock
from core.errors import ClusterwireError, SettingsError
from core.logs import log_by_settings
from core.models import Ecosystem, Kind, Status
from core.query import SearchQuery, Sort
from core.settings import load_settings, origins

# The rooms are imported by the commands that need them: spaCy and Scrapy take seconds that `--help` need not wait for.
if TYPE_CHECKING:
    from flows.bootstrap import House
    from flows.reports import RunReport

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False)
sources_app = typer.Typer(invoke_without_command=True, help="List the sources, or check a source file.")
archive_app = typer.Typer(no_args_is_help=True, help="The archive of every page that was fetched.")
index_app = typer.Typer(no_args_is_help=True, help="The search index.")
app.add_typer(sources_app, name="sources")
app.add_typer(duplicates_app, name="duplicates")
app.add_typer(corrections_app, name="corrections")
app.add_typer(holds_app, name="holds")
app.add_typer(archive_app, name="archive")
app.add_typer(index_app, name="index")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

STOPPED = 130  # what shells expect of a program that Ctrl-C ended

SourceIds = Annotated[list[str] | None, typer.Option("--source", "-s", help="Only this source; may be repeated.")]
Feed = Annotated[str | None, typer.Option(help="Crawl this RSS or Atom feed instead.", metavar="URL")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
AsOf = Annotated[datetime | None, typer.Option(help="The moment to answer for (UTC); now if not given.")]


@app.callback()
def clusterwire() -> None:
    """Find open calls of Euroclusters, read their deadlines and money with the proof, search them."""
    with suppress(SettingsError):  # the command says so, if it needs them
        log_by_settings()


def main() -> None:
    """Run a command; errors become one sentence and exit code 2."""
    try:
        app()
    except ClusterwireError as error:
        _complain(error)
        sys.exit(2)
    except KeyboardInterrupt:
        err.print("stopped; all that was fetched is kept, the same command goes on from here")
        sys.exit(STOPPED)


def _complain(error: ClusterwireError) -> None:
    err.print(f"error: {error}", style="red", markup=False, soft_wrap=True)  # a path stays in one piece


@contextmanager
def _house() -> Iterator["House"]:
    from flows.bootstrap import open_house

    with open_house(load_settings()) as house:
        yield house


@contextmanager
def _working_house() -> Iterator["House"]:
    """For commands after which the figures are others."""
    from flows.metrics import measured

    with _house() as house, measured(house):
        yield house


def _moment(as_of: datetime | None) -> datetime:
    return (
        (as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of) if as_of else open_clock(load_settings().now)()
    )


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str))


@app.command()
def run(source: SourceIds = None, feed: Feed = None, as_json: AsJson = False) -> None:
    """Crawl the sources, read what is new, bring the index up to date.

    Exit code 0: every source gave what is expected of it, 1: some did not, 2: none did.

    Examples: `clusterwire run` · `clusterwire run -s eccp-calls -s euroaccess` ·
    `clusterwire run --feed https://site.eu/feed/`
    """
    from flows import progress, stages
    from flows.choosing import choose_sources

    with _working_house() as house:
        chosen = choose_sources(house.catalog, source or (), feed)
        with progress.show(err) as watch:
            report = stages.run(house, chosen, watch)
    _print_report(report, as_json)


@app.command()
def crawl(source: SourceIds = None, feed: Feed = None, as_json: AsJson = False) -> None:
    """Fetch pages into the archive without reading them.

    Example: `clusterwire crawl -s eismea-news`
    """
    from flows import progress, stages
    from flows.choosing import choose_sources

    with _working_house() as house:
        chosen = choose_sources(house.catalog, source or (), feed)
        with progress.show(err) as watch:
            report = stages.crawl_only(house, chosen, watch)
    _print_report(report, as_json)


@app.command()
def process(as_json: AsJson = False) -> None:
    """Read the pages that wait in the archive, and bring the index up to date.

    Example: `clusterwire process`
    """
    from flows import progress, stages

    with _working_house() as house, progress.show(err) as watch:
        report = stages.process_only(house, watch)
    _print_report(report, as_json)


def _print_report(report: "RunReport", as_json: bool) -> None:
    from flows import json_output, tables

    if as_json:
        _print_json(json_output.report_document(report))
    else:
        out.print(tables.run_tables(report))
    raise typer.Exit(report.exit_code)


@app.command()
def search(  # noqa: PLR0913 - one option for each filter
    words: Annotated[list[str] | None, typer.Argument(help='Words that must occur; "in quotes" together.')] = None,
    *,
    is_open: Annotated[bool, typer.Option("--open", help="Only what one can apply for now.")] = False,
    status: Annotated[list[Status] | None, typer.Option(help="Only this status; may be repeated.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    ecosystem: Annotated[list[Ecosystem] | None, typer.Option(help="Only this ecosystem; may be repeated.")] = None,
    project: Annotated[list[str] | None, typer.Option(help="Only this project; may be repeated.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only this language (ISO 639-1).")] = None,
    source: SourceIds = None,
    before: Annotated[
        datetime | None, typer.Option(help="With a deadline up to this day.", formats=["%Y-%m-%d"])
    ] = None,
    sort: Annotated[Sort, typer.Option(help="Order of the hits.")] = Sort.RELEVANCE,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="Hits to show.")] = 20,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Search the records.

    Examples: `clusterwire search "tourism vouchers" --open --ecosystem tourism` ·
    `clusterwire search --open --sort deadline`
    """
    from flows import json_output, tables

    query = SearchQuery(
        as_of=_moment(as_of),
        text=" ".join(words or ()),
        statuses=(*(status or ()), *((Status.OPEN,) if is_open else ())),
        kinds=tuple(kind or ()),
        ecosystems=tuple(ecosystem or ()),
        projects=tuple(project or ()),
        languages=tuple(language or ()),
        sources=tuple(source or ()),
        deadline_to=before.date() if before else None,
        sort=sort,
        limit=limit,
    )
    with _house() as house:
        results = house.index.search(query)
        records = [house.store.get(hit.record_id) for hit in results.hits]
    if as_json:
        _print_json(json_output.results_document(results, records, query.as_of))
    else:
        out.print(tables.calls_table(records, query.as_of))
        out.print(f"{results.total} found" + (f", {len(records)} shown" if len(records) < results.total else ""))


@app.command()
def show(
    record_id: Annotated[str, typer.Argument(help="Id of a record, or its first letters.")],
    history: Annotated[bool, typer.Option("--history", help="Also what changed, when, with the proof.")] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show a record: every field with the sentence that proves it.

    Examples: `clusterwire show 3f9a1c` · `clusterwire show 3f9a1c --history`
    """
    from flows import json_output, tables
    from flows.staff_tables import history_table

    with _house() as house:
        record = house.store.get(record_id)
        changes = list(house.store.changes(record_id=record.id)) if history else []
        opinions = house.store.disagreements(record.id)
    if as_json:
        _print_json(json_output.record_document(record, changes, opinions))
        return
    out.print(tables.record_view(record, _moment(as_of), opinions, load_settings().review_below))
    if history:
        out.print("", history_table(changes))


@app.command()
def changes(
    since: Annotated[datetime | None, typer.Option(help="Only what was first seen from then on (UTC).")] = None,
    field: Annotated[list[str] | None, typer.Option(help="Only this field; may be repeated.")] = None,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False,
) -> None:
    """List what changed: deadlines moved, budgets raised, calls cancelled, each with its proof.

    Examples: `clusterwire changes --since 2026-06-01 --field deadlines` · `clusterwire changes --jsonl > changes.jsonl`
    """
    from flows import json_output
    from flows.staff_tables import changes_table

    moment = _moment(since) if since else None
    with _house() as house:
        found = house.store.changes(since=moment, fields=field or ())
        if as_jsonl:
            for change in found:
                _print_json(json_output.change_document(change))
        else:
            out.print(changes_table(found))


@app.command()
def reprocess(
    source: Annotated[str | None, typer.Option("--source", "-s", help="Only pages of this source.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only pages fetched from then on (UTC).")] = None,
    promote: Annotated[bool, typer.Option("--promote", help="Put today's readings in force, all at once.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read the archive again with today's extraction, without fetching, and show what it reads otherwise.

    Nothing changes without --promote.

    Examples: `clusterwire reprocess` · `clusterwire reprocess --source eccp-calls --promote`
    """
    from flows import progress, stages
    from flows.rereading import reread_archive
    from flows.staff_tables import differences_table

    with _working_house() as house, progress.show(err) as watch:
        if source:
            house.catalog.get(source)
        moment = _moment(since) if since else None
        count, differences = reread_archive(house, source, moment, watch.advance("read"))
        if promote:
            house.upkeep.promote_shadow()
            stages.publish(house, watch.advance("index"))
    if as_json:
        _print_json({"pages": count, "differences": [d.model_dump(mode="json") for d in differences]})
    else:
        out.print(differences_table(differences))
        out.print(f"{count} pages read again" + ("; the new readings are in force" if promote else ""))


@app.command()
def export(
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line (the default).")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A table for spreadsheets.")] = False,
    as_of: AsOf = None,
) -> None:
    """Write every record to standard output.

    Examples: `clusterwire export --jsonl > calls.jsonl` · `clusterwire export --csv > calls.csv`
    """
    from records.export import CSV_COLUMNS, csv_row, export_record

    if as_jsonl and as_csv:
        raise typer.BadParameter("choose --jsonl or --csv")
    moment = _moment(as_of)
    with _house() as house:
        lines = (export_record(record, moment) for record in house.store.all())
        if as_csv:
            table = csv.DictWriter(sys.stdout, CSV_COLUMNS)
            table.writeheader()
            table.writerows(csv_row(line) for line in lines)
        else:
            for line in lines:
                _print_json(line)


@app.command()
def extract(
    target: Annotated[str, typer.Argument(help="A file (HTML, PDF, text), an address, or - for standard input.")] = "-",
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="Read annotated-style lines, write annotations.")] = False,
    source: Annotated[str | None, typer.Option("--source", "-s", help="Read it as a page of this source.")] = None,
) -> None:
    """Read one announcement and print it as JSON, every value with its proof.

    With --jsonl: each line of standard input has `id`, `published`, `title` and `text`; each line of
    output has the fields read from it.

    Examples: `clusterwire extract page.html` · `clusterwire extract https://site.eu/call/` ·
    `clusterwire extract --jsonl < gold.jsonl`
    """
    from flows import extraction

    settings = load_settings()
    now = open_clock(settings.now)()
    if as_jsonl:
        lines = sys.stdin if target == "-" else Path(target).read_text(encoding="utf-8").splitlines()
        for line in extraction.annotate_lines(lines, now):
            _print_json(line)
        return
    known = extraction.find_source(source, settings)
    for announcement in extraction.extract_target(target, known, now, settings):
        print(announcement.model_dump_json(indent=2, exclude_defaults=True))


@app.command("eval")
def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Files of annotated announcements, one JSON object a line.")],
    *,
    by_language: Annotated[bool, typer.Option("--by-language", help="Also the figures of each language.")] = False,
    by_rule: Annotated[bool, typer.Option("--by-rule", help="Reliability of each rule.")] = False,
    errors: Annotated[int, typer.Option(min=0, metavar="N", help="Differences of the first N wrong texts.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Score the reading of texts on annotated announcements, and show how far its confidence can be trusted.

    Examples: `clusterwire eval tests/nlp/corpus/en.jsonl` · `clusterwire eval gold.jsonl --by-language --errors 5`
    """
    from flows import evaluation

    now = open_clock(load_settings().now)()
    result = evaluation.evaluate(gold, now, by_language=by_language, by_rule=by_rule, errors=errors)
    if as_json:
        _print_json(result.document())
    else:
        out.print(result.tables())


@sources_app.callback()
def sources(context: typer.Context, as_json: AsJson = False) -> None:
    """List the sources with their state: healthy, suspicious or broken, since when, and why.

    Examples: `clusterwire sources` · `clusterwire sources --json`
    """
    if context.invoked_subcommand:
        return
    from flows import json_output, tables
    from flows.health.rows import load_health

    with _house() as house:
        catalog = house.catalog
        rows = load_health(house)
    if as_json:
        _print_json(json_output.sources_document(rows))
    else:
        out.print(tables.sources_table(rows))
    for error in catalog.errors:
        _complain(error)
    raise typer.Exit(1 if catalog.errors else 0)


@sources_app.command()
def check(file: Annotated[Path, typer.Argument(help="A source file (YAML).")]) -> None:
    """Check one source file.

    Example: `clusterwire sources check spiders/sources/eccp-calls.yaml`
    """
    from spiders.catalog import read_source

    source = read_source(file)
    out.print(f"{file}: {source.id} is a valid source of kind {source.spider.kind}", markup=False)


@archive_app.command()
def verify(as_json: AsJson = False) -> None:
    """Check every digest of the archive and every row of its ledger.

    Example: `clusterwire archive verify`
    """
    from flows import progress

    with _house() as house, progress.show(err) as watch:
        problems = list(house.archive.verify(watch.share("verify")))
    if as_json:
        _print_json([problem.__dict__ for problem in problems])
    else:
        for problem in problems:
            out.print(str(problem), markup=False)
        out.print(f"{len(problems)} problems" if problems else "the archive is sound")
    raise typer.Exit(1 if problems else 0)


@app.command("import-warc")
def import_warc(
    files: Annotated[list[Path], typer.Argument(help="WARC files, plain or gzipped.")],
    source: Annotated[
        str | None, typer.Option("--source", "-s", help="Take every page for one of this source.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take the pages of WARC files into the archive, read them, bring the index up to date.

    A page belongs to the source of its host; pages of other hosts are left out unless --source is given.

    Example: `clusterwire import-warc CC-MAIN-20260313.warc.gz`
    """
    from flows import progress, stages
    from flows.importing import import_pages

    with _working_house() as house, progress.show(err) as watch:
        imported = import_pages(house, files, house.catalog.get(source) if source else None, watch.share("import"))
        stages.process_only(house, watch)
    if as_json:
        _print_json({"stored": imported.stored, "skipped": imported.skipped})
    else:
        skipped = ", ".join(f"{count} {reason}" for reason, count in imported.skipped.items())
        out.print(f"{imported.stored} pages taken in" + (f"; left out: {skipped}" if skipped else ""))


@index_app.command()
def rebuild() -> None:
    """Load a new search index from the database and put it in the place of the old one.

    Example: `clusterwire index rebuild`
    """
    from flows import progress, stages

    with _working_house() as house, progress.show(err) as watch:
        published = stages.rebuild_index(house, watch.advance("index"))
    for rejection in published.rejected:
        err.print(f"rejected {rejection.record_id}: {rejection.reason}", markup=False)
    out.print(f"{published.taken} records in the index")
    raise typer.Exit(1 if published.rejected else 0)


@app.command()
def settings(as_json: AsJson = False) -> None:
    """Print every setting with its value and where it comes from; secrets are masked.

    Example: `CLUSTERWIRE_HOME=/srv/clusterwire clusterwire settings`
    """
    from flows import tables

    rows = origins(load_settings())
    if as_json:
        _print_json({variable: {"value": value, "origin": origin} for variable, value, origin, _ in rows})
    else:
        out.print(tables.settings_table(rows))


if __name__ == "__main__":
    main()
