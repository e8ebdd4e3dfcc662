"""``market.toml``: which case, which ratings, what is left out; the names of the other files."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, NoReturn

from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.report import Unreadable

SETTINGS = "market.toml"
Objective = Literal["least_squares", "max_mw"]
OBJECTIVES: tuple[Objective, Objective] = ("least_squares", "max_mw")
FILES = (
    "locations", "contingencies", "interfaces", "ratings", "monitored", "base_loading", "set_asides", "bids",
    "security",
    "nominations", "caps",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``market.toml`` says. ``capacity`` is the factor on every limit; margin in $/MW, minimum in $.

    ``objective`` is what an allocation is best by.
    """

    name: str
    case: str
    capacity: float
    shape: Literal["step", "linear"]
    normal: int
    emergency: int
    largest_island: bool
    skip_islanding: bool
    margin: float | None
    minimum: float
    products: tuple[tuple[str, str], ...]
    files: Mapping[str, str]
    objective: Objective = "least_squares"


def read_settings(files: MarketFiles) -> Settings:
    """The settings of a market folder; raises Unreadable."""
    try:
        tree = tomllib.loads(files.read(SETTINGS).decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise Unreadable(SETTINGS, None, "TOML", str(problem)[:120], "correct the file") from None
    table = _Tree(tree)
    _check_keys(table)
    credit = table.part("credit")
    return Settings(
        name=table.word("name", ""),
        case=table.word("case", ""),
        capacity=table.part("capacity").number("factor", 1.0, least=0.0),
        shape="linear" if table.part("curve").choice("shape", "step", "linear") else "step",
        normal=table.part("ratings").choice("normal", "A", "B", "C"),
        emergency=table.part("ratings").choice("emergency", "C", "A", "B", order="ABC"),
        largest_island=bool(table.part("model").choice("islands", "refuse", "largest")),
        skip_islanding=bool(table.part("model").choice("islanding_contingencies", "refuse", "skip")),
        margin=credit.number("margin", 0.0) if "margin" in credit.tree else None,
        minimum=credit.number("minimum", 0.0),
        products=table.pairs("products"),
        files={each: table.part("files").word(each, f"{each}.csv") for each in FILES},
        objective=OBJECTIVES[table.part("allocation").choice("objective", *OBJECTIVES)],
    )


KEYS = {
    "": (
        "name",
        "case",
        "products",
        "capacity",
        "curve",
        "ratings",
        "model",
        "credit",
        "files",
        "allocation",
    ),
    "capacity": ("factor",),
    "curve": ("shape",),
    "ratings": ("normal", "emergency"),
    "model": ("islands", "islanding_contingencies", "reference"),
    "credit": ("margin", "minimum"),
    "allocation": ("objective",),
    "files": FILES,
}


def _check_keys(table: _Tree) -> None:
    """A key that nobody knows may be a misspelt one, which must not pass for left out."""
    for name, known in KEYS.items():
        part = table.part(name) if name else table
        for key in sorted(part.tree.keys() - set(known)):
            place = f"{SETTINGS} ({part.path}{key})"[:100]
            raise Unreadable(
                place, None, f"one of {', '.join(known)}", repr(key)[:60], "correct or remove it"
            )


@dataclass(frozen=True, slots=True)
class _Tree:
    """A table of the settings, asked with defaults."""

    tree: Mapping[str, Any]
    path: str = ""

    def part(self, key: str) -> _Tree:
        value = self.tree.get(key, {})
        if not isinstance(value, dict):
            self._refuse(key, "a table", value)
        return _Tree(value, f"{self.path}{key}.")

    def word(self, key: str, default: str) -> str:
        value = self.tree.get(key, default)
        if not isinstance(value, str):
            self._refuse(key, "text", value)
        return value

    def choice(self, key: str, first: str, *others: str, order: str = "") -> int:
        """The place of the word among the choices (or in ``order``); without the key, that of the first."""
        value = self.tree.get(key, first)
        if value not in (first, *others):
            self._refuse(key, " or ".join((first, *others)), value)
        return order.index(value) if order else (first, *others).index(value)

    def number(self, key: str, default: float, *, least: float = -math.inf) -> float:
        """A number, or a fraction as text."""
        value = self.tree.get(key, default)
        try:
            if isinstance(value, bool):
                raise ValueError
            found = float(Fraction(value)) if isinstance(value, str) else float(value)
        except (ValueError, TypeError, ZeroDivisionError, OverflowError):
            self._refuse(key, "a number or a fraction", value)
        if not (abs(found) < 1e12 and found >= least):
            self._refuse(key, "a finite number" + (f" from {least:g}" if least > -math.inf else ""), value)
        return found

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        value = self.tree.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(each, list) and len(each) == 2 and all(isinstance(word, str) for word in each)
            for each in value
        ):
            self._refuse(key, "a list of [period, TOU]", value)
        return tuple((period, tou) for period, tou in value)

    def _refuse(self, key: str, expected: str, value: object) -> NoReturn:
        place = f"{SETTINGS} ({self.path}{key})"
        raise Unreadable(place, None, expected, repr(value)[:60], "correct this setting")
