"""A CSV of a template as typed rows, and rows as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from marketsim.contract.cells import Cell, Row, UnfitCell
from marketsim.contract.templates.fault import Fault, Unconvertible, whole_file
from marketsim.contract.templates.layout import Layout, Misfit

_EXPECTED = "CSV in UTF-8 with a heading, its cells parted by commas"
MOST_ROWS = 1_000_000  # a year of a hundred sinks is fewer
MOST_CELL_FAULTS = 1_000  # then reading ends
LONGEST_LINE = 1_000_000  # characters
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its number, the heading being row 1, and its cells by our columns. Empty cells are None."""

    number: int
    cells: Row


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file and its layout. ``faults`` are cells that do not fit; they stay as they were written.

    ``headings`` are the columns that the file has, ``notes`` what was left out in reading.
    """

    layout: Layout
    headings: tuple[str, ...]
    rows: list[SheetRow]
    faults: list[Fault]
    notes: list[str]


def read_sheet(content: bytes, choose: Callable[[list[str]], Layout]) -> Sheet:
    """Read a CSV; ``choose`` tells the layout by the heading. Raises Unconvertible where rows can't be told."""
    lines = _lines(_text(content))
    heading = next(lines, [])
    if not any(heading):
        raise whole_file(_EXPECTED, "CSV without a heading", "add the heading of the template")
    if "" in heading:
        fix = "take empty columns out, and rows above the heading"
        raise whole_file("a heading with a name for every column", f"no name for {heading.count('')}", fix)
    if len(set(heading)) != len(heading):
        twice = next(each for each in heading if heading.count(each) > 1)
        raise whole_file("each column once", f"the column {twice[:80]!r} twice in the heading", "rename one")
    sheet = Sheet(choose(heading), tuple(heading), [], [], [])
    _fill(sheet, lines)
    return sheet


def _text(content: bytes) -> str:
    if content.startswith(_UTF16):
        found = "no CSV in UTF-8 (it begins like UTF-16)"
        raise whole_file(_EXPECTED, found, "save it as CSV UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = content[: problem.start].count(b"\n") + 1
        found = f"no CSV in UTF-8 (byte {content[problem.start]:#04x} in line {row})"
        raise whole_file(_EXPECTED, found, "save it as CSV UTF-8") from None
    first = text.split("\n", 1)[0]
    if "," not in first:
        for sign, name in ((";", "semicolons"), ("\t", "tabs")):
            if sign in first:
                found = f"cells parted by {name}"
                raise whole_file(_EXPECTED, found, "save it with commas between the cells")
    return text


def _lines(text: str) -> Iterator[list[str]]:
    """The records of the file one by one, the heading first."""
    reader = csv.reader(_bounded(io.StringIO(text, newline="")), strict=True)
    try:
        yield from reader
    except csv.Error as problem:
        found = f"no CSV in UTF-8 ({problem} in line {reader.line_num})"
        raise whole_file(_EXPECTED, found, "close the quotation mark, or double one within a cell") from None


def _bounded(lines: io.StringIO) -> Iterator[str]:
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise whole_file(f"lines of at most {LONGEST_LINE} characters", "a longer one", "divide it")
        yield line


def _fill(sheet: Sheet, records: Iterable[list[str]]) -> None:
    fields, heading = sheet.layout.by_heading, sheet.headings
    readers = [(each, fields.get(each)) for each in heading]
    empty, shielded, dropped = 0, 0, set[str]()
    for number, record in enumerate(records, start=2):
        if not any(record):
            empty += bool(record)
            continue
        if len(sheet.rows) == MOST_ROWS:
            raise whole_file(f"at most {MOST_ROWS} rows", "more", "divide it")
        if len(sheet.faults) > MOST_CELL_FAULTS:
            sheet.faults.append(Fault("no further faults", "maybe more", "correct these first"))
            break
        if len(record) != len(heading):
            sheet.faults.append(_uneven(number, len(record), len(heading)))
            continue
        cells: Row = {}
        for (name, field), text in zip(readers, record, strict=True):
            if field is None:
                if text:
                    dropped.add(name)
                continue
            try:
                cells[field.column.name] = value = field.codec.read(text)
            except Misfit as misfit:
                cells[field.column.name] = text
                sheet.faults.append(Fault(misfit.expected, repr(text)[:80], misfit.fix, number, name))
                continue
            if value is not None and text[0] == "'" and value not in (text, ""):
                shielded += 1
        sheet.rows.append(SheetRow(number, cells))
    sheet.notes.extend(_notes(empty, shielded, dropped))


def _notes(empty: int, shielded: int, dropped: Iterable[str]) -> Iterator[str]:
    if empty:
        yield f"rows without any value left out: {empty}"
    if shielded:
        yield f"apostrophes taken away from before what looks like a formula: {shielded} cells"
    for each in sorted(dropped):
        yield f"column {each}: its cells are left out, as nothing takes them"


def _uneven(row: int, found: int, expected: int) -> Fault:
    fix = "add the missing commas" if found < expected else "put cells with commas in quotation marks"
    return Fault(f"{expected} cells, as in the heading", f"{found} cells", fix, row)


def write_sheet(rows: Iterable[Mapping[str, Cell]], layout: Layout) -> bytes:
    """CSV in UTF-8 in that layout, lines ending in CRLF; raises Unconvertible for values it can't hold."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(layout.order)
    fields, faults = layout.by_heading, []
    known = {each.column.name for each in layout.fields}
    for number, row in enumerate(rows, start=2):
        if stray := [name for name, value in row.items() if name not in known and value is not None]:
            faults.append(_no_place(number, stray, layout))
        cells = []
        for heading in layout.order:
            field = fields.get(heading)
            try:
                cells.append("" if field is None else field.codec.write(row.get(field.column.name)))
            except (Misfit, UnfitCell) as misfit:
                fix = getattr(misfit, "fix", "correct it")
                found = repr(row.get(field.column.name) if field else None)[:80]
                faults.append(Fault(str(misfit), found, fix, number, heading))
        writer.writerow(cells)
    if faults:
        raise Unconvertible(faults)
    return text.getvalue().encode("utf-8")


def _no_place(row: int, stray: list[str], layout: Layout) -> Fault:
    return Fault(
        f"a column for {', '.join(stray)}",
        f"none in the heading {layout.provenance}",
        "name the column in the column map, or empty the cells",
        row,
        stray[0],
    )
