"""CSV files by column, with the line each cell came from."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.report import Unreadable

ABSURD = 1e9  # MW or $/MW; nothing in a market comes near
_UNPLAIN = ("'", " ,", ", ", " \n", "\n ", "\r", "\t", "\v", "\f", "\0")
_SHIELDED = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n'")  # an apostrophe before these is no part of the text


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one CSV file as text; ``lines`` holds the line number of each row.

    ``plain``: no cell has blanks around it or an apostrophe.
    """

    file: str
    columns: dict[str, Sequence[str]]
    lines: Sequence[int]
    plain: bool = False

    def __len__(self) -> int:
        return len(self.lines)

    def text(self, column: str, *, filled: bool = True) -> Sequence[str]:
        """A column without the shield against formulas; raises Unreadable on an empty cell when ``filled``."""
        cells = self.columns[column]
        if not self.plain:
            cells = [
                cell[1:] if cell[:1] == "'" and cell[1:].startswith(_SHIELDED) else cell
                for cell in map(str.strip, cells)
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
            found = np.fromiter(map(float, cells), dtype=np.float64, count=len(cells))
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

    def words(self, column: str, *allowed: str) -> Sequence[str]:
        """A column that holds only these words."""
        cells = self.text(column, filled="" not in allowed)
        for row, cell in enumerate(cells if set(cells) - set(allowed) else ()):
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
        return Table(self.file, columns, [self.lines[row] for row in rows], self.plain)

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
    if text.strip() and '"' not in text and (quick := _quick_table(name, text, columns)) is not None:
        return quick
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        pairs = [(record, reader.line_num) for record in reader if any(map(str.strip, record))]
    except csv.Error as problem:
        raise Unreadable(
            name, reader.line_num, "CSV", str(problem)[:120], "write it again, complete"
        ) from None
    if not pairs:
        raise Unreadable(name, 1, f"a heading {','.join(columns)}", "an empty file", "write the heading")
    heading, lines = _heading(name, pairs[0][0], pairs[0][1], columns), [line for _, line in pairs[1:]]
    for row, line in pairs[1:]:
        if len(row) != len(heading):
            raise Unreadable(
                name, line, f"{len(heading)} cells", f"{len(row)}", "complete or remove this line"
            )
    cells = list(zip(*(row for row, _ in pairs[1:]), strict=True)) or [()] * len(heading)
    wanted = dict(zip(heading, cells, strict=True))
    return Table(name, {each: wanted[each] for each in columns}, lines)


def _quick_table(name: str, text: str, columns: Sequence[str]) -> Table | None:
    """The table in a text without quotes and blank lines, without a list for each row; None where it is not so."""
    text = text.replace("\r\n", "\n").removesuffix("\n")
    if "\r" in text:
        return None
    lines = text.split("\n")
    heading = _heading(name, lines[0].split(","), 1, columns)
    width = len(heading)
    if (
        set(map(str.count, lines, repeat(","))) != {width - 1}
        or not all(map(str.strip, lines, repeat(", \t")))  # a row of empty cells is none
    ):
        return None
    cells = ",".join(lines).split(",")
    plain = text.isascii() and not any(each in text for each in _UNPLAIN)
    wanted = {each: cells[width + heading.index(each) :: width] for each in columns}
    return Table(name, dict(wanted), range(2, len(lines) + 1), plain)


def _heading(name: str, cells: list[str], line: int, columns: Sequence[str]) -> list[str]:
    heading = [cell.strip() for cell in cells]
    lacking = [each for each in columns if each not in heading]
    if lacking or len(set(heading)) != len(heading):
        found = f"no {', '.join(lacking)}" if lacking else "a column named twice"
        raise Unreadable(name, line, f"the columns {', '.join(columns)}", found, "complete the heading")
    return heading


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
