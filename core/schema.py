"""Facts as plain JSON values: the fields of the public schema, which exports, changes and corrections share."""

from decimal import Decimal
from typing import Any

from pydantic import JsonValue

from core.models import Amount, Deadline, Facts


def public_fields(facts: Facts) -> dict[str, Any]:
    """The extracted fields in a fixed order."""
    return {
        "deadlines": [_deadline(d) for d in sorted(facts.deadlines, key=lambda d: (d.superseded, d.instant, d.role))],
        "rolling": bool(facts.rolling and facts.rolling.value),
        "opens": facts.opens.value.isoformat() if facts.opens else None,
        "periods": _periods(facts),
        "event_dates": sorted({finding.value.isoformat() for finding in facts.event_dates}),
        "amounts": [_amount(a) for a in sorted(facts.amounts, key=lambda a: (a.role, a.currency, a.value))],
        "cofunding_rate": plain_number(facts.cofunding_rate.value) if facts.cofunding_rate else None,
        "ecosystems": sorted({finding.value.value for finding in facts.ecosystems}),
        "projects": sorted({finding.value for finding in facts.projects}),
        "programme": facts.programme.value if facts.programme else None,
        "call_ids": sorted({finding.value for finding in facts.call_ids}),
        "countries": sorted({finding.value for finding in facts.countries}),
    }


def plain_number(value: Decimal) -> int | float:
    """An integer where nothing is lost by it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _deadline(deadline: Deadline) -> JsonValue:
    return deadline.model_dump(mode="json", exclude={"evidence"})


def _periods(facts: Facts) -> list[JsonValue]:
    periods = {finding.value for finding in facts.periods}
    return [period.model_dump(mode="json") for period in sorted(periods, key=lambda p: (p.first, p.last, p.use))]


def _amount(amount: Amount) -> JsonValue:
    return {"value": plain_number(amount.value), "currency": amount.currency, "role": amount.role.value}
