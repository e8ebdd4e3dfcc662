"""Rows as CSV or JSON, and back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marketsim.contract.cells import Cell, Row, from_csv, from_json, to_csv, to_json
from marketsim.contract.file_format import Column, FileFormat
from marketsim.contract.strict_json import MalformedJson, parse


class UnreadableTable(ValueError):
    """The bytes are no CSV with a heading, or no JSON list of objects; the message says what was found.

    ``assumed`` marks what may be well-formed but is not shaped as we suppose: no source says that a JSON file is a
    list, or of which kind a CSV is and what stands above its records.
    """

    def __init__(self, found: str, assumed: bool = False) -> None:
        super().__init__(found)
        self.assumed = assumed


def write_csv(rows: Iterable[Mapping[str, Cell]], file_format: FileFormat) -> bytes:
    """CSV in UTF-8 with a heading, lines ending in CRLF; raises ValueError for a value that doesn't fit."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in file_format.columns)
    for row in rows:
        writer.writerow(to_csv(value, column.type) for column, value in _cells(row, file_format))
    return text.getvalue().encode("utf-8")


def write_json(rows: Iterable[Mapping[str, Cell]], file_format: FileFormat) -> bytes:
    """A JSON list of objects, empty cells as null. Raises ValueError for a value that fits no column."""
    plain = [
        {column.name: to_json(value, column.type) for column, value in _cells(row, file_format)}
        for row in rows
    ]
    return json.dumps(plain, ensure_ascii=False).encode("utf-8")


def read_csv(text: bytes, file_format: FileFormat | None = None) -> list[Row]:
    """The rows of a CSV file, typed where the format has the column, else text. Raises UnreadableTable."""
    try:
        lines = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise UnreadableTable(f"no CSV in UTF-8 ({problem})", assumed=True) from problem
    if not lines or not any(lines[0]):
        raise UnreadableTable("CSV without a heading", assumed=True)
    heading, *records = lines
    if len(set(heading)) != len(heading):
        raise UnreadableTable("a column named twice in the heading", assumed=True)
    for number, record in enumerate(records, start=2):
        if record and len(record) != len(heading):
            found = f"{len(record)} cells in record {number}, {len(heading)} in the heading"
            raise UnreadableTable(found, assumed=True)
    types = _types(heading, file_format)
    return [
        {name: from_csv(cell, types[name]) for name, cell in zip(heading, record, strict=True)}
        for record in records
        if record
    ]


def read_json(text: bytes, file_format: FileFormat | None = None) -> list[Row]:
    """The rows of a JSON list of objects, typed by the format. Raises UnreadableTable."""
    try:
        value = parse(text.removeprefix(b"\xef\xbb\xbf"))
    except MalformedJson as problem:
        raise UnreadableTable(f"no JSON: {problem}") from problem
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise UnreadableTable("JSON that is no list of objects", assumed=True)
    names: set[str] = set().union(*value)
    types = _types(names, file_format)
    return [{name: from_json(cell, types[name]) for name, cell in row.items()} for row in value]


def _cells(row: Mapping[str, Cell], file_format: FileFormat) -> list[tuple[Column, Cell]]:
    if unknown := row.keys() - {column.name for column in file_format.columns}:
        raise ValueError(f"{file_format.download_type} has no column {', '.join(sorted(unknown))}")
    return [(column, row.get(column.name)) for column in file_format.columns]


def _types(names: Iterable[str], file_format: FileFormat | None) -> dict[str, Any]:
    columns: Sequence[Column] = file_format.columns if file_format else ()
    known = {column.name: column.type for column in columns}
    return {name: known.get(name, "text") for name in names}
