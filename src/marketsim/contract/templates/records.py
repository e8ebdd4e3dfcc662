"""Rows put together to records, and records taken apart to rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketsim.contract.cells import Cell, Row
from marketsim.contract.instants import utc_text
from marketsim.contract.templates.fault import Fault
from marketsim.contract.templates.layout import Layout
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
        cells = self.rows[0].cells
        for column, path in self.listed.members.items():
            if (cell := cells.get(column)) is not None:
                plain = utc_text(cell) if isinstance(cell, datetime) else cell
                if len(path) == 1:
                    made[path[0]] = plain
                else:
                    made.setdefault(path[0], {})[path[1]] = plain
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

    def key(self) -> tuple[Any, ...]:
        """What its message is told by: records with equal keys are of one message."""
        cells = self.rows[0].cells
        return (self.shape.name, *(cells.get(column) for column in self.shape.shared))

    def shared(self) -> dict[str, Any]:
        """The members that its whole message says, of its first row."""
        cells = self.cells
        return {
            member: _plain(cells[column])
            for column, member in self.shape.shared.items()
            if cells.get(column) is not None
        }


def _plain(cell: Cell) -> Any:
    return utc_text(cell) if isinstance(cell, datetime) else cell


def records_of(sheet: Sheet) -> tuple[list[Record], list[Fault]]:
    """The records of a file, in order, and what keeps rows from being records."""
    shapes, faults = SHAPES[sheet.layout.template], list[Fault]()
    kinds = [(shape, listed, shape.lacks(listed)) for shape in shapes for listed in shape.lists]
    found: list[Record] = []
    for number, rows in _together(sheet, shapes[0], faults):
        first = rows[0]
        if len(rows) > 1 and (odd := _unlike(sheet.layout, shapes[0], rows, number)):
            faults.append(odd)
            continue
        for shape, listed, lacks in kinds:
            if not listed.when or all(first.cells.get(name) == word for name, word in listed.when.items()):
                faults += _misplaced(sheet.layout, listed, lacks, first, number)
                found.append(Record(shape, listed, rows, number))
                break
        else:
            faults += _kindless(sheet.layout, shapes, first, number)
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


def _unlike(layout: Layout, shape: Shape, rows: tuple[SheetRow, ...], number: int | None) -> Fault | None:
    """The first row of a record that differs from the record's first in anything but its point."""
    first = rows[0]
    points = shape.points.members.keys() if shape.points else ()
    alike = [name for name in first.cells if name not in points]
    for row in rows[1:]:
        odd = [layout.heading(name) for name in alike if row.cells.get(name) != first.cells.get(name)]
        if odd:
            found = f"its rows differ in {', '.join(odd)}"
            fix = "number another record, or make the rows of this one alike"
            return Fault(f"the same as in row {first.number}", found, fix, row.number, odd[0], number)
    return None


def _misplaced(
    layout: Layout, listed: Listed, lacks: Sequence[str], row: SheetRow, number: int | None
) -> Iterator[Fault]:
    """Cells that this kind of record has no member for, so that they would be lost."""
    for name in lacks:
        if (cell := row.cells.get(name)) is not None:
            expected = f"an empty cell, as a {listed.word} has no such member"
            yield Fault(
                expected, f"{_plain(cell)!r:.80}", "empty it", row.number, layout.heading(name), number
            )


def _kindless(layout: Layout, shapes: Sequence[Shape], row: SheetRow, number: int | None) -> Iterator[Fault]:
    """The words by which no kind of record is told."""
    words: dict[str, list[str]] = {}
    for listed in (each for shape in shapes for each in shape.lists):
        for name, word in listed.when.items():
            words.setdefault(name, [])
            if word not in words[name]:
                words[name].append(word)
    for name, allowed in words.items():
        if (cell := row.cells.get(name)) not in allowed:
            expected, heading = " or ".join(allowed), layout.heading(name)
            yield Fault(expected, f"{cell!r:.80}", f"write {expected}", row.number, heading, number)
