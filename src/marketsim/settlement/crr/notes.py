"""What the inputs of a settlement do not tell, and is therefore not settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from ..interval import hours_in
from .inputs import CrrInputs, month_of
from .rulesets import CrrRuleSet


def notes_on(inputs: CrrInputs, rules: CrrRuleSet, to_demand: Mapping[str, Fraction]) -> Iterator[str]:
    """One clause each."""
    if inputs.prices_made:
        yield "no prices were given: they are made of the shadow prices and the shift factors"
    days = sorted({each.day for each in inputs.hours()})
    if not all(map(rules.holds_on, (days[0], days[-1]))):
        yield f"{days[0]} to {days[-1]}: {rules.id} is not, or not on all days, the rule of these trade dates"
    for month, hours in sorted(Counter(map(month_of, inputs.hours())).items()):
        if hours < (whole := _hours_of_month(month)):
            yield f"{month}: {hours} of {whole} hours have prices, the others are not settled"
        if to_demand.get(month) and not any(own == month and mwh for (_, own), mwh in inputs.demand.items()):
            yield f"{month}: no measured demand is given, so that what it gets is shared by nobody"
    if not inputs.constraints:
        yield "no revenue is given, so that nothing is told of measured demand"


def _hours_of_month(month: str) -> int:
    day, hours = date.fromisoformat(f"{month}-01"), 0
    while f"{day:%Y-%m}" == month:
        hours += hours_in(day)
        day += timedelta(days=1)
    return hours
