"""The settlement from 2019 on: payments cut, constraint by constraint, to what was collected there in the month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ..interval import TradeHour
from .give_back import GiveBack, Pool, in_proportion
from .holding import CrrKey, Holding
from .inputs import At, Binding, CrrInputs, month_of
from .method import Method
from .notional import Flows, notional_values, weights
from .policies import CrrPolicies
from .results import ConstraintMonth, Share

ZERO = Fraction(0)
Values = list[tuple[CrrKey, Fraction]]


@dataclass(slots=True)
class Ledger:
    """What is kept while the hours go by: values and offsets of each hour, and a pool by month and constraint."""

    inputs: CrrInputs
    policies: CrrPolicies
    method: Method
    notional: dict[tuple[CrrKey, At], Fraction] = field(default_factory=dict)
    offsets: dict[At, Fraction] = field(default_factory=dict)
    cuts: dict[tuple[CrrKey, At], Fraction] = field(default_factory=dict)
    pools: dict[str, dict[str, Pool]] = field(default_factory=dict)
    flows: Flows = field(init=False)

    def __post_init__(self) -> None:
        self.flows = Flows(self.inputs)

    def add_hour(self, hour: TradeHour, binding: Mapping[str, Binding], held: Sequence[Holding]) -> None:
        """Settle one hour's constraints for the holdings that it settles."""
        values: defaultdict[str, Values] = defaultdict(list)
        for each in held:
            found = notional_values(each, binding, self.flows, self.policies, self.method)
            for constraint, value in found.items():
                values[constraint].append((each.key, value))
        pools = self.pools.setdefault(month_of(hour), {})
        for constraint in binding:
            pool = pools.setdefault(constraint, Pool())
            self._add(At(constraint, hour), binding[constraint].revenue, values[constraint], pool)

    def _add(self, at: At, revenue: Fraction, values: Values, pool: Pool) -> None:
        for key, value in values:
            self.notional[key, at] = self.notional.get((key, at), ZERO) + value
            pool.target[key] = pool.target.get(key, ZERO) + value
        offset = self.offsets[at] = revenue - sum((value for _, value in values), ZERO)
        pool.collected += revenue
        shares = in_proportion(abs(offset), weights(values, self.policies))
        if offset >= 0:
            pool.surplus += offset
            _add_to(pool.by_flow, shares)
            return
        _add_to(pool.cut, shares)
        self.cuts |= {(key, at): share for key, share in shares.items()}
        pool.unborne += ZERO if shares else -offset

    def months(self) -> dict[tuple[str, str], ConstraintMonth]:
        """The months closed, by constraint and month: surplus given back, the rest for measured demand."""
        found: dict[tuple[str, str], ConstraintMonth] = {}
        for month, pools in sorted(self.pools.items()):
            given = self.method.give_back(pools, self.policies)
            for constraint in sorted(pools):
                found[constraint, month] = _closed(pools[constraint], given[constraint])
        return found


def _add_to(sums: dict[CrrKey, Fraction], shares: Mapping[CrrKey, Fraction]) -> None:
    for key, share in shares.items():
        sums[key] = sums.get(key, ZERO) + share


def _closed(pool: Pool, given: GiveBack) -> ConstraintMonth:
    shares = {
        key: Share(target, pool.cut.get(key, ZERO), given.returned.get(key, ZERO))
        for key, target in sorted(pool.target.items())
    }
    return ConstraintMonth(pool.collected, pool.surplus, given.to_demand, pool.unborne, shares)
