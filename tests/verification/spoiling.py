"""Ways to spoil a cleared market of chance, auction or allocation, that an oracle has to find."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
from written_market import rows_of, write_rows

from marketsim.verification import verify

AWARDS, BINDING = "results/awards.csv", "results/binding_constraints.csv"
ON_A_LIMIT = {
    "feasible-base", "feasible-contingency", "feasible-interface", "binding-at-limit", "binding-figures",
}  # fmt: skip

Fault = Callable[[Path, np.random.Generator], None]
Rows = list[dict[str, str]]


def award(step: float, chosen: Callable[[Rows], list[int]]) -> Fault:
    """One award more or less."""

    def change(folder: Path, chance: np.random.Generator) -> None:
        rows = rows_of(folder / AWARDS)
        at = int(chance.choice(chosen(rows)))
        rows[at]["MW"] = repr(float(rows[at]["MW"]) + step)
        write_rows(folder / AWARDS, rows)

    return change


def all_short(folder: Path, chance: np.random.Generator) -> None:
    """Feasible, and not the best."""
    rows = rows_of(folder / AWARDS)
    for row in rows:
        row["MW"] = repr(float(row["MW"]) * 0.999)
    write_rows(folder / AWARDS, rows)


def binding(column: str, changed: Callable[[str], str]) -> Fault:
    """The row with the highest shadow price told otherwise."""

    def change(folder: Path, chance: np.random.Generator) -> None:
        rows = rows_of(folder / BINDING)
        row = max(rows, key=lambda each: float(each["ShadowPrice"]))
        row[column] = changed(row[column])
        write_rows(folder / BINDING, rows)

    return change


def flipped(direction: str) -> str:
    """The other direction."""
    return "REVERSE" if direction == "FORWARD" else "FORWARD"


def no_binding(folder: Path, chance: np.random.Generator) -> None:
    """The row with the highest shadow price missing."""
    rows = rows_of(folder / BINDING)
    columns = list(rows[0])
    rows.remove(max(rows, key=lambda each: float(each["ShadowPrice"])))
    write_rows(folder / BINDING, rows, columns)


def rating(step: float) -> Fault:
    """An outage that binds has another emergency rating than the one cleared with."""

    def change(folder: Path, chance: np.random.Generator) -> None:
        row = next(filter(_tripped, rows_of(folder / BINDING)))
        factor = float((folder / "market.toml").read_text("utf-8").split("factor = ")[1].split()[0])
        limit = float(row["Limit"]) / factor + step
        (folder / "ratings.csv").write_text(
            f"Branch,NormalMW,EmergencyMW\n{row['ConstraintName']},,{limit!r}\n", "utf-8"
        )

    return change


def swapped(inputs: str, chosen: Callable[[Rows], list[int]]) -> Fault:
    """An award of the opposite path, in inputs and results alike."""

    def change(folder: Path, chance: np.random.Generator) -> None:
        rows = rows_of(folder / AWARDS)
        record = rows[int(chance.choice(chosen(rows)))]["Record"]
        for file in (AWARDS, inputs):
            rows = rows_of(folder / file)
            for row in rows:
                if row["Record"] == record:
                    row["Source"], row["Sink"] = row["Sink"], row["Source"]
            write_rows(folder / file, rows)

    return change


def has_outage(folder: Path) -> bool:
    """Whether a branch is at its limit after an outage."""
    return any(map(_tripped, rows_of(folder / BINDING)))


def _tripped(row: dict[str, str]) -> bool:
    return bool(row["Contingency"]) and row["ConstraintType"] == "BRANCH"


def exact_only(folder: Path) -> Path:
    """With the unrounded results alone."""
    shutil.rmtree(folder / "results" / "published")
    (folder / "results" / "cleared.toml").unlink()
    return folder


def caught(markets: list[Path], change: Fault, fitting: set[str], place: Path) -> None:
    """Every market is clean, and once spoiled no longer so by one of the checks that fit."""
    assert len(markets) == 4
    for number, market in enumerate(markets):
        copy = Path(shutil.copytree(market, place / str(number)))
        assert verify(copy).clean
        change(copy, np.random.default_rng(number))
        assert {each.check for each in verify(copy).findings} & fitting, market.name


OF_EITHER: dict[str, tuple[Fault, set[str]]] = {
    "all awards a thousandth short": (all_short, {"duality-gap"}),
    "a binding constraint flipped": (binding("Direction", flipped), {"binding-at-limit", "binding-known"}),
    "an emergency rating half a megawatt higher": (rating(0.5), {"binding-figures"}),
    "an emergency rating half a megawatt lower": (rating(-0.5), {"feasible-contingency"}),
}
"""Faults of auctions and allocations alike, and the checks one of which must find them."""
