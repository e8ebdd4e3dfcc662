"""How a template is written as CSV: which columns under which headings, and how their cells read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from marketsim.contract.cells import Cell, from_csv, to_csv
from marketsim.contract.file_format import TEMPLATES, Column, ColumnType
from marketsim.contract.instants import read_instant

OURS = "harness format"
_EXACT = 15  # digits that a double surely keeps
_FRACTION = re.compile(r"\d\.\d*[1-9]")


class Misfit(ValueError):
    """A cell that does not fit its column: what was expected, and what to do."""

    def __init__(self, expected: str, fix: str) -> None:
        super().__init__(expected)
        self.expected, self.fix = expected, fix


class Codec(Protocol):
    """Reads and writes the cells of one column."""

    def read(self, text: str) -> Cell:
        """The typed value; text that is of another type is handed back as it is. Raises Misfit."""
        ...

    def write(self, value: Cell) -> str:
        """The text of a value that fits the column; raises Misfit."""
        ...


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file: its heading there, the column of ours that it is, and how its cells read."""

    heading: str
    column: Column
    codec: Codec


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a template as a file has them, in their order.

    ``provenance`` says whose they are. ``blank`` are headings that hold nothing of ours: written empty.
    ``order`` are all headings. ``shields`` says that text which spreadsheets would run has an apostrophe before it.
    """

    template: str
    provenance: str
    fields: tuple[Field, ...]
    order: tuple[str, ...]
    blank: frozenset[str] = frozenset()
    shields: bool = True

    @property
    def by_heading(self) -> Mapping[str, Field]:
        """The fields by their headings."""
        return {each.heading: each for each in self.fields}

    def heading(self, column: str) -> str:
        """How the file spells a column of ours; the column's own name where the file lacks it."""
        return next((each.heading for each in self.fields if each.column.name == column), column)


@dataclass(frozen=True, slots=True)
class OwnCells:
    """Cells of the harness format: ISO date-times, plain numbers, shielded text.

    An empty cell is no value. Text of no characters, which some members allow, is a lone apostrophe: what
    spreadsheets make of one.
    """

    type: ColumnType

    def read(self, text: str) -> Cell:
        """The typed value; raises Misfit for what would not survive: digits and fractions of a second."""
        if text == "'" and self.type == "text":
            return ""
        value = from_csv(text, self.type)
        if self.type == "number" or self.type == "date-time":
            check_kept(text, value)
        return value

    def write(self, value: Cell) -> str:
        """The text of a value that fits."""
        return "'" if value == "" else to_csv(value, self.type)


def check_kept(text: str, value: Cell) -> None:
    """Raise Misfit where the value says less than the text, or is an instant that UTC cannot say."""
    if isinstance(value, float) and len(text) > _EXACT and Decimal(text.lstrip("'")) != Decimal(repr(value)):
        raise Misfit("a number of at most 15 digits", "round it")
    if isinstance(value, datetime) and "." in text and _FRACTION.search(text):
        raise Misfit("whole seconds", "take the fraction of a second out")
    if isinstance(value, str):
        _check_year(value)


def _check_year(text: str) -> None:
    try:
        read_instant(text)
    except ValueError:
        return  # no instant at all, which the contract judges
    except OverflowError:
        raise Misfit("an instant of the years 1 to 9999 in UTC", "correct it") from None


def own_layout(template: str) -> Layout:
    """The harness format of a template."""
    columns = TEMPLATES[template].columns
    fields = tuple(Field(each.name, each, OwnCells(each.type)) for each in columns)
    return Layout(template, OURS, fields, tuple(each.name for each in columns))


OWN_LAYOUTS: Mapping[str, Layout] = {name: own_layout(name) for name in TEMPLATES}
