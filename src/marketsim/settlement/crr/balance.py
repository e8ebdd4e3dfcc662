"""Who is paid what in a month, and what of it is for measured demand."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..interval import TradeHour
from .cents import demand_in_cents
from .holding import CrrKey
from .inputs import CrrInputs, month_of
from .method import Method
from .results import ConstraintMonth
from .rulesets import TRACK_1B

ZERO = Fraction(0)
Paid = dict[tuple[CrrKey, str], Fraction]


def paid_by_constraint(months: Mapping[tuple[str, str], ConstraintMonth]) -> Paid:
    paid: Paid = {}
    for (_, month), each in months.items():
        for key, share in each.shares.items():
            paid[key, month] = paid.get((key, month), ZERO) + share.paid
    return paid


def paid_in_full(hourly: Mapping[tuple[CrrKey, TradeHour], Fraction]) -> Paid:
    paid: Paid = {}
    for (key, hour), value in hourly.items():
        paid[key, month_of(hour)] = paid.get((key, month_of(hour)), ZERO) + value
    return paid


def demand_of_months(
    inputs: CrrInputs, paid: Paid, months: Mapping[tuple[str, str], ConstraintMonth], rules: str
) -> dict[str, Fraction]:
    """By month; before 2019 whatever revenue and payments are apart, and nothing where no revenue is told."""
    found: dict[str, Fraction] = {}
    if rules == TRACK_1B:
        for (_, month), each in months.items():
            found[month] = found.get(month, ZERO) + each.to_demand
        return found
    for at, binding in inputs.constraints.items():
        found[month_of(at.hour)] = found.get(month_of(at.hour), ZERO) + binding.revenue
    return {month: revenue - month_paid(paid, month) for month, revenue in sorted(found.items())}


def month_paid(paid: Paid, month: str) -> Fraction:
    return sum((value for (_, own), value in paid.items() if own == month), ZERO)


def demand_amounts(
    inputs: CrrInputs, to_demand: Mapping[str, Fraction], paid: Paid, method: Method
) -> dict[tuple[str, str], Fraction]:
    found: dict[tuple[str, str], Fraction] = {}
    for month, value in to_demand.items():
        mwh = {name: each for (name, own), each in inputs.demand.items() if own == month}
        shares = demand_in_cents(value, month_paid(paid, month), mwh)
        found |= {(name, month): method.as_amount(share) for name, share in shares.items()}
    return found
