"""What a run did, as values that tables, JSON output and artifacts are made from."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.health import Verdict
from core.models import Outcome
from index.port import Rejection


@dataclass(frozen=True)
class Touched:
    """Ids of the records that the pages of one source made or changed."""

    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class SourceReport:
    """One source's line of a run.

    Attributes:
        discovered: announcements that its lists named.
        carried: announcements on the pages of this run, known ones included.
        waiting: pages that were not read yet.
        reason: why the source is unhealthy; empty where it is healthy.
        documents: ids of the announcements on the pages of this run.
    """

    source_id: str
    discovered: int
    carried: int
    touched: Touched
    outcomes: Counter[Outcome]
    waiting: int = 0
    reason: str = ""
    documents: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Published:
    """How many records the index took, and which it would not take."""

    taken: int = 0
    rejected: tuple[Rejection, ...] = ()


@dataclass(frozen=True)
class Cautions:
    """What of a source staff should look at.

    Attributes:
        held: announcements whose change is held back, since too many of the source changed at once.
        withdrawn, awaiting: announcements that are gone for good, or need a look on another day.
        doubtful: announcements that would be withdrawn, too many to be believed.
    """

    source_id: str
    held: int = 0
    withdrawn: int = 0
    awaiting: int = 0
    doubtful: int = 0


@dataclass(frozen=True)
class RunReport:
    """What a whole run did.

    Attributes:
        verdicts: the state of each source after it; empty where the sources were not judged.
    """

    sources: tuple[SourceReport, ...]
    published: Published
    cautions: tuple[Cautions, ...] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def outcomes(self) -> Counter[Outcome]:
        """Pages by what became of them, over all sources."""
        return sum((source.outcomes for source in self.sources), Counter())

    @property
    def exit_code(self) -> int:
        """0 if every source gave what is expected of it, 1 if some did not, 2 if none did."""
        unhealthy = sum(bool(source.reason) for source in self.sources)
        return 0 if not unhealthy else 1 if unhealthy < len(self.sources) else 2
