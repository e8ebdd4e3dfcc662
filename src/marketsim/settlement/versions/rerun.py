"""What a rerun changes: deltas by determinant, interval and area, which have to sum to zero over the areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from marketsim.settlement.interval import TradeHour
from marketsim.settlement.largest_remainder import largest_remainder

DECIMALS = 9  # of totals: sums of exact intervals over a month would have denominators without bound

CLOSING = frozenset(
    {
        "area_transfer", "area_fmm_transfer", "area_rtd_transfer", "area_transfer_value",
        "BAAFMMETSRGHGCreditQuantity", "BAARTDETSRGHGCreditQuantity",
        "BAAFMMGHGCreditAmount", "BAARTDGHGCreditAmount", "area_own_offset", "area_rtieo",
    }
)  # fmt: skip
"""The determinants by area whose deltas have to sum to zero when nothing but the rules changes."""


class Value(Protocol):
    """A value of a settlement; values without an area take no part in a rerun's sum."""

    @property
    def determinant(self) -> str: ...
    @property
    def area(self) -> str | None: ...
    @property
    def hour(self) -> TradeHour: ...
    @property
    def k(self) -> int: ...
    @property
    def value(self) -> Fraction: ...


class Settled(Protocol):
    """What a settlement calculated (the model's results, or a statement)."""

    def values(self) -> Iterable[Value]: ...


@dataclass(frozen=True, slots=True)
class Delta:
    """The change of one determinant in one interval by area (areas that do not change are left out)."""

    determinant: str
    hour: TradeHour
    k: int
    changes: Mapping[str, Fraction]

    @property
    def leftover(self) -> Fraction:
        """What the areas do not give each other; zero when the delta closes."""
        return sum(self.changes.values(), Fraction(0))

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas that change."""
        return tuple(self.changes)

    def __str__(self) -> str:
        shares = ", ".join(f"{area} {float(change):+.6f}" for area, change in self.changes.items())
        return f"{self.determinant}, {self.hour}, interval {self.k}: {shares}; leftover {float(self.leftover):+.6f}"


@dataclass(frozen=True, slots=True)
class Rerun:
    """All deltas of a rerun, in the order of determinant and interval."""

    deltas: tuple[Delta, ...]

    @property
    def leftovers(self) -> tuple[Delta, ...]:
        """The deltas that do not sum to zero over the areas."""
        return tuple(each for each in self.deltas if each.leftover)

    def totals(self) -> dict[str, dict[str, Fraction]]:
        """The change by determinant and area over all intervals, every interval taken at nine decimals.

        An interval's shares are rounded together, so that totals of deltas that close sum to zero too.
        """
        totals: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        for each in self.deltas:
            rounded = largest_remainder(tuple(each.changes.values()), DECIMALS)
            for area, change in zip(each.changes, rounded, strict=True):
                totals[each.determinant][area] += change
        return {name: dict(sorted(by_area.items())) for name, by_area in totals.items()}


def deltas(before: Settled, after: Settled, only: Collection[str] | None = None) -> Rerun:
    """What ``after`` changes of ``before``, by determinant (all, or only some), interval and area.

    What only one of them has counts as zero in the other. Prices change too where rules name another one, and no sum
    of theirs means anything: give CLOSING as ``only`` to judge the leftovers.
    """
    earlier, later = _by_interval(before, only), _by_interval(after, only)
    found = []
    for key in sorted(earlier.keys() | later.keys()):
        changes = by_area(earlier.get(key, {}), later.get(key, {}))
        if changes:
            found.append(Delta(*key, changes))
    return Rerun(tuple(found))


def by_area(before: Mapping[str, Fraction], after: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The change of every area that changes; an area that one side lacks counts there as zero."""
    nothing = Fraction(0)
    changes = {
        area: after.get(area, nothing) - before.get(area, nothing)
        for area in sorted(before.keys() | after.keys())
    }
    return {area: change for area, change in changes.items() if change}


def _by_interval(
    settled: Settled, only: Collection[str] | None
) -> dict[tuple[str, TradeHour, int], dict[str, Fraction]]:
    """Amounts by area of every determinant and interval; several of one area (its resources) are added."""
    found: dict[tuple[str, TradeHour, int], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for each in settled.values():
        if each.area and (only is None or each.determinant in only):
            found[each.determinant, each.hour, each.k][each.area] += each.value
    return found
