"""The part of the command line that is for staff: what only people may decide."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from core.settings import load_settings

if TYPE_CHECKING:  # as in clusterwire.py
    from flows.bootstrap import House

duplicates_app = typer.Typer(
    invoke_without_command=True, help="List pairs of pages that may tell of one call, or decide on them."
)
corrections_app = typer.Typer(no_args_is_help=True, help="What staff set right.")
holds_app = typer.Typer(
    invoke_without_command=True, help="List what too large a change of a source holds back, or decide on it."
)
out = Console(highlight=False)

RecordId = Annotated[str, typer.Argument(help="Id of a record, or its first letters.")]
Number = Annotated[int, typer.Argument(help="Number of the decision or correction, as listed.")]
HeldSource = Annotated[str, typer.Argument(help="Id of a source.")]
Who = Annotated[str, typer.Option(help="Who says so.")]
Why = Annotated[str, typer.Option(help="Why it is so.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@contextmanager
def _house() -> Iterator["House"]:
    from flows.bootstrap import open_house

    with open_house(load_settings()) as house:
        yield house


@contextmanager
def _deciding() -> Iterator["House"]:
    """The house while staff decide; what follows from it is in the index afterwards."""
    from flows import stages

    with _house() as house:
        yield house
        stages.publish(house, lambda _: None)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str))


def _print_listed(documents: Iterable[Any], table: Table, *, as_json: bool) -> None:
    if as_json:
        _print_json(list(documents))
    else:
        out.print(table)


@duplicates_app.callback()
def duplicates(context: typer.Context, as_json: AsJson = False) -> None:
    """List pairs of pages that may tell of one call, for staff to decide on.

    Examples: `clusterwire duplicates` · `clusterwire duplicates --json`
    """
    if context.invoked_subcommand:
        return
    from flows.staff_tables import pairs_table

    with _house() as house:
        pairs = house.desk.unsure()
    _print_listed((pair.model_dump(mode="json") for pair in pairs), pairs_table(pairs), as_json=as_json)


@duplicates_app.command()
def join(record_id: RecordId, other_id: RecordId, who: Who, why: Why) -> None:
    """Make one record of two; it stays one, whatever the pages say later.

    Example: `clusterwire duplicates join 3f9a1c 77b0e2 --who editor --why "same form"`
    """
    with _deciding() as house:
        house.desk.join(record_id, other_id, who=who, why=why, at=house.clock())
        out.print(f"one record: {house.store.get(record_id).id}")


@duplicates_app.command()
def split(
    record_id: RecordId,
    url: Annotated[str, typer.Argument(help="Address that is not of the record.")],
    who: Who,
    why: Why,
) -> None:
    """Take what stands at an address out of a record; it stays apart, whatever the pages say later.

    Example: `clusterwire duplicates split 3f9a1c https://site.eu/call-2/ --who editor --why "second round"`
    """
    with _deciding() as house:
        house.desk.split(record_id, url, who=who, why=why, at=house.clock())
        out.print(f"apart: {', '.join(record.id for record in house.store.find_by_url(url))}")


@duplicates_app.command()
def apart(record_id: RecordId, other_id: RecordId, who: Who, why: Why) -> None:
    """Say of two listed records that they are two calls; the pair is listed no more.

    Example: `clusterwire duplicates apart 3f9a1c 77b0e2 --who editor --why "product and process"`
    """
    with _deciding() as house:
        house.desk.keep_apart(record_id, other_id, who=who, why=why, at=house.clock())
        out.print("two records")


@duplicates_app.command()
def decisions(as_json: AsJson = False) -> None:
    """List what staff decided on pairs of pages.

    Example: `clusterwire duplicates decisions`
    """
    from flows.staff_tables import decisions_table

    with _house() as house:
        known = house.desk.decisions()
    _print_listed((decision.model_dump(mode="json") for decision in known), decisions_table(known), as_json=as_json)


@duplicates_app.command("undo")
def undo_decision(number: Number) -> None:
    """Take back what staff decided on a pair.

    Example: `clusterwire duplicates undo 4`
    """
    with _deciding() as house:
        house.desk.undo_decision(number, house.clock())
        out.print(f"decision {number} is undone")


@corrections_app.command("list")
def list_corrections(as_json: AsJson = False) -> None:
    """List the fields that staff set right, and whether the sentence they were read from still stands.

    Example: `clusterwire corrections list`
    """
    from flows.staff_tables import corrections_table

    with _house() as house:
        known = house.desk.corrections()
    documents = ({**one.model_dump(mode="json"), "in_force": in_force} for one, in_force in known)
    _print_listed(documents, corrections_table(known), as_json=as_json)


@corrections_app.command("set")
def set_field(
    record_id: RecordId,
    field: Annotated[str, typer.Argument(help="A field of the export, such as `title`, `status` or `deadlines`.")],
    value: Annotated[str, typer.Argument(help="JSON, or plain text.")],
    who: Who,
    why: Why,
) -> None:
    """Set a field right; it is locked until the sentence that it was read from changes.

    Examples: `clusterwire corrections set 3f9a1c status cancelled --who editor --why "by telephone"` ·
    `clusterwire corrections set 3f9a1c deadlines '[{"date": "2026-06-21"}]' --who editor --why "see their site"`
    """
    try:
        told = json.loads(value)
    except ValueError:
        told = value
    with _deciding() as house:
        record = house.desk.correct(record_id, field, told, who=who, why=why, at=house.clock())
        out.print(f"{record.id}: {field} is set")


@corrections_app.command("undo")
def undo_correction(number: Number) -> None:
    """Take a correction back.

    Example: `clusterwire corrections undo 2`
    """
    with _deciding() as house:
        house.desk.undo_correction(number, house.clock())
        out.print(f"correction {number} is undone")


@corrections_app.command()
def export() -> None:
    """Write what staff set right as lines of an evaluation file.

    Example: `clusterwire corrections export > corrections.jsonl`
    """
    with _house() as house:
        for line in house.desk.export_corrections():
            _print_json(line)


@holds_app.callback()
def holds(context: typer.Context, as_json: AsJson = False) -> None:
    """List how many documents of which source are held back because too many changed at once.

    Example: `clusterwire holds`
    """
    if context.invoked_subcommand:
        return
    with _house() as house:
        held = house.upkeep.held()
    if as_json:
        _print_json(held)
    else:
        out.print("\n".join(f"{source}: {count} documents" for source, count in held.items()) or "nothing is held back")


@holds_app.command()
def accept(source: HeldSource) -> None:
    """Take in what is held back of a source.

    Example: `clusterwire holds accept eccp-calls`
    """
    _release(source, is_accepted=True)


@holds_app.command()
def drop(source: HeldSource) -> None:
    """Forget what is held back of a source.

    Example: `clusterwire holds drop eccp-calls`
    """
    _release(source, is_accepted=False)


def _release(source: str, *, is_accepted: bool) -> None:
    with _deciding() as house:
        count = house.upkeep.release(house.catalog.get(source).id, is_accepted=is_accepted)
        out.print(f"{count} documents {'taken in' if is_accepted else 'dropped'}")
