"""What data cannot say of the Funding & Tenders portal: which of its rows are alive."""

from datetime import UTC, date, datetime
from typing import Any

from core.models import Frozen
from spiders.json_api import JsonApiSource
from spiders.rows import Row, first_of, value_at
from spiders.visit import Visit

_TRUE_COPY = "SEDIA"  # rows of every other DATASOURCE are stale copies with wrong dates and flags
_GRANT = 1  # in the bulk file; 0 is a tender


class PortalOptions(Frozen):
    """`options` of the source.

    Attributes:
        since: day from which on a deadline counts; topics of the bulk file that are past it are left out.
    """

    since: date


class PortalSource(JsonApiSource):
    """Leaves out stale copies, and of the bulk file's topics since 2014 all but those with a live deadline.

    The portal's own flag `open` is not asked: it stays on for years after the deadline.
    """

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._since = PortalOptions.model_validate(self.say.options).since

    def wants(self, row: Row) -> bool:
        return first_of(value_at(row, "metadata.DATASOURCE")) in (_TRUE_COPY, None)

    def wants_from_bulk(self, row: Row) -> bool:
        if row.get("type") != _GRANT:
            return False
        days = [_day(stamp) for stamp in row.get("deadlineDatesLong") or ()]
        return not days or max(days) >= self._since


def _day(milliseconds: Any) -> date:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC).date()
