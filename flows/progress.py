"""Progress bars of a run on a terminal, nothing elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from flows.crawling import Event

Advance = Callable[[int], None]
"""Told how many more pages or records are done."""


@dataclass(frozen=True)
class Watch:
    """Shows how far the stages are."""

    bars: Progress

    def crawl_event(self, event: Event) -> None:
        """Count a page of its source."""
        if event["event"] == "page":
            self.bars.advance(self._bar(event["source"]))
        elif event["event"] == "finished":
            self.bars.update(self._bar(event["source"]), description=f"{event['source']} done", visible=False)

    def advance(self, stage: str, total: int | None = None) -> Advance:
        """A bar for a stage; returns what moves it on."""
        bar = self.bars.add_task(stage, total=total)
        return lambda count: self.bars.advance(bar, count)

    def share(self, stage: str) -> Callable[[int, int], None]:
        """A bar for a stage that tells how much is done of how much."""
        bar = self.bars.add_task(stage, total=None)
        return lambda done, total: self.bars.update(bar, completed=done, total=total)

    def _bar(self, name: str) -> TaskID:
        known = {task.description: task.id for task in self.bars.tasks}
        return known[name] if name in known else self.bars.add_task(name, total=None)


@contextmanager
def show(console: Console) -> Iterator[Watch]:
    """Bars for the stages that run inside."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        yield Watch(bars)
