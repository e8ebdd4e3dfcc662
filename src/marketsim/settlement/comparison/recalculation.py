"""Some hours settled again, with mistakes made on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from marketsim.settlement.comparison.ruling import Rules
from marketsim.settlement.comparison.statement import Calculated, by_element
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.mistakes import MISTAKES, Mistake
from marketsim.settlement.model import settle
from marketsim.settlement.number import N
from marketsim.settlement.policies import Policies
from marketsim.settlement.refusal import Refusal


class Recalculation:
    """Settles hours of the inputs again, each by the rules of its day.

    A mistake in reading the inputs is made on all of them, as it may take an hour for the one beside it.
    """

    def __init__(self, inputs: Inputs[Fraction], rules: Rules, policies: Policies) -> None:
        self._inputs, self._rules, self._policies = inputs, rules, policies
        self._readings: dict[str, Inputs[Fraction]] = {}
        self._kept: tuple[tuple[TradeHour, ...], Inputs[Fraction]] = ((), inputs.only(()))

    def __call__(self, hours: Sequence[TradeHour], mistakes: tuple[str, ...]) -> Calculated | None:
        """What comes out for these hours; None where the inputs do not allow for the mistake."""
        found: Calculated = {}
        made = [MISTAKES[each] for each in mistakes]
        inputs = self._read(tuple(hours), made)
        steps = [replace(each, of_inputs=_as_given) for each in made]
        try:
            for day, wanted in groupby(hours, key=lambda hour: hour.day):
                results = settle(inputs.only(wanted), self._rules(day).rules, self._policies, steps)
                found |= by_element(results.values())
        except Refusal:
            return None
        return found

    def _read(self, hours: tuple[TradeHour, ...], made: Sequence[Mistake]) -> Inputs[Fraction]:
        """The inputs of these hours, as the mistakes read them."""
        whole = self._inputs
        for each in made:
            whole = self._misread(each) if whole is self._inputs else each.of_inputs(whole)
        if whole is not self._inputs:
            return whole.only(hours)
        if self._kept[0] != hours:
            self._kept = hours, whole.only(hours)
        return self._kept[1]

    def _misread(self, mistake: Mistake) -> Inputs[Fraction]:
        """All inputs as one mistake reads them; the very same where it is none in reading."""
        if mistake.id not in self._readings:
            self._readings[mistake.id] = mistake.of_inputs(self._inputs)
        return self._readings[mistake.id]


def _as_given(inputs: Inputs[N], /) -> Inputs[N]:
    return inputs
