"""What has to hold of every settlement, whatever the policies; what does not is told with its amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..interval import TradeHour
from ..number import half_up
from .cents import CENTS
from .holding import CrrKey
from .inputs import CrrInputs, month_of
from .results import CrrResults
from .rulesets import TRACK_1B

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class CrrBroken:
    """One identity that does not hold: its name, where, by how many $, and what that means as a clause."""

    identity: str
    where: str
    amount: Fraction
    says: str

    def __str__(self) -> str:
        return f"{self.identity}, {self.where}: {float(self.amount):.6g} $ ({self.says})"


def check(inputs: CrrInputs, results: CrrResults, tolerance: Fraction = ZERO) -> tuple[CrrBroken, ...]:
    """All that is broken by more than ``tolerance`` ($), which is for prices that were rounded before.

    C1: notional values of a CRR and hour add up to its hourly value. C2: on a constraint and month, paid and left
    for demand are what was collected. C3: nobody is paid more than the target on a constraint. C4: a constraint
    gives back no more than its own surplus, and demand is charged nothing. C5: an option is charged in no hour.
    C6: an amount is the negative of its value. C7: cents add up.
    """
    found = [*_hours(inputs, results), *_amounts(inputs, results)]
    if results.rules == TRACK_1B:
        found = [*_notional(results), *_months(results), *found]
    return tuple(each for each in found if abs(each.amount) > tolerance or each.identity in ("C6", "C7"))


def _notional(results: CrrResults) -> Iterator[CrrBroken]:
    sums: dict[tuple[CrrKey, TradeHour], Fraction] = {}
    for (key, at), value in results.notional.items():
        sums[key, at.hour] = sums.get((key, at.hour), ZERO) + value
    for key, hour in sorted(sums.keys() | results.hourly.keys()):
        apart = sums.get((key, hour), ZERO) - results.hourly.get((key, hour), ZERO)
        if apart:
            says = "prices are not those of the shadow prices and shift factors"
            yield CrrBroken("C1", f"{key}, {hour}", apart, says)


def _months(results: CrrResults) -> Iterator[CrrBroken]:
    for (constraint, month), each in results.months.items():
        where = f"{constraint}, {month}"
        if apart := each.paid + each.to_demand - each.collected:
            yield CrrBroken("C2", where, apart, "paid and left for demand are not what was collected")
        for key, share in each.shares.items():
            if share.short < 0:
                yield CrrBroken("C3", f"{where}, {key}", -share.short, "paid more than the target")
        given = sum((share.returned for share in each.shares.values()), ZERO)
        if given > each.surplus:
            yield CrrBroken("C4", where, given - each.surplus, "surplus of another constraint was used")
        if each.to_demand < 0:
            yield CrrBroken("C4", where, each.to_demand, "demand is charged")


def _hours(inputs: CrrInputs, results: CrrResults) -> Iterator[CrrBroken]:
    kinds: dict[CrrKey, bool] = {}
    for each in inputs.holdings:
        kinds[each.key] = kinds.get(each.key, True) and each.option
    for (key, hour), value in results.hourly.items():
        if kinds[key] and value < 0:
            yield CrrBroken("C5", f"{key}, {hour}", value, "an option is charged")
        if apart := results.hourly_amounts[key, hour] + value:
            yield CrrBroken("C6", f"{key}, {hour}", apart, "the amount is not the negative of the value")


def _amounts(inputs: CrrInputs, results: CrrResults) -> Iterator[CrrBroken]:
    for month in sorted({month for _, month in results.amounts}):
        paid = sum((each for (_, own), each in results.paid.items() if own == month), ZERO)
        cents = sum((each for (_, own), each in results.amounts.items() if own == month), ZERO)
        if apart := cents + half_up(paid, CENTS):
            yield CrrBroken("C7", month, apart, "the cents of the CRRs are not the month's payments")
        shared = [each for (_, own), each in results.demand_amounts.items() if own == month]
        collected = [each.revenue for at, each in inputs.constraints.items() if month_of(at.hour) == month]
        if shared and (apart := cents + sum(shared, ZERO) + half_up(sum(collected, ZERO), CENTS)):
            yield CrrBroken("C7", month, apart, "the cents of CRRs and demand are not what was collected")
