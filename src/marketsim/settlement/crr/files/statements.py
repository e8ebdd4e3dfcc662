"""A statement of CRR settlement from its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...files.fault import Faults
from ...files.sources import Source, sources
from ...refusal import Refusal
from ..results import Row
from .cells import rows
from .columns import crr_determinants, crr_files
from .reader import FIX


def read_statement(path: Path) -> tuple[Row, ...]:
    """The rows of a statement, a CSV. Raises Unreadable with file and line."""
    faults, found = Faults(), list[Row]()
    for source in sources(path, faults):
        found += _rows(source, faults)
    faults.refuse()
    return tuple(found)


def _rows(source: Source, faults: Faults) -> Iterator[Row]:
    for cells in rows(source, crr_files()["statement.csv"], faults):
        try:
            if cells.text("Determinant") not in crr_determinants():
                raise Refusal("a determinant that is listed", "another name", FIX)
            yield Row(
                cells.text("Determinant"),
                cells.text("CrrId"),
                cells.text("AssetOwner"),
                cells.text("Constraint"),
                cells.text("Coordinator"),
                cells.month(),
                cells.hour() if cells.text("TradeDate") else None,
                cells.number("Value"),
            )
        except Refusal as problem:
            faults.add(cells.where, problem.expected, problem.found, problem.fix)
