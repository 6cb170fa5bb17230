"""Evaluates the reading of texts on annotated announcements, as tables and as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from nlp.evaluation import (
    FIGURES,
    Band,
    Figures,
    differences,
    figures_of,
    read_cases,
    read_gold,
    reliability,
    reliability_by_rule,
    verdicts,
)


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation found; `groups` are the figures of all texts and, where asked for, of each language."""

    groups: Mapping[str, tuple[int, Figures]]
    bands: Sequence[Band]
    wrong: Mapping[str, Sequence[str]]

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        groups = {name: {"documents": count, **figures} for name, (count, figures) in self.groups.items()}
        return {"figures": groups, "reliability": [asdict(band) for band in self.bands], "errors": dict(self.wrong)}

    def tables(self) -> RenderableType:
        """The same for a person."""
        wrong = (f"{name}\n    " + "\n    ".join(lines) for name, lines in self.wrong.items())
        return Group(_figures_table(self.groups), "", _bands_table(self.bands), *map(escape, wrong))


def evaluate(
    paths: Iterable[Path], now: datetime, *, by_language: bool = False, by_rule: bool = False, errors: int = 0
) -> Evaluation:
    """Read the texts of evaluation files and score them; the differences of the first `errors` wrong texts.

    Raises:
        EvaluationError: a file cannot be read, or a line of it is no annotated announcement.
    """
    cases = read_cases((row for path in paths for row in read_gold(path)), now)
    groups = {"all": cases}
    if by_language:
        groups |= {
            lang: [c for c in cases if c.gold["lang"] == lang] for lang in sorted({c.gold["lang"] for c in cases})
        }
    found = ((str(case.gold["id"]), differences(case)) for case in cases)
    wrong = [(name, lines) for name, lines in found if lines][:errors]
    return Evaluation(
        groups={name: (len(of), figures_of(of)) for name, of in groups.items()},
        bands=(reliability_by_rule if by_rule else reliability)(verdicts(cases)),
        wrong=dict(wrong),
    )


def _figures_table(groups: Mapping[str, tuple[int, Figures]]) -> Table:
    table = Table(title="Figures", title_justify="left", box=None, pad_edge=False, header_style="bold")
    table.add_column("figure")
    for name in groups:
        table.add_column(name, justify="right")
    if len(groups) == 1:
        table.add_column("what it is", style="dim")
    table.add_row("documents", *(str(count) for count, _ in groups.values()))
    for name, meaning in FIGURES.items():
        cells = [_number(figures[name]) for _, figures in groups.values()]
        table.add_row(name, *cells, *([meaning] if len(groups) == 1 else []))
    return table


def _bands_table(bands: Iterable[Band]) -> Table:
    table = Table(title="Reliability", title_justify="left", box=None, pad_edge=False, header_style="bold")
    table.add_column("confidence of")
    for name in ("values", "mean", "right"):
        table.add_column(name, justify="right")
    for band in bands:
        table.add_row(band.name, str(band.count), _number(band.confidence), _number(band.right))
    return table


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
