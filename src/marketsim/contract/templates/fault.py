"""What is wrong with a file that shall be converted, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, what was expected and found, and what to do.

    ``row`` counts as a spreadsheet does: the heading is row 1; None where it is about the whole file. ``column``
    is spelt as in the file. ``record`` is the number of a record of several rows. ``place`` is where in anything
    that has no rows: a path in JSON, an option, a file.
    """

    expected: str
    found: str
    fix: str
    row: int | None = None
    column: str = ""
    record: int | None = None
    place: str = ""

    @property
    def where(self) -> str:
        """``row 3, MW``; empty for the whole file."""
        row = "" if self.row is None else f"row {self.row}"
        return ", ".join(each for each in (row, self.column, self.place) if each)


class Unconvertible(ValueError):
    """The file cannot be taken; ``faults`` are the first MOST_FAULTS of ``total``.

    ``asks`` marks what the file alone does not tell, so that an option must.
    """

    def __init__(self, faults: Iterable[Fault], asks: bool = False) -> None:
        every = list(faults)
        self.faults, self.total, self.asks = tuple(every[:MOST_FAULTS]), len(every), asks
        super().__init__("; ".join(f"{each.where}: expected {each.expected}" for each in every[:3]))


def whole_file(expected: str, found: str, fix: str, place: str = "", asks: bool = False) -> Unconvertible:
    """The problem of a file of which nothing can be read."""
    return Unconvertible([Fault(expected, found, fix, place=place)], asks)
