"""The results of a settlement as rows, one value each."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from ..interval import TradeHour
from .holding import CrrKey
from .inputs import month_of
from .results import Row

if TYPE_CHECKING:
    from .results import CrrResults


def rows_of(results: CrrResults) -> Iterator[Row]:
    """By determinant: those of hours, those of months, those of measured demand."""
    yield from _of_hours(results)
    yield from _of_months(results)
    for month, value in results.to_demand.items():
        yield Row("ToMeasuredDemand", "", "", "", "", month, None, value)
    for (coordinator, month), value in results.demand_amounts.items():
        yield Row("MeasuredDemandAmount", "", "", "", coordinator, month, None, value)


def _of_hours(results: CrrResults) -> Iterator[Row]:
    for (key, hour), value in results.hourly_amounts.items():
        yield _of_crr("CRRHourlyAmount", key, "", value, month_of(hour), hour)
    for (key, at), value in results.notional.items():
        yield _of_crr("CRRNotionalValue", key, at.constraint, value, month_of(at.hour), at.hour)
    for (key, at), value in results.cuts.items():
        yield _of_crr("CRROffset", key, at.constraint, -value, month_of(at.hour), at.hour)
    for at, value in results.offsets.items():
        yield Row("ConstraintOffset", "", "", at.constraint, "", month_of(at.hour), at.hour, value)


def _of_months(results: CrrResults) -> Iterator[Row]:
    for (constraint, month), each in results.months.items():
        yield Row("ConstraintToDemand", "", "", constraint, "", month, None, each.to_demand)
        yield Row("ConstraintShortfall", "", "", constraint, "", month, None, each.short + each.unborne)
        for key, share in each.shares.items():
            yield _of_crr("CRRTarget", key, constraint, share.target, month)
            yield _of_crr("CRRReturned", key, constraint, share.returned, month)
            yield _of_crr("CRRPaid", key, constraint, share.paid, month)
    for (key, month), value in results.amounts.items():
        yield _of_crr("CRRMonthAmount", key, "", value, month)


def _of_crr(
    name: str, key: CrrKey, constraint: str, value: Fraction, month: str, hour: TradeHour | None = None
) -> Row:
    return Row(name, key.crr, key.owner, constraint, "", month, hour, value)
