"""What a statement says, element by element, to the precision that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol

from marketsim.settlement.files.columns import determinants
from marketsim.settlement.files.table import Table, Whose
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.versions.rerun import Value

SIGNIFICANT = 10**5
MOST_PLACES = 12


class Element(NamedTuple):
    """One determinant of one resource, area or coordinator, in one hour: up to twelve values."""

    determinant: str
    whose: Whose
    hour: TradeHour


class Valued(Value, Protocol):
    """A value as the model gives it, with whose it is besides the area's."""

    @property
    def resource(self) -> str | None: ...
    @property
    def coordinator(self) -> str | None: ...


Calculated = dict[Element, list[Fraction]]


def by_element(values: Iterable[Valued]) -> Calculated:
    """The values of each element by interval."""
    found: Calculated = {}
    whose: dict[tuple[str | None, str | None, str | None], Whose] = {}
    for each in values:
        key = (each.resource, each.area, each.coordinator)
        owner = whose.get(key) or whose.setdefault(key, Whose(*(part or "" for part in key)))
        element = Element(each.determinant, owner, each.hour)
        if element not in found:
            found[element] = [Fraction(0)] * determinants()[each.determinant].intervals
        found[element][each.k - 1] = each.value
    return found


class Statement:
    """The rows of a statement as elements.

    A value is the same as another when they are at most half a unit apart in the last place: that of ``places``
    decimals, or of as many as the statement shows anywhere for the determinant.
    """

    def __init__(self, table: Table, places: int | None = None) -> None:
        self._series = table.series
        shown = {name: table.places[name] if places is None else places for name in table.series}
        self.slack: Mapping[str, Fraction] = {name: Fraction(1, 2 * 10**each) for name, each in shown.items()}

    @property
    def determinants(self) -> tuple[str, ...]:
        """What it has rows of."""
        return tuple(self._series)

    def elements(self) -> Iterator[Element]:
        """Every element that it has a value of."""
        return (Element(name, *key) for name, found in self._series.items() for key in found)

    def stated(self, element: Element) -> Sequence[Fraction | None] | None:
        """The values of an element by interval; None where the statement has none."""
        series = self._series.get(element.determinant, {}).get((element.whose, element.hour))
        return None if series is None else series.values

    def where(self, element: Element) -> str:
        """The file and line where the element begins."""
        return self._series[element.determinant][element.whose, element.hour].where

    def agrees(self, element: Element, values: Sequence[Fraction] | None) -> bool:
        """Whether every value that it states of the element is the same as this; no values are zeros."""
        slack = self.slack[element.determinant]
        return all(
            abs(stated - value) <= slack or _rounds_to(value, stated)
            for stated, value in self._beside(element, values)
        )

    def _beside(
        self, element: Element, values: Sequence[Fraction] | None
    ) -> Iterator[tuple[Fraction, Fraction]]:
        for at, stated in enumerate(self.stated(element) or ()):
            if stated is not None:
                yield stated, values[at] if values else Fraction(0)


def _rounds_to(value: Fraction, stated: Fraction) -> bool:
    """Whether a value of five significant digits and more, with fewer decimals than others have, is this one."""
    if abs(stated - value) * SIGNIFICANT > abs(stated):
        return False
    places = next((each for each in range(MOST_PLACES) if 10**each % stated.denominator == 0), MOST_PLACES)
    rounds: bool = 2 * abs(stated - value) * 10**places <= 1
    return rounds
