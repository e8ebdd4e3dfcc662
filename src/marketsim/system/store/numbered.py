"""Rows that count 1, 2, ... within a market: its runs, and the postings of what they came to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Column, Connection, Table, delete, insert, select

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Numbered(Generic[Row]):
    """A table whose first key is the market and whose second is the number; ``shape`` has a member for each column."""

    table: Table
    shape: type[Row]

    def newest(self, store: Connection, market: str) -> Row | None:
        """The row of a market with the highest number, or None."""
        of, number = self._keys
        row = store.execute(select(self.table).where(of == market).order_by(number.desc())).first()
        return self.shape(**row._mapping) if row else None

    def add(self, store: Connection, row: Row) -> None:
        """Keep a row; raises IntegrityError when there is one of that number."""
        store.execute(insert(self.table).values(asdict(row)))

    def forget(self, store: Connection, market: str) -> None:
        """Drop all rows of a market."""
        of, _number = self._keys
        store.execute(delete(self.table).where(of == market))

    @property
    def _keys(self) -> tuple[Column[Any], Column[Any]]:
        of, number = self.table.primary_key.columns
        return of, number
