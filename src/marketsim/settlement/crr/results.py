"""What the settlement comes to: by CRR, constraint and hour, by month, and in cents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from ..interval import TradeHour
from .holding import CrrKey
from .inputs import At
from .policies import CrrPolicies

ZERO = Fraction(0)


class Share(NamedTuple):
    """One CRR on one constraint in a month, in $: the full target, what was cut of it, what came back."""

    target: Fraction
    cut: Fraction
    returned: Fraction

    @property
    def paid(self) -> Fraction:
        """What the CRR is paid on the constraint; below 0 it is charged."""
        return self.target - self.cut + self.returned

    @property
    def short(self) -> Fraction:
        """What is missing of the target."""
        return self.cut - self.returned


@dataclass(frozen=True, slots=True)
class ConstraintMonth:
    """One constraint in one month, in $: collected, surplus of its hours, what is left of it for measured demand."""

    collected: Fraction
    surplus: Fraction
    to_demand: Fraction
    unborne: Fraction
    shares: Mapping[CrrKey, Share]

    @property
    def paid(self) -> Fraction:
        """What all CRRs are paid on it."""
        return sum((each.paid for each in self.shares.values()), ZERO)

    @property
    def short(self) -> Fraction:
        """What all CRRs miss of their targets."""
        return sum((each.short for each in self.shares.values()), ZERO)


class Row(NamedTuple):
    """One value as it is written and compared; what a determinant is not of stays empty or None."""

    determinant: str
    crr: str
    owner: str
    constraint: str
    coordinator: str
    month: str
    hour: TradeHour | None
    value: Fraction

    @property
    def key(self) -> tuple[str, str, str, str, str, str, TradeHour | None]:
        """All but the value: what two settlements have in common."""
        return self[:-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrrResults:
    """A settlement.

    ``hourly``: values to the holder. ``notional``, ``cuts``: by CRR, constraint and hour. ``offsets``: collected
    less notional value. ``months``: by constraint and month, empty before 2019. ``paid``: exact, by CRR and month.
    ``amounts`` and ``demand_amounts`` are in cents, a payment below 0; ``to_demand``: exact, by month.
    ``notes``: what the inputs did not tell, and is therefore not settled.
    """

    rules: str
    policies: CrrPolicies
    hourly: Mapping[tuple[CrrKey, TradeHour], Fraction]
    notional: Mapping[tuple[CrrKey, At], Fraction]
    offsets: Mapping[At, Fraction]
    cuts: Mapping[tuple[CrrKey, At], Fraction]
    months: Mapping[tuple[str, str], ConstraintMonth]
    paid: Mapping[tuple[CrrKey, str], Fraction]
    amounts: Mapping[tuple[CrrKey, str], Fraction]
    hourly_amounts: Mapping[tuple[CrrKey, TradeHour], Fraction]
    to_demand: Mapping[str, Fraction]
    demand_amounts: Mapping[tuple[str, str], Fraction]
    notes: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Every value with its determinant, as ``columns.yaml`` lists them."""
        from .rows import rows_of

        return rows_of(self)
