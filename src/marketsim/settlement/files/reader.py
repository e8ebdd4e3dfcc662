"""Reading files in long form, row by row: a month of five-minute data in one pass, nothing taken on trust."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from marketsim.settlement.files.columns import FileDeterminant
from marketsim.settlement.files.fault import Faults, shown
from marketsim.settlement.files.lines import rows
from marketsim.settlement.files.row import Wrong, check_fact, check_unit, determinant_of, hour_of, slot, whose
from marketsim.settlement.files.sources import Source, sources
from marketsim.settlement.files.table import Series, Table, Whose
from marketsim.settlement.interval import TradeHour

MOST_ROWS = 5_000_000
MOST_KEPT = 20_000  # of the series that rows are added to without judging their names again
TOLD_EVERY = 200_000
VALUE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
INPUTS, STATEMENT = ("fact", "input"), ("result",)

Tell = Callable[[str], None]
"""Hears what is being done, now and then."""

_Head = tuple[str, ...]


def silent(_: str) -> None:
    """Tells nobody."""


def read_table(path: Path, kinds: tuple[str, ...], tell: Tell = silent) -> Table:
    """The rows of a CSV, a folder or a zip, of these kinds of determinant.

    Raises Unreadable with the file and line of everything
    that is wrong: a name, unit, granularity or number; a second value for an interval. Intervals that are missing
    are not judged here, see ``complete``.
    """
    faults = Faults()
    reading = _Reading(kinds, faults, tell)
    for source in sources(path, faults):
        reading.take(source)
    faults.refuse()
    if not reading.table.rows:
        faults.add(shown(path.name), "rows below the heading", "none", "write them")
        faults.refuse()
    return reading.table


def complete(table: Table) -> None:
    """Raises Unreadable where an hour that has begun lacks an interval."""
    faults = Faults()
    for name, owner, hour, series in table.incomplete():
        missing = [str(at + 1) for at, value in enumerate(series.values) if value is None]
        expected = (
            f"{name} {owner}, {hour.day} hour {hour.hour}: every interval from 1 to {len(series.values)}"
        )
        found = f"interval{'s' if len(missing) > 1 else ''} {', '.join(missing)} missing"
        faults.add(f"{series.where} and after", expected, found, "give them; a value that is none is 0")
    faults.refuse()


class _Reading:
    """The table as it grows."""

    def __init__(self, kinds: tuple[str, ...], faults: Faults, tell: Tell) -> None:
        self.table = Table()
        self._kinds, self._faults, self._tell = kinds, faults, tell
        self._kept: dict[_Head, tuple[FileDeterminant, Series]] = {}

    def take(self, source: Source) -> None:
        """Every row of one file."""
        for line, cells in rows(source, self._faults):
            self.table.rows += 1
            if self.table.rows % TOLD_EVERY == 0:
                self._tell(f"{self.table.rows:,} rows read")
            try:
                self._row(f"{source.name}, line {line}", cells)
            except Wrong as wrong:
                self._faults.add(f"{source.name}, line {line}", wrong.expected, wrong.found, wrong.fix)
            if self.table.rows > MOST_ROWS:
                self._faults.add(source.name, f"at most {MOST_ROWS:,} rows", "more", "give parts of it")
                self._faults.refuse()

    def _row(self, where: str, cells: tuple[str, ...]) -> None:
        head = (*cells[:6], cells[8])
        known = self._kept.get(head) or self._begun(where, head, cells)
        if known is None:
            return
        determinant, series = known
        at = slot(determinant, cells[6])
        if series.values[at] is not None:
            raise Wrong(
                "one value an interval", f"a second one; the hour begins at {series.where}", "keep one"
            )
        series.values[at] = number(cells[7])
        places = len(cells[7].partition(".")[2])
        if places > self.table.places[determinant.name]:
            self.table.places[determinant.name] = places

    def _begun(
        self, where: str, head: _Head, cells: tuple[str, ...]
    ) -> tuple[FileDeterminant, Series] | None:
        """The series that rows with this head belong to; None for a fact, which is done with."""
        determinant = determinant_of(head[0], self._kinds)
        owner = whose(determinant, head[1:4])
        if determinant.kind == "fact":
            check_fact(determinant, cells[4:])
            stated = self.table.facts.setdefault(determinant.name, {})
            if owner in stated:
                raise Wrong("each fact once", f"again what {stated[owner]} says", "keep one")
            stated[owner] = where
            return None
        check_unit(determinant, head[6])
        series = self._series(where, determinant, (owner, hour_of(head[4], head[5])))
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[head] = determinant, series
        return determinant, series

    def _series(self, where: str, determinant: FileDeterminant, key: tuple[Whose, TradeHour]) -> Series:
        self.table.places.setdefault(determinant.name, 0)
        found = self.table.series.setdefault(determinant.name, {})
        if key not in found:
            found[key] = Series([None] * determinant.intervals, where)
        return found[key]


@lru_cache(maxsize=100_000)
def number(text: str) -> Fraction:
    """The exact value of a decimal number; raises Wrong for anything else."""
    if not VALUE.fullmatch(text):
        fix = "at most 15 digits before the point and 12 after it; no thousands mark, exponent or currency"
        raise Wrong("a decimal number", shown(text), fix)
    return Fraction(text)
