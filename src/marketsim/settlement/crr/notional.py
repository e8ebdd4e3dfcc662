"""What CRRs are worth on each constraint: implied flow times shadow price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .holding import CrrKey, Holding
from .inputs import Binding, CrrInputs
from .method import Method
from .policies import CrrPolicies

ZERO = Fraction(0)


@dataclass(slots=True)
class Flows:
    """Implied flows in MW, worked out once for each path and constraint: what a MW in at the source and out at the
    sink makes, times the MW."""

    inputs: CrrInputs
    _known: dict[tuple[str, str, str], Fraction] = field(default_factory=dict)

    def on(self, constraint: str, holding: Holding) -> Fraction:
        """The flow, positive in the constraint's direction. Raises MissingInput."""
        path = constraint, holding.source, holding.sink
        found = self._known.get(path)
        if found is None:
            found = self.inputs.factor(constraint, holding.source)
            found -= self.inputs.factor(constraint, holding.sink)
            self._known[path] = found
        return found * holding.mw


def notional_values(
    holding: Holding,
    binding: Mapping[str, Binding],
    flows: Flows,
    policies: CrrPolicies,
    method: Method,
) -> dict[str, Fraction]:
    """In $ by constraint of one hour, those apart from 0; of an option as the policy ``option_flow`` says."""
    found = {
        constraint: flow * each.shadow_price
        for constraint, each in binding.items()
        if each.shadow_price and (flow := flows.on(constraint, holding))
    }
    value = sum(found.values(), ZERO)
    if not method.counted(holding, value):
        return {}
    if not holding.option or policies.option_flow == "net_when_positive":
        return found
    positive = {constraint: each for constraint, each in found.items() if each > 0}
    whole = sum(positive.values(), ZERO)
    return {constraint: value * each / whole for constraint, each in positive.items()}


def weights(values: Sequence[tuple[CrrKey, Fraction]], policies: CrrPolicies) -> dict[CrrKey, Fraction]:
    """How an hour's shortfall on a constraint is shared: by positive notional value, which is by flow."""
    found: dict[CrrKey, Fraction] = {}
    net: dict[str, Fraction] = {}
    gross: dict[str, Fraction] = {}
    for key, value in values:
        net[key.owner] = net.get(key.owner, ZERO) + value
        if value > 0:
            gross[key.owner] = gross.get(key.owner, ZERO) + value
            found[key] = found.get(key, ZERO) + value
    if policies.counter_flow == "each_crr":
        return found
    return {
        key: value * max(ZERO, net[key.owner]) / gross[key.owner]
        for key, value in found.items()
        if net[key.owner] > 0
    }
