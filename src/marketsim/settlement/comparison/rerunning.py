"""What a later statement changes of an earlier one, day by day: the same inputs, settled by the rules of either."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from marketsim.settlement.comparison.ruling import Rules, Ruling
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.model import settle
from marketsim.settlement.policies import Policies
from marketsim.settlement.results import Results
from marketsim.settlement.versions.rerun import CLOSING, Delta, deltas

CHARGED = {"amounts_6477": "cc_6477_amount", "amounts_64770": "cc_64770_amount"}
"""What coordinators are charged, in cents: rounded by interval, so that their changes need not add up to zero."""


@dataclass(slots=True)
class Rerun:
    """What changes: grows day by day, each settled again by the ``earlier`` rules.

    ``rulings``: the earlier ones, each with its first and last trade date. ``areas`` and ``coordinators``: the
    change over all hours by determinant and name; of areas every interval at nine decimals, so that what adds up to
    zero does so here too. ``deltas`` and ``leftovers``: how many intervals of a determinant change, and how many of
    these do not add up to zero over the areas.
    """

    inputs: Inputs[Fraction]
    earlier: Rules
    policies: Policies
    most: int
    rulings: list[tuple[date, date, Ruling]] = field(default_factory=list)
    areas: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    coordinators: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    deltas: Counter[str] = field(default_factory=Counter)
    leftovers: Counter[str] = field(default_factory=Counter)
    _largest: dict[str, list[tuple[Fraction, int, Delta]]] = field(default_factory=dict)

    @property
    def closes(self) -> bool:
        """Whether every change adds up to zero over the areas, in every interval."""
        return not self.leftovers

    def take(self, later: Results[Fraction]) -> None:
        """Add what the later settlement of one day changes.

        Raises Refusal where the inputs do not allow for the earlier rules, NotModelled where there are none.
        """
        hours = {each.hour for each in later.values()}
        for day in {hour.day for hour in hours}:
            ruling = self.earlier(day)
            self._ruled(day, ruling)
            self._moved(settle(self.inputs.only(hours), ruling.rules, self.policies), later)

    def largest(self, determinant: str) -> list[Delta]:
        """The deltas of a determinant that leave most over, the largest first."""
        kept = self._largest.get(determinant, [])
        return [delta for _, _, delta in sorted(kept, key=lambda each: each[:2], reverse=True)]

    def _ruled(self, day: date, ruling: Ruling) -> None:
        if self.rulings and self.rulings[-1][2] == ruling:
            self.rulings[-1] = (self.rulings[-1][0], day, ruling)
        else:
            self.rulings.append((day, day, ruling))

    def _moved(self, before: Results[Fraction], later: Results[Fraction]) -> None:
        moved = deltas(before, later, CLOSING)
        for name, changes in moved.totals().items():
            _add(self.areas.setdefault(name, {}), changes)
        for delta in moved.deltas:
            self.deltas[delta.determinant] += 1
        for delta in moved.leftovers:
            self.leftovers[delta.determinant] += 1
            kept = self._largest.setdefault(delta.determinant, [])
            entry = (abs(delta.leftover), -self.leftovers.total(), delta)
            (heapq.heappush if len(kept) < self.most else heapq.heappushpop)(kept, entry)
        for rows, name in CHARGED.items():
            _add(self.coordinators.setdefault(name, {}), _sums(getattr(later, rows), 1))
            _add(self.coordinators[name], _sums(getattr(before, rows), -1))


def _add(sums: dict[str, Fraction], changes: dict[str, Fraction]) -> None:
    for name, change in changes.items():
        sums[name] = sums.get(name, Fraction(0)) + change


def _sums(rows: dict[tuple[str, TradeHour], tuple[Fraction, ...]], sign: int) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for (name, _), values in rows.items():
        found[name] = found.get(name, Fraction(0)) + sign * sum(values, Fraction(0))
    return found
