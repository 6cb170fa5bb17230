"""Days that belong together."""

from typing import NamedTuple

from nlp.dates import Day


class Group(NamedTuple):
    """Days that are tied to each other, as characters from the first to the last."""

    days: tuple[Day, ...]

    @property
    def start(self) -> int:
        return self.days[0].start

    @property
    def end(self) -> int:
        return self.days[-1].end
