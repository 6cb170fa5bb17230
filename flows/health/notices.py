"""Tells staff, by whatever service they read, that the state of a source has turned: once, and at least once."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from archive import health
from archive.health import State, Turn

_log = logging.getLogger(__name__)

_TONES = {State.HEALTHY: "success", State.SUSPICIOUS: "warning", State.BROKEN: "failure"}


def tell_staff(engine: sa.Engine, recipients: Sequence[str], now: datetime) -> None:
    """Send what is untold to those who do not know it yet; what cannot be delivered waits for the next call.

    Args:
        recipients: Apprise addresses; with none, nobody is left to be told.
    """
    with engine.connect() as connection:
        turns = health.untold_turns(connection)
    told = {turn.id: set(turn.told_to) for turn in turns}
    names = {_name(address): address for address in recipients}
    for name, address in names.items():
        news = [turn for turn in turns if name not in told[turn.id]]
        if news and _deliver(address, news):
            for turn in news:
                told[turn.id].add(name)
    with engine.begin() as connection:
        for turn_id, known in told.items():
            health.mark_told(connection, turn_id, known, now if known >= names.keys() else None)


def _name(address: str) -> str:
    """What a recipient is called in the database and the log: an address may hold a password."""
    scheme = address.partition(":")[0]
    return f"{scheme}:{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def _deliver(address: str, turns: Sequence[Turn]) -> bool:
    """True if the service has taken the message."""
    from apprise import Apprise, NotifyFormat, NotifyType  # noqa: PLC0415 # half a second that a quiet run need not wait

    service = Apprise()
    if not service.add(address):
        _log.error("CLUSTERWIRE_NOTIFY: %s is no address that Apprise understands", _name(address))
        return False
    worst = max((turn.state for turn in _newest(turns)), key=lambda state: state.severity)
    is_taken = service.notify(
        title=_title(turns),
        body="\n".join(_line(turn) for turn in turns),
        notify_type=NotifyType(_TONES[worst]),
        body_format=NotifyFormat.TEXT,
    )
    if not is_taken:
        _log.error("%s took no notice that %s; it is told again after the next run", _name(address), _title(turns))
    return bool(is_taken)


def _title(turns: Sequence[Turn]) -> str:
    newest = _newest(turns)
    if len(newest) == 1:
        return f"Clusterwire: {newest[0].source_id} is {newest[0].state}"
    return f"Clusterwire: {len(newest)} sources have turned"


def _newest(turns: Sequence[Turn]) -> list[Turn]:
    """How each of the sources is now: some may have turned more than once since they could be told of."""
    return list({turn.source_id: turn for turn in turns}.values())


def _line(turn: Turn) -> str:
    reason = f": {turn.reason}" if turn.reason else ""
    return f"{turn.source_id} is {turn.state} since {turn.since:%Y-%m-%d %H:%M} UTC{reason}"
