"""A statement as a plain sheet of numbers, to tamper with by hand: nothing here knows how the model settles."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from marketsim.cli import command_line

HEADING = [
    "Determinant",
    "Resource",
    "Area",
    "Coordinator",
    "TradeDate",
    "HourEnding",
    "Interval",
    "Value",
    "Unit",
]


class Cell(NamedTuple):
    """Where a value stands; ``whose`` is the resource, area or coordinator."""

    determinant: str
    whose: str
    day: str
    hour: int
    interval: int


class Sheet(dict[Cell, Fraction]):
    """Values by cell; ``facts`` are the rows without a day."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.facts: list[tuple[str, str, str, str]] = []
        self._rows: dict[Cell, list[str]] = {}
        with path.open(encoding="utf-8", newline="") as file:
            for row in list(csv.reader(file))[1:]:
                if not row[4]:
                    self.facts.append((row[0], row[1], row[2], row[3]))
                    continue
                cell = Cell(row[0], "".join(row[1:4]), row[4], int(row[5]), int(row[6] or 0))
                self[cell], self._rows[cell] = Fraction(row[7]), row

    def of(self, *determinants: str) -> Iterator[Cell]:
        """The cells of these determinants."""
        return (cell for cell in list(self) if cell.determinant in determinants)

    def at(
        self, cell: Cell, determinant: str, whose: str | None = None, interval: int | None = None
    ) -> Fraction:
        """The value of another determinant at the same time."""
        name = cell.whose if whose is None else whose
        return self[
            Cell(determinant, name, cell.day, cell.hour, cell.interval if interval is None else interval)
        ]

    def names(self, determinant: str) -> list[str]:
        """Whose values there are."""
        return sorted({cell.whose for cell in self.of(determinant)})

    def fact(self, name: str) -> dict[str, str]:
        """The area that a fact gives each resource."""
        return {resource: area for fact, resource, area, _ in self.facts if fact == name}

    def write(self, path: Path) -> Path:
        """Rows with three decimals, amounts of coordinators in cents."""
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(HEADING)
            for cell, value in self.items():
                row = self._rows[cell]
                places = 2 if row[0].startswith("cc_") else 3
                rows.writerow([*row[:7], f"{float(round(value, places)):.{places}f}", row[8]])
        return path


def settle(*words: str | Path) -> dict[str, Any]:
    """What ``marketsim settle --json`` says with these words."""
    call = ["settle", *map(str, words), "--json"]
    result = CliRunner().invoke(command_line(call), call)
    assert result.exit_code in (0, 1), result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == (0 if found["clean"] else 1)
    return found


def named(found: dict[str, Any]) -> list[str]:
    """The causes that were found, and ``unexplained`` where something is."""
    causes = found["causes"]
    names = [" and ".join(each["mistakes"]) for each in causes["found"]]
    return [*names, *(["unexplained"] if causes["unexplained"]["hourly_values"] else [])]
