"""The columns that downloads are read by: ours, or those of the ISO's schemas where a folder holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypedDict

from marketsim.contract.cells import Cell, Row, from_csv
from marketsim.contract.column_map import MappedField
from marketsim.contract.file_format import FILE_FORMATS, Column, FileFormat
from marketsim.contract.file_schema import FileSchema
from marketsim.contract.templates.layout import Misfit

HARNESS_FORMAT: Final = "harness format"
"""What columns of our own making are called before people: nothing published tells them."""


class FormatFacts(TypedDict):
    """Where the columns of one download come from; ``confirmed`` of ``columns`` are known from published files.

    ``origin``: confirmed, harness format or schemas. ``file`` is the schema, ``unmapped`` our columns that none of
    its fields stands for.
    """

    download_type: str
    origin: str
    columns: int
    confirmed: int
    file: str | None
    unmapped: list[str]


@dataclass(frozen=True, slots=True)
class GivenFormat:
    """A download as a schema describes it; ``fields`` are those that stand for our columns, by these."""

    file: str
    schema: FileSchema
    fields: Mapping[str, MappedField]


class FileSet:
    """``provenance`` says where the columns come from; ``digest`` is the SHA-256 of the folder, None without one."""

    def __init__(
        self,
        given: Mapping[str, GivenFormat] = MappingProxyType({}),
        provenance: str = HARNESS_FORMAT,
        digest: str | None = None,
    ) -> None:
        self._given = given
        self.provenance = provenance
        self.digest = digest

    def given(self, download_type: str | None) -> GivenFormat | None:
        """The schema's format of a download type, where there is one."""
        return self._given.get(download_type or "")

    def columns(self, download_type: str | None) -> FileFormat | None:
        """The columns as a file should have them; None for a type that nobody knows."""
        given = self.given(download_type)
        if given is not None and download_type is not None:
            return given.schema.format(download_type)
        return FILE_FORMATS.get(download_type or "")

    def in_our_names(self, download_type: str | None, rows: list[Row]) -> list[Row]:
        """The same rows with our names and types for the columns that a schema's fields stand for."""
        given, ours = self.given(download_type), FILE_FORMATS.get(download_type or "")
        return [_renamed(row, given.fields) for row in rows] if given and ours else rows

    def lacks(self, download_type: str | None, column: str) -> str | None:
        """Why a column of ours cannot be read from a file that its schema describes; None where it can."""
        given = self.given(download_type)
        if given is None or column in given.fields:
            return None
        taken = {each.field for each in given.fields.values()}
        free = [each.name for each in given.schema.columns if each.name not in taken]
        return f"{given.file} has no field {column}; columns.toml may name one of {', '.join(free)[:300] or 'none'}"

    def facts(self) -> list[FormatFacts]:
        """Where the columns of each download come from."""
        return [self._facts(each) for each in FILE_FORMATS.values()]

    def _facts(self, ours: FileFormat) -> FormatFacts:
        given = self.given(ours.download_type)
        columns = given.schema.columns if given else ours.columns
        confirmed = sum(each.provenance == "confirmed" for each in columns)
        origin = "confirmed" if ours.provenance == "confirmed" else HARNESS_FORMAT
        return {
            "download_type": ours.download_type,
            "origin": "schemas" if given else origin,
            "columns": len(columns),
            "confirmed": confirmed,
            "file": given.file if given else None,
            "unmapped": [each.name for each in ours.columns if given and each.name not in given.fields],
        }


def _renamed(row: Row, fields: Mapping[str, MappedField]) -> Row:
    renamed = {name: _cell(row[each.field], each) for name, each in fields.items() if each.field in row}
    theirs = {each.field for each in fields.values()}
    return {**renamed, **{name: cell for name, cell in row.items() if name not in theirs | renamed.keys()}}


def _cell(cell: Cell, mapped: MappedField) -> Cell:
    """A cell of theirs in our words, units and type; what cannot be read so stays as it is."""
    if mapped.cells is None or not isinstance(cell, str | int | float):
        return _fitted(cell, mapped.column)
    try:
        return mapped.cells.read(cell if isinstance(cell, str) else repr(cell))
    except Misfit:
        return cell


def _fitted(cell: Cell, column: Column) -> Cell:
    """A cell of theirs in our type, where the one can stand for the other."""
    if isinstance(cell, str):
        return cell if column.type == "text" else from_csv(cell, column.type)
    if column.type == "text" and isinstance(cell, int):
        return str(cell)
    if column.type == "number" and isinstance(cell, int):
        return float(cell)
    if column.type == "integer" and isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell


OURS = FileSet()
