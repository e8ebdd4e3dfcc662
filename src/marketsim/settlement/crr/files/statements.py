"""A statement of CRR settlement from its file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ...files.fault import Faults, shown
from ...files.sources import Source, sources
from ...refusal import Refusal
from ..inputs import month_of
from ..results import Row
from .cells import Cells, rows
from .columns import CrrDeterminant, crr_determinants, crr_files
from .reader import FIX, told

COLUMNS = {
    "crr": ("CrrId", "AssetOwner"),
    "constraint": ("Constraint",),
    "coordinator": ("Coordinator",),
    "hour": ("TradeDate", "HourEnding"),
    "month": (),  # every row has its month
}


class StatedRow(NamedTuple):
    """A row as it is stated: to how many decimals, and the file and line where it stands."""

    row: Row
    places: int
    where: str


def read_statement(path: Path) -> tuple[StatedRow, ...]:
    """The rows of a statement, one or more, each value once. Raises Unreadable with file and line."""
    faults, found = Faults(), list[StatedRow]()
    for source in sources(path, faults):
        found += _rows(source, faults)
    first: dict[object, str] = {}
    for each in found:
        if each.row.key in first:
            faults.add(each.where, "each value once", f"again what {first[each.row.key]} states", "keep one")
        first.setdefault(each.row.key, each.where)
    faults.refuse()
    if not found:
        faults.add(shown(path.name), "rows below the heading", "none", "write them")
        faults.refuse()
    return tuple(found)


def _rows(source: Source, faults: Faults) -> Iterator[StatedRow]:
    for cells in rows(source, crr_files()["statement.csv"], faults):
        try:
            yield _row(cells)
        except Refusal as problem:
            faults.add(cells.where, *told(problem))


def _row(cells: Cells) -> StatedRow:
    name = cells.text("Determinant")
    if name not in crr_determinants():
        raise Refusal("a determinant that is listed", shown(name), FIX)
    _belongs(cells, crr_determinants()[name])
    month, hour = cells.month(), cells.hour() if cells.text("TradeDate") else None
    if hour is not None and month != month_of(hour):
        raise Refusal(f"the Month of {hour.day}", month, "correct the month or the day")
    row = Row(
        name,
        cells.name("CrrId"),
        cells.name("AssetOwner"),
        cells.name("Constraint"),
        cells.name("Coordinator"),
        month,
        hour,
        cells.number("Value"),
    )
    exponent = Decimal(cells.text("Value")).as_tuple().exponent
    return StatedRow(row, max(0, -int(exponent)), cells.where)


def _belongs(cells: Cells, determinant: CrrDeterminant) -> None:
    """Raises Refusal where a cell is empty that says what the value is of, or filled that does not."""
    of = {column for word in determinant.of.split() for column in COLUMNS[word]}
    for column in (each for columns in COLUMNS.values() for each in columns):
        filled = bool(cells.text(column))
        if filled and column not in of:
            raise Refusal(f"no {column} for {determinant.name}", shown(cells.text(column)), "leave it empty")
        if column in of and not filled:
            raise Refusal(f"the {column} of {determinant.name}", "an empty cell", "fill it")
