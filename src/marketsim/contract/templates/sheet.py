"""A CSV of a template as typed rows, and rows as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from marketsim.contract.cells import Cell, Row, UnfitCell
from marketsim.contract.templates.fault import Fault, Unconvertible, whole_file
from marketsim.contract.templates.layout import Layout, Misfit

_EXPECTED = "CSV in UTF-8 with a heading, its cells parted by commas"
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
    lines = _lines(content)
    if not lines or not any(lines[0]):
        raise whole_file(_EXPECTED, "CSV without a heading", "add the heading of the template")
    heading, *records = lines
    if len(set(heading)) != len(heading):
        twice = next(each for each in heading if heading.count(each) > 1)
        raise whole_file("each column once", f"the column {twice[:80]!r} twice in the heading", "rename one")
    layout = choose(heading)
    sheet = Sheet(layout, tuple(heading), [], [], [])
    _fill(sheet, heading, records)
    return sheet


def _lines(content: bytes) -> list[list[str]]:
    """All records of the file, the heading first."""
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
                raise whole_file(
                    _EXPECTED, f"cells parted by {name}", "save it with commas between the cells"
                )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return list(reader)
    except csv.Error as problem:
        found = f"no CSV in UTF-8 ({problem} in line {reader.line_num})"
        raise whole_file(_EXPECTED, found, "close the quotation mark, or double one within a cell") from None


def _fill(sheet: Sheet, heading: list[str], records: list[list[str]]) -> None:
    fields = sheet.layout.by_heading
    readers = [(each, fields.get(each)) for each in heading]
    empty, shielded, dropped = 0, 0, set[str]()
    for number, record in enumerate(records, start=2):
        if not any(record):
            empty += bool(record)
            continue
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
                shielded += text[:1] == "'" and value != text and value != ""
            except Misfit as misfit:
                cells[field.column.name] = text
                sheet.faults.append(Fault(misfit.expected, repr(text)[:80], misfit.fix, number, name))
        sheet.rows.append(SheetRow(number, cells))
    if empty:
        sheet.notes.append(f"{empty} rows of empty cells left out")
    if shielded:
        sheet.notes.append(f"{shielded} cells: the apostrophe before what looks like a formula is taken away")
    sheet.notes.extend(
        f"column {each}: its cells are left out, as nothing takes them" for each in sorted(dropped)
    )


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
