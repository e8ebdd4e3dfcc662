"""A CSV table of a market folder: its rows with their lines, its cells checked; problems are told together."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from marketsim.clearing.case_problem import CaseProblem, together
from marketsim.clearing.plain_file import is_missing, read_bytes

MOST_ROWS = 4_000_000
MOST_TEXT = 200  # characters of a name
MOST_MW = 1e6
# Spreadsheets run text that begins so as a formula; files of this house have an apostrophe before it.
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n", "'")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it ends in, and its cells by column, without blanks around them."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


class Table:
    """One file's rows. Raises CaseProblem for what is no such table; checks of cells gather problems instead.

    All ``columns`` have to be there, in any order, and no others. A file that is not there is a table without rows
    where it is ``optional``; its ``digest`` is then None.
    """

    def __init__(self, path: Path, columns: Sequence[str], *, optional: bool = False) -> None:
        self.path = path
        self.digest: str | None = None
        self.rows: tuple[Row, ...] = ()
        self._problems: list[CaseProblem] = []
        if optional and is_missing(path):
            return
        raw = read_bytes(path)
        self.digest = sha256(raw).hexdigest()
        self.rows = tuple(self._read(raw, columns))
        self.done()

    def _read(self, raw: bytes, columns: Sequence[str]) -> Iterator[Row]:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise self._made(line, "", "UTF-8", "other bytes", "save it as UTF-8") from None
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            head = [cell.strip() for cell in next(reader, [])]
            self._check_head(head, columns)
            for number, cells in enumerate(reader):
                if number == MOST_ROWS:
                    raise self._made(
                        reader.line_num, "", f"at most {MOST_ROWS} rows", "more", "clear fewer at once"
                    )
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(head):
                    found = f"{len(cells)} cells"
                    self.tell(
                        reader.line_num, "", f"{len(head)} cells, one a column", found, "complete the row"
                    )
                    continue
                yield Row(reader.line_num, dict(zip(head, map(_text, cells), strict=True)))
        except csv.Error as error:
            raise self._made(reader.line_num, "", "cells of CSV", str(error), "write it anew") from None

    def _check_head(self, head: Sequence[str], columns: Sequence[str]) -> None:
        missing = [each for each in columns if each not in head]
        odd = [each for each in head if each not in columns] + [
            each for each in columns if head.count(each) > 1
        ]
        if missing or odd:
            found = ", ".join(head)[:200] or "an empty file"
            raise self._made(1, "", f"the columns {', '.join(columns)}", found, "write that first row")

    def _made(self, line: int | None, column: str, expected: str, found: str, fix: str) -> CaseProblem:
        return CaseProblem(self.path, line, column, expected=expected, found=found, fix=fix)

    def tell(self, line: int | None, column: str, expected: str, found: str, fix: str) -> None:
        """Gather a problem."""
        self._problems.append(self._made(line, column, expected, found, fix))

    def done(self) -> None:
        """Raise the problems gathered so far, if any, as one CaseProblem."""
        if self._problems:
            raise together(self._problems)

    def name(self, row: Row, column: str) -> str:
        """A name that has to be there; empty text with a problem gathered."""
        text = row[column]
        if text and len(text) <= MOST_TEXT and text.isprintable():
            return text
        self.tell(row.line, column, "a name", repr(text[:40]), "write a name")
        return ""

    def word(self, row: Row, column: str, words: Sequence[str]) -> str:
        """One of these words; empty text with a problem gathered."""
        if row[column] in words:
            return row[column]
        given = " or ".join(each or "nothing" for each in words)
        self.tell(row.line, column, given, repr(row[column][:40]), "write one of these")
        return ""

    def number(
        self, row: Row, column: str, least: float = 0.0, most: float = MOST_MW, *, above: bool = False
    ) -> float:
        """A number within bounds (``above``: and not ``least`` itself); NaN with a problem gathered."""
        value = number(row[column])
        if value is not None and least <= value <= most and not (above and value == least):
            return value
        bounds = f"above {least:g}, at most {most:g}" if above else f"from {least:g} to {most:g}"
        self.tell(row.line, column, f"a number {bounds}", repr(row[column][:40]), "correct it")
        return math.nan

    def limit(self, row: Row, column: str) -> float | None:
        """A limit in MW; None for an empty cell."""
        return self.number(row, column) if row[column] else None


def number(text: str) -> float | None:
    """The number that a cell holds, in plain or scientific notation; None for anything else, NaN and infinity too."""
    if "_" in text or not text.isascii():
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _text(cell: str) -> str:
    """A cell's text, without the apostrophe that keeps a spreadsheet from running it."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
