"""Allocations that the engine makes: no false alarm, and no fault that passes."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from chance_markets import as_published, no_false_alarms, rich_markets
from changes import replaced
from spoiling import (
    OF_EITHER,
    ON_A_LIMIT,
    Fault,
    Rows,
    award,
    binding,
    caught,
    exact_only,
    no_binding,
    swapped,
)
from written_market import allocate_folder, rows_of, write_allocation, write_rows

from benchmarks.random_market import random_market
from marketsim.clearing.allocation import Nomination
from marketsim.verification import verify

OBJECTIVES = ("least_squares", "max_mw")


def allocated(folder: Path, seed: int, objective: str = "least_squares") -> Path:
    """A random market whose bids to buy are nominated instead, for the most that was bid for."""
    model, product = random_market(seed, buses=12 + seed % 5 * 4)
    wanted = [
        Nomination(f"{at}", each.source, each.sink, 2 * each.curve[-1][0])
        for at, each in enumerate(product.bids)
        if not each.sells
    ]
    return allocate_folder(write_allocation(folder, model, wanted, product.base_loading, objective))


def cut(rows: Rows) -> list[int]:
    """Awards of part of what was nominated, which can go up or down."""
    return [at for at, row in enumerate(rows) if 0.02 < float(row["MW"]) < float(row["NominatedMW"]) - 0.02]


def whole(rows: Rows) -> list[int]:
    """Awards of all that was nominated."""
    return [at for at, row in enumerate(rows) if float(row["MW"]) == float(row["NominatedMW"]) > 0.02]


def cut_and_whole(awards: Rows) -> bool:
    """Some that are cut, and some that are not."""
    return bool(cut(awards) and whole(awards))


def of_either_objective(folder: Path, seed: int) -> Path:
    """Most by least squares, every fourth for the most MW."""
    return allocated(folder, seed, OBJECTIVES[seed % 4 == 3])


def test_no_false_alarm_in_a_sample_of_random_allocations(tmp_path: Path) -> None:
    """Base loading with options, outages of two branches, interfaces, set-asides: all is found right."""
    no_false_alarms(tmp_path, range(25), of_either_objective, cut_and_whole, 1e-8)


@pytest.mark.nightly
def test_no_false_alarm_in_two_hundred_random_allocations(tmp_path: Path) -> None:
    """The same in 200 markets that no other test uses."""
    no_false_alarms(tmp_path, range(1000, 1200), of_either_objective, cut_and_whole, 1e-8)


# --- faults -----------------------------------------------------------------------------------------------------


def other_objective(folder: Path, chance: np.random.Generator) -> None:
    """Allocated for the most MW, presented as least squares."""
    replaced("market.toml", "least_squares", "max_mw")(folder)
    shutil.rmtree(folder / "results")
    allocate_folder(folder)
    exact_only(folder)
    replaced("market.toml", "max_mw", "least_squares")(folder)


FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "a cut award 0.01 MW up": (award(0.01, cut), {"award-by-multipliers"}),
    "a cut award 0.01 MW down": (award(-0.01, cut), {"award-by-multipliers"}),
    "a cut award 0.01 MW up, by the flows": (award(0.01, cut), ON_A_LIMIT),
    "a full award 0.01 MW down": (award(-0.01, whole), {"award-by-multipliers"}),
    "a binding constraint missing": (no_binding, {"award-by-multipliers"}),
    "a multiplier scaled": (binding("ShadowPrice", lambda each: repr(float(each) * 1.001)), {"award-by-multipliers"}),
    "counterflow taken for load": (swapped("nominations.csv", cut), {"award-by-multipliers"}),
    "the most MW presented as least squares": (other_objective, {"award-by-multipliers"}),
} | OF_EITHER  # fmt: skip


@pytest.fixture(scope="module")
def markets(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four allocations with everything in them that a fault needs, unrounded results alone."""
    return rich_markets(tmp_path_factory.mktemp("random"), allocated, cut_and_whole)


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_caught_in_every_market(markets: list[Path], fault: str, tmp_path: Path) -> None:
    """At full precision, by a check that says what the fault is."""
    caught(markets, *FAULTS[fault], tmp_path)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_awards_a_hundredth_short_are_caught_where_no_multipliers_are_told(
    tmp_path: Path, objective: str
) -> None:
    """Of published figures: whatever multipliers explain awards, they price room that is left over."""
    market = as_published(allocated(tmp_path / "market", 300, objective))
    for file in (market / "results" / "published").glob("P*_ALLOCATION_RESULT*.csv"):
        rows = rows_of(file)
        for row in rows:
            row["MW"] = f"{float(row['MW']) * 0.99:.3f}"
        write_rows(file, rows)
    assert {each.check for each in verify(market).findings} & {"binding-at-limit", "award-by-multipliers"}
