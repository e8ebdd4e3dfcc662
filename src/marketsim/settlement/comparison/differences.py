"""Where a statement differs from what was calculated: all of it counted, the largest kept."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from marketsim.settlement.comparison.statement import Calculated, Element, Statement
from marketsim.settlement.interval import TradeHour

MOST_KEPT = 5  # of one determinant


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is another; ``calculated`` is None where nothing was to be settled. ``where``: file and line
    at which the hour begins."""

    element: Element
    interval: int | None
    stated: Fraction
    calculated: Fraction | None
    where: str

    @property
    def amount(self) -> Fraction:
        """Stated less calculated."""
        return self.stated - (self.calculated or 0)


@dataclass(slots=True)
class Differences:
    """The comparison as hours are taken, one after the other; each hour once, as a whole.

    ``compared`` and ``differing`` count values by determinant, ``lacking`` those that were calculated and that the
    statement, which has the determinant, does not state. ``elements`` are all that differ.
    """

    statement: Statement
    most: int = MOST_KEPT
    compared: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)
    elements: list[Element] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    hours: set[TradeHour] = field(default_factory=set)
    _largest: dict[str, list[tuple[Fraction, int, Difference]]] = field(default_factory=dict)
    _seen: set[Element] = field(default_factory=set)
    _count: int = 0

    def take(self, calculated: Calculated) -> None:
        """Compare what was calculated for some hours."""
        stated_names = set(self.statement.determinants)
        for element, values in calculated.items():
            self.hours.add(element.hour)
            if element.determinant not in stated_names:
                self.absent.add(element.determinant)
            elif self.statement.stated(element) is None:
                self.lacking[element.determinant] += len(values)
            else:
                self._seen.add(element)
                self._compare(element, values)

    def close(self) -> Counter[str]:
        """Compare what is stated and was not calculated, in the hours that were taken.

        Gives how many values by determinant are of other hours, for which there are no inputs.
        """
        outside: Counter[str] = Counter()
        for element in self.statement.elements():
            if element.hour not in self.hours:
                stated = self.statement.stated(element) or ()
                outside[element.determinant] += sum(each is not None for each in stated)
            elif element not in self._seen:
                self._compare(element, None)
        self._seen.clear()
        return outside

    def largest(self, determinant: str) -> list[Difference]:
        """The largest differences of a determinant, the largest first."""
        return [each for _, _, each in sorted(self._largest.get(determinant, ()), reverse=True)]

    def _compare(self, element: Element, values: list[Fraction] | None) -> None:
        name, slack, differs = element.determinant, self.statement.slack[element.determinant], False
        stated_values = self.statement.stated(element) or ()
        for at, stated in enumerate(stated_values):
            if stated is None:
                if values is not None:  # where nothing was calculated, nothing is lacking
                    self.lacking[name] += 1
                continue
            self.compared[name] += 1
            calculated = None if values is None else values[at]
            if abs(stated - (calculated or 0)) > slack:
                differs = True
                interval = at + 1 if len(stated_values) > 1 else None
                where = self.statement.where(element)
                self._keep(Difference(element, interval, stated, calculated, where))
        if differs:
            self.elements.append(element)

    def _keep(self, each: Difference) -> None:
        name = each.element.determinant
        self.differing[name] += 1
        self._count += 1
        kept = self._largest.setdefault(name, [])
        entry = (abs(each.amount), -self._count, each)  # of equal ones the first comes first
        if len(kept) < self.most:
            heapq.heappush(kept, entry)
        else:
            heapq.heappushpop(kept, entry)
