"""A file of one form as files of the other: what ``marketsim convert`` and the screens have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from marketsim.contract.cells import begins_like_a_formula
from marketsim.contract.decoding import is_too_dense
from marketsim.contract.strict_json import MalformedJson, parse
from marketsim.contract.templates import messages, splitting
from marketsim.contract.templates.contract_check import (
    OPTIONS,
    faults_of_json,
    faults_of_rows,
    without_ignored,
)
from marketsim.contract.templates.fault import Fault, Unconvertible, whole_file
from marketsim.contract.templates.layout import OWN_LAYOUTS, Layout
from marketsim.contract.templates.mapping import Shape
from marketsim.contract.templates.mappings import SHAPES
from marketsim.contract.templates.messages import Message
from marketsim.contract.templates.recognition import by_heading, by_members
from marketsim.contract.templates.records import Record, records_of
from marketsim.contract.templates.sheet import Sheet, SheetRow, read_sheet, write_sheet

Form = Literal["csv", "json"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: records of a template, how it was written, and what was said on the way.

    ``names`` are the members of its message that no column has. ``headings`` are the columns of a CSV.
    """

    form: Form
    layout: Layout
    records: list[Record]
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """The template's name."""
        return self.layout.template

    @property
    def shape(self) -> Shape:
        """The message of the first record, or of the template."""
        return self.records[0].shape if self.records else SHAPES[self.template][0]


@dataclass(frozen=True, slots=True)
class Product:
    """One file to write: its content, the shape of its message, its records and rows, the names it is given.

    ``label`` tells it from the other files of the same conversion; empty where it is the only one.
    """

    content: bytes
    shape: Shape
    records: int
    rows: int
    names: Mapping[str, str]
    label: str = ""


def read_csv(
    content: bytes, template: str | None = None, layouts: Mapping[str, Layout] | None = None
) -> Reading:
    """The records of a CSV, held against the contract but for the names it lacks; raises Unconvertible."""
    sheet = read_sheet(content, by_heading(template, layouts))
    records, found = records_of(sheet)
    faults = _once([*sheet.faults, *found, *_departures(records, sheet)], sheet)
    if faults:
        raise Unconvertible(faults)
    notes = (*sheet.notes, *_renumbered(records), *_reordered(records))
    return Reading("csv", sheet.layout, records, notes=notes, headings=sheet.headings)


def read_json(content: bytes, template: str | None = None) -> Reading:
    """The records of a message; raises Unconvertible."""
    if is_too_dense(content):
        raise whole_file("a message", "a bracket or a comma every few bytes", "see what made it")
    try:
        value = parse(content.removeprefix(b"\xef\xbb\xbf"))
    except MalformedJson as problem:
        raise whole_file("JSON", f"no JSON: {problem}", "save the message as JSON in UTF-8") from None
    if isinstance(value, dict) and set(value) == {"electable"}:
        value = value["electable"]  # what the screen of the long-term election tells
    shape = by_members(value, template)
    value, ignored = without_ignored(shape, value)
    if faults := faults_of_json(shape, value):
        raise Unconvertible(faults)
    rows, faults = messages.rows_of(shape, value)
    if not rows and not shape.names:
        faults.append(
            Fault("records", "none", "a CSV without rows would lose the rest", place=_list_of(shape))
        )
    if faults:
        raise Unconvertible(faults)
    layout = OWN_LAYOUTS[shape.template]
    numbered = [SheetRow(number, row) for number, row in enumerate(rows, start=2)]
    records, _ = records_of(Sheet(layout, layout.order, numbered, [], []))
    notes = [f"{ignored} members left out that the service ignores: startDate, endDate"] if ignored else []
    return Reading("json", layout, records, messages.names_of(shape, value), tuple(notes))


def to_json(reading: Reading, names: Mapping[str, str]) -> list[Product]:
    """The messages of the records, those above 500 records in parts; raises Unconvertible.

    ``names`` are the members that no column has.
    """
    _require(reading.shape, names)
    made: list[Product] = []
    several = messages.batches(reading.records) or [[]]
    for batch in several:
        shape = batch[0].shape if batch else reading.shape
        if not batch and not shape.names:
            raise whole_file("rows", "none", "add rows below the heading")
        parts = splitting.split(batch, shape)
        for part, records in enumerate(parts, start=1):
            given = splitting.numbered(names, part, len(parts))
            message = messages.message_of(shape, records, given)
            if faults := _once(faults_of_rows(message, reading.layout)):
                raise Unconvertible(faults, asks=all(each.place in OPTIONS.values() for each in faults))
            made.append(_as_json(message, len(several), len(made) + 1, part, len(parts), given))
    return made


def _require(shape: Shape, names: Mapping[str, str]) -> None:
    """Raise Unconvertible for members that no column has and nobody gave."""
    lacking = [name for name in shape.names if name not in names]
    if lacking:
        raise Unconvertible(
            [
                Fault(f"the {name} of the message", "nothing", "give it", place=OPTIONS[name])
                for name in lacking
            ],
            asks=True,
        )


def _as_json(
    message: Message, batches: int, number: int, part: int, parts: int, names: Mapping[str, str]
) -> Product:
    shape = message.shape
    kinds = len(SHAPES[shape.template]) > 1
    labels = [shape.name] if kinds and batches > 1 else []
    if parts > 1 or (batches > 1 and not kinds):
        labels.append(str(part if kinds or batches == 1 else number))
    content = msgspec.json.format(msgspec.json.encode(message.value), indent=2) + b"\n"
    rows = sum(len(each.rows) for several in message.origin.values() for each in several)
    return Product(content, shape, message.count, rows, names if shape.names else {}, "-".join(labels))


def to_csv(reading: Reading, layout: Layout, names: Mapping[str, str]) -> list[Product]:
    """The records as CSV in that layout, those above 500 records in parts; raises Unconvertible.

    A file of load holds one period of one owner, as the screens want it. ``names`` are told with each file.
    """
    parts = [
        part
        for batch in _by_shared(reading.records) or [[]]
        for part in splitting.split(batch, reading.shape)
    ]
    made = []
    for number, records in enumerate(parts, start=1):
        rows = [row.cells for record in records for row in record.rows]
        given = splitting.numbered(names, number, len(parts))
        label = str(number) if len(parts) > 1 else ""
        made.append(Product(write_sheet(rows, layout), reading.shape, len(records), len(rows), given, label))
    return made


def formulas(reading: Reading, layout: Layout) -> str | None:
    """What is done with text that a spreadsheet would run, if the records hold any."""
    rows = (row for record in reading.records for row in record.rows)
    cells = (cell for row in rows for cell in row.cells.values())
    found = sum(isinstance(each, str) and begins_like_a_formula(each) for each in cells)
    if not found:
        return None
    done = (
        "written with an apostrophe before it, which reading takes away"
        if layout.shields
        else "written as it is; open the file in no spreadsheet"
    )
    return f"text that begins like a formula, {found} cells: {done}"


def sole_owner(reading: Reading) -> str | None:
    """The asset owner of all records, if there is only one."""
    found = {row.cells.get("AssetOwner") for record in reading.records for row in record.rows}
    (owner,) = found if len(found) == 1 else (None,)
    return owner if isinstance(owner, str) else None


def _by_shared(records: Sequence[Record]) -> list[list[Record]]:
    """The records by what they share; kinds of one template stay together."""
    found: dict[tuple[object, ...], list[Record]] = {}
    for each in records:
        found.setdefault(each.key()[1:], []).append(each)
    return list(found.values())


def _departures(records: Sequence[Record], sheet: Sheet) -> Iterator[Fault]:
    """What breaks the contract, whatever the names are."""
    for batch in messages.batches(records):
        message = messages.message_of(batch[0].shape, batch, {})
        for fault in faults_of_rows(message, sheet.layout):
            if not fault.place.startswith("--"):
                yield fault


def _once(faults: Sequence[Fault], sheet: Sheet | None = None) -> list[Fault]:
    """One fault a cell, in the order of the rows; a column that the heading lacks is told once."""
    kept: dict[tuple[object, ...], Fault] = {}
    for each in faults:
        key: tuple[object, ...] = (each.row, each.column, each.place)
        told = each
        if sheet and each.row is not None and each.column and each.column not in sheet.headings:
            told = Fault(f"a column {each.column}", "none in the heading", "add it", 1, each.column)
            key = (1, each.column, "")
        kept.setdefault(key, told)
    return sorted(kept.values(), key=lambda each: each.row or 0)


def _renumbered(records: Sequence[Record]) -> Iterator[str]:
    """JSON has no number of a record: bids come first, then offers, counted from 1."""
    numbers = [each.number for each in records if each.number is not None]
    if numbers and numbers != list(range(1, len(numbers) + 1)):
        yield "JSON knows no Record: in a CSV made of it the records are numbered from 1"
    kinds = [each.shape.lists.index(each.listed) for each in records]
    if kinds != sorted(kinds):
        yield "in JSON all bids stand before all offers; their order among themselves stays"


def _reordered(records: Sequence[Record]) -> Iterator[str]:
    batches = messages.batches(records)
    if len(batches) > 1 and [each for batch in batches for each in batch] != list(records):
        yield "rows of different messages stand between each other: each message gets its own, in their order"


def _list_of(shape: Shape) -> str:
    return shape.lists[0].member
