"""What a date can be for."""

from dataclasses import dataclass
from enum import Enum, auto

from nlp.dates import Day
from nlp.purposes.confidence import confidence_of
from nlp.purposes.signs import Sign
from nlp.purposes.words import Direction


class Use(Enum):
    """What a date is for."""

    DEADLINE = auto()
    OPENING = auto()
    EVENT = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Purpose:
    """A day with what it is for.

    Attributes:
        rule: what decided.
        topic: what the words around it speak of; None where nothing tells.
        direction: what stands right beside it.
        superseded: an extension replaced it.
        past: told as something that is over.
        label: characters of what heads its line, (0, 0) if nothing does.
    """

    day: Day
    use: Use
    rule: str
    topic: Sign | None = None
    direction: Direction = Direction.ON
    superseded: bool = False
    past: bool = False
    label: tuple[int, int] = (0, 0)

    @property
    def confidence(self) -> float:
        """How sure the rule is, 0..1."""
        return confidence_of(self.rule, self.day)
