"""Rows put together to records, and records taken apart to rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketsim.contract.cells import Cell, Row
from marketsim.contract.instants import utc_text
from marketsim.contract.templates.fault import Fault
from marketsim.contract.templates.mapping import Listed, Shape
from marketsim.contract.templates.mappings import SHAPES
from marketsim.contract.templates.sheet import Sheet, SheetRow


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a file: the message and the list it belongs to, and its rows, one or a curve's points."""

    shape: Shape
    listed: Listed
    rows: tuple[SheetRow, ...]
    number: int | None = None

    @property
    def cells(self) -> Row:
        """The cells of its first row."""
        return self.rows[0].cells

    def value(self) -> dict[str, Any]:
        """The record as the message has it; empty cells are no members."""
        made: dict[str, Any] = {}
        for column, path in self.listed.members.items():
            if (cell := self.cells.get(column)) is not None:
                _put(made, path, _plain(cell))
        if (points := self.shape.points) is not None:
            made[points.member] = [
                {
                    member: row.cells[column]
                    for column, member in points.members.items()
                    if row.cells.get(column) is not None
                }
                for row in self.rows
            ]
        return made

    def shared(self) -> dict[str, Any]:
        """The members that its whole message says, of its first row."""
        cells = self.cells
        return {
            member: _plain(cells[column])
            for column, member in self.shape.shared.items()
            if cells.get(column) is not None
        }


def _put(made: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        made = made.setdefault(name, {})
    made[path[-1]] = value


def _plain(cell: Cell) -> Any:
    return utc_text(cell) if isinstance(cell, datetime) else cell


def records_of(sheet: Sheet) -> tuple[list[Record], list[Fault]]:
    """The records of a file, in order, and what keeps rows from being records."""
    shapes, faults = SHAPES[sheet.layout.template], list[Fault]()
    found: list[Record] = []
    for number, rows in _together(sheet, shapes[0], faults):
        record = _record(sheet, shapes, number, rows, faults)
        if record is not None:
            found.append(record)
    return found, faults


def _together(
    sheet: Sheet, shape: Shape, faults: list[Fault]
) -> Iterable[tuple[int | None, tuple[SheetRow, ...]]]:
    """The rows of each record; a record's rows need not follow each other."""
    if shape.points is None:
        return ((None, (row,)) for row in sheet.rows)
    column = shape.points.record
    grouped: dict[int, list[SheetRow]] = {}
    for row in sheet.rows:
        number = row.cells.get(column)
        if isinstance(number, int):
            grouped.setdefault(number, []).append(row)
        else:
            heading = sheet.layout.heading(column)
            fix = "number the records: rows with the same number are the points of one curve"
            faults.append(Fault("a whole number", f"{number!r:.40}", fix, row.number, heading))
    return ((number, tuple(rows)) for number, rows in grouped.items())


def _record(
    sheet: Sheet,
    shapes: Sequence[Shape],
    number: int | None,
    rows: tuple[SheetRow, ...],
    faults: list[Fault],
) -> Record | None:
    first, layout = rows[0], sheet.layout
    for row in rows[1:]:
        points = shapes[0].points
        alike = first.cells.keys() - (points.members.keys() if points else set())
        if odd := [
            layout.heading(name) for name in first.cells if name in alike and not _same(first, row, name)
        ]:
            found = f"its rows differ in {', '.join(odd)}"
            fix = "number another record, or make the rows of this one alike"
            faults.append(Fault(f"the same as in row {first.number}", found, fix, row.number, odd[0], number))
            return None
    for shape in shapes:
        for listed in shape.lists:
            if all(first.cells.get(name) == word for name, word in listed.when.items()):
                faults += _misplaced(sheet, shape, listed, rows, number)
                return Record(shape, listed, rows, number)
    faults += _kindless(sheet, shapes, first, number)
    return None


def _same(first: SheetRow, row: SheetRow, name: str) -> bool:
    return first.cells.get(name) == row.cells.get(name)


def _misplaced(
    sheet: Sheet, shape: Shape, listed: Listed, rows: tuple[SheetRow, ...], number: int | None
) -> Iterator[Fault]:
    """Cells that this kind of record has no member for, so that they would be lost."""
    known = shape.columns_of(listed)
    for name, cell in rows[0].cells.items():
        if name not in known and cell is not None:
            expected = f"an empty cell, as a {listed.word} has no such member"
            heading = sheet.layout.heading(name)
            yield Fault(expected, f"{_plain(cell)!r:.80}", "empty it", rows[0].number, heading, number)


def _kindless(sheet: Sheet, shapes: Sequence[Shape], row: SheetRow, number: int | None) -> Iterator[Fault]:
    """The words by which no kind of record is told."""
    words: dict[str, list[str]] = {}
    for listed in (each for shape in shapes for each in shape.lists):
        for name, word in listed.when.items():
            words.setdefault(name, [])
            if word not in words[name]:
                words[name].append(word)
    for name, allowed in words.items():
        if (cell := row.cells.get(name)) not in allowed:
            expected, heading = " or ".join(allowed), sheet.layout.heading(name)
            yield Fault(expected, f"{cell!r:.80}", f"write {expected}", row.number, heading, number)
