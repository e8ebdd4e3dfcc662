"""What was read from files in long form: values by determinant, by whose they are, and by hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from marketsim.settlement.interval import TradeHour


class Whose(NamedTuple):
    """Whose value it is; what a determinant is not of stays empty."""

    resource: str
    area: str
    coordinator: str

    def __str__(self) -> str:
        return " ".join(filter(None, self))


@dataclass(slots=True)
class Series:
    """The values of one hour: as many as its determinant's granularity has, None where no row gave one.

    ``where``: the file and line of its first row.
    """

    values: list[Fraction | None]
    where: str


@dataclass(slots=True)
class Table:
    """Rows as read. ``places``: the most decimals that a determinant shows. ``rows``: how many there were."""

    facts: dict[str, dict[Whose, str]] = field(default_factory=dict)
    series: dict[str, dict[tuple[Whose, TradeHour], Series]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    rows: int = 0

    def incomplete(self) -> Iterator[tuple[str, Whose, TradeHour, Series]]:
        """Every series in which an interval is missing."""
        for name, found in self.series.items():
            for (whose, hour), series in found.items():
                if None in series.values:
                    yield name, whose, hour, series
