"""The files and columns of an extract, as ``columns.yaml`` tells them, with the record of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from marketsim.contract.yaml12 import read_yaml
from marketsim.legacy import records

_FILE = Path(__file__).with_name("columns.yaml")
_RECORDS: Mapping[str, type[Any]] = {
    "participants.csv": records.Participant,
    "roles.csv": records.Role,
    "markets.csv": records.Market,
    "awards.csv": records.Award,
    "sales.csv": records.Sale,
    "trades.csv": records.Trade,
    "adjustments.csv": records.Adjustment,
    "migrations.csv": records.Migration,
    "conversions.csv": records.Conversion,
    "holdings.csv": records.Holding,
    "locations.csv": records.Location,
    "retired.csv": records.Retired,
    "messages.csv": records.Message,
}


@dataclass(frozen=True, slots=True)
class LegacyColumn:
    """A column of an extract; ``attribute`` is its member in the record. Types: ``cells.py``."""

    name: str
    attribute: str
    type: str
    optional: bool
    words: tuple[str, ...]
    tells: str


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A file of an extract: its columns in order, the columns that together come once, and its record."""

    file: str
    required: bool
    key: tuple[str, ...]
    columns: tuple[LegacyColumn, ...]
    record: type[Any]

    @property
    def name(self) -> str:
        """The file without its suffix: the member of Extract."""
        return self.file.removesuffix(".csv")

    @property
    def heading(self) -> list[str]:
        """The names of the columns."""
        return [each.name for each in self.columns]

    def attribute(self, column: str) -> str:
        """The member of the record for a column of that name."""
        return next(each.attribute for each in self.columns if each.name == column)


def _table(entry: dict[str, Any]) -> TableFormat:
    record = _RECORDS[entry["file"]]
    columns = tuple(
        LegacyColumn(
            name=column["name"],
            attribute=member.name,
            type=column["type"],
            optional=column.get("optional", False),
            words=tuple(column.get("words", ())),
            tells=column["tells"],
        )
        for column, member in zip(entry["columns"], fields(record), strict=True)
    )
    return TableFormat(
        entry["file"], entry.get("required", False), tuple(entry.get("key", ())), columns, record
    )


TABLES: Mapping[str, TableFormat] = MappingProxyType(
    {table.file: table for table in map(_table, read_yaml(_FILE)["tables"])}
)
