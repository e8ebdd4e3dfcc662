"""Changes of a market folder, for faults that an oracle has to find, and what it found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from written_market import rows_of, write_rows

from marketsim.verification import Report

Change = Callable[[Path], None]


def cell(file: str, row: int, column: str, value: object) -> Change:
    """A change of one cell."""

    def change(folder: Path) -> None:
        rows = rows_of(folder / file)
        rows[row][column] = str(value)
        write_rows(folder / file, rows)

    return change


def without_row(file: str, row: int) -> Change:
    """A change that removes a row."""

    def change(folder: Path) -> None:
        rows = rows_of(folder / file)
        columns = list(rows.pop(row))
        write_rows(folder / file, rows, columns)

    return change


def with_line(file: str, line: str) -> Change:
    """A change that adds a line to a file, which may be new."""

    def change(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as stream:
            stream.write(f"{line}\n")

    return change


def replaced(file: str, old: str, new: str) -> Change:
    """A change of text."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")

    return change


def unpublished(folder: Path) -> None:
    """Without the published files, so that those object to nothing."""
    shutil.rmtree(folder / "results" / "published")


def together(*changes: Change) -> Change:
    """Several changes."""

    def change(folder: Path) -> None:
        for each in changes:
            each(folder)

    return change


def found(report: Report) -> set[str]:
    """The checks that found something."""
    return {each.check for each in report.findings}
