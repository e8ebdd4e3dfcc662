"""One CSV file of an extract, streamed: its rows as records, its faults by row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from marketsim.legacy.cells import Cells, Unfit
from marketsim.legacy.columns import TableFormat
from marketsim.legacy.fault import Faults, shown
from marketsim.legacy.sources import BROKEN

MOST_ROWS = 5_000_000
MOST_LINE = 100_000


class UnreadableText(ValueError):
    """A line that no file of ours has."""


def read_table(stream: BinaryIO, table: TableFormat, faults: Faults) -> tuple[Any, ...]:
    """The records of a file; every fault of it is noted, and then what is handed back must not be used."""
    found: list[Any] = []
    try:
        rows = csv.reader(_lines(stream), strict=True)
        heading = next(rows, None)
        if heading != table.heading:
            _misheaded(heading, table, faults)
            return ()
        _rows(rows, table, faults, found)
    except (UnicodeDecodeError, UnreadableText, csv.Error, *BROKEN) as problem:
        fault = shown(str(problem) or type(problem).__name__)
        faults.add(table.file, len(found) + 2, None, "CSV in UTF-8 within bounds", fault, "write it anew")
    return tuple(found)


def _lines(stream: BinaryIO) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    while line := text.readline(MOST_LINE + 1):
        if len(line) > MOST_LINE:
            raise UnreadableText(f"a line of more than {MOST_LINE} characters")
        yield line


def _misheaded(heading: list[str] | None, table: TableFormat, faults: Faults) -> None:
    expected = ",".join(table.heading)
    if heading is None:
        faults.add(table.file, 1, None, f"the heading {expected}", "an empty file", "write the heading")
        return
    lacking = [each for each in table.heading if each not in heading]
    unknown = [each for each in heading if each not in table.heading]
    for name in lacking:
        faults.add(table.file, 1, name, "this column", "no such column", f"the heading is {expected}")
    for name in unknown:
        faults.add(table.file, 1, shown(name), "no other column", "one", f"the heading is {expected}")
    if not lacking and not unknown:
        faults.add(table.file, 1, None, f"the heading {expected}", "another order, or a column twice")


def _rows(rows: Iterator[list[str]], table: TableFormat, faults: Faults, found: list[Any]) -> None:
    cells = [Cells(column) for column in table.columns]
    record, width, seen = table.record, len(cells), set[Any]()
    names = [each.attribute for each in table.columns]
    spans = "start" in names and "end" in names
    keys = [names.index(table.attribute(each)) for each in table.key]
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            faults.add(table.file, number, None, f"at most {MOST_ROWS} rows", "more")
            return
        if len(row) != width:
            if row:
                faults.add(table.file, number, None, f"{width} cells", f"{len(row)}", "see commas and quotes")
            continue
        try:
            values = [column[text] for column, text in zip(cells, row, strict=True)]
        except Unfit:
            _unfit(row, cells, table, number, faults)
            continue
        if keys:
            key = tuple(values[each] for each in keys) if len(keys) > 1 else values[keys[0]]
            if key in seen:
                named = ", ".join(row[each] for each in keys)
                faults.add(table.file, number, "+".join(table.key), "each once", shown(named), "take one out")
            seen.add(key)
        made = record(*values)
        if spans and made.end < made.start:
            faults.add(table.file, number, "EndDate", "an instant after StartDate", "an earlier one")
        found.append(made)


def _unfit(row: list[str], cells: list[Cells], table: TableFormat, number: int, faults: Faults) -> None:
    for text, column, known in zip(row, table.columns, cells, strict=True):
        try:
            known[text]
        except Unfit as problem:
            faults.add(table.file, number, column.name, str(problem), shown(text) if text else "nothing")
