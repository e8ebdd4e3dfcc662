"""CSV files by column, with the line each cell came from."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.report import Unreadable

ABSURD = 1e9  # MW or $/MW; nothing in a market comes near
_SHIELDED = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n'")  # an apostrophe before these is no part of the text


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one CSV file as text; ``lines`` holds the line number of each row."""

    file: str
    columns: dict[str, Sequence[str]]
    lines: Sequence[int]

    def __len__(self) -> int:
        return len(self.lines)

    def text(self, column: str, *, filled: bool = True) -> list[str]:
        """A column without the shield against formulas; raises Unreadable on an empty cell when ``filled``."""
        cells = [
            cell[1:] if cell[:1] == "'" and cell[1:].startswith(_SHIELDED) else cell
            for cell in map(str.strip, self.columns[column])
        ]
        if filled and "" in cells:
            self.refuse(cells.index(""), f"a value in column {column}", "an empty cell")
        return cells

    def numbers(
        self, column: str, *, least: float = -ABSURD, empty: float | None = None
    ) -> NDArray[np.float64]:
        """A column as finite numbers between ``least`` and the absurd; ``empty`` is what an empty cell means."""
        cells = self.columns[column]
        if empty is not None:
            cells = [cell or repr(empty) for cell in cells]
        try:
            found = np.array([float(cell) for cell in cells], dtype=np.float64)
        except ValueError:
            row = next(index for index, cell in enumerate(cells) if not _is_number(cell))
            self.refuse(row, f"a number in column {column}", repr(cells[row][:40]))
        sound = np.abs(found) <= ABSURD
        if empty is not None and not math.isfinite(empty):
            sound |= np.array([cell == "" for cell in self.columns[column]], dtype=bool)
        if not (sound & (found >= least)).all():
            row = int(np.flatnonzero(~(sound & (found >= least)))[0])
            self.refuse(row, f"{column} between {least:g} and {ABSURD:g}", repr(cells[row][:40]))
        return found

    def words(self, column: str, *allowed: str) -> list[str]:
        """A column that holds only these words."""
        cells = self.text(column, filled="" not in allowed)
        for row, cell in enumerate(cells):
            if cell not in allowed:
                self.refuse(
                    row, f"{' or '.join(each or 'nothing' for each in allowed)} in {column}", repr(cell[:40])
                )
        return cells

    def picked(self, rows: Sequence[int]) -> Table:
        """Some of the rows, in the order given."""
        columns: dict[str, Sequence[str]] = {
            name: [cells[row] for row in rows] for name, cells in self.columns.items()
        }
        return Table(self.file, columns, [self.lines[row] for row in rows])

    def refuse(self, row: int, expected: str, found: str) -> NoReturn:
        """Raise Unreadable for a row."""
        raise Unreadable(self.file, self.lines[row], expected, found, "correct this line")


def read_table(files: MarketFiles, name: str, columns: Sequence[str]) -> Table:
    """The table in a CSV file that must have these columns, others are ignored; raises Unreadable."""
    try:
        text = files.read(name).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Unreadable(
            name, None, "text in UTF-8", f"other bytes at {problem.start}", "save it in UTF-8"
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, lines = [], []
    try:
        for record in reader:
            if record:
                records.append(record)
                lines.append(reader.line_num)
    except csv.Error as problem:
        raise Unreadable(
            name, reader.line_num, "CSV", str(problem)[:120], "write it again, complete"
        ) from None
    if not records:
        raise Unreadable(name, 1, f"a heading {','.join(columns)}", "an empty file", "write the heading")
    return _table(name, records, lines, columns)


def _table(name: str, records: list[list[str]], lines: list[int], columns: Sequence[str]) -> Table:
    heading, rows = [cell.strip() for cell in records[0]], records[1:]
    lacking = [each for each in columns if each not in heading]
    if lacking or len(set(heading)) != len(heading):
        found = f"no {', '.join(lacking)}" if lacking else "a column named twice"
        raise Unreadable(name, lines[0], f"the columns {', '.join(columns)}", found, "complete the heading")
    width = len(heading)
    for row, line in zip(rows, lines[1:], strict=True):
        if len(row) != width:
            raise Unreadable(name, line, f"{width} cells", f"{len(row)}", "complete or remove this line")
    cells = list(zip(*rows, strict=True)) if rows else [()] * width
    wanted = dict(zip(heading, cells, strict=True))
    return Table(name, {each: wanted[each] for each in columns}, lines[1:])


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
