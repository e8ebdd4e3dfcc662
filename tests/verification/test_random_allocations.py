"""Allocations that the engine makes: no false alarm, and no fault that passes."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from changes import replaced
from spoiling import (
    AWARDS,
    BINDING,
    ON_A_LIMIT,
    Fault,
    Rows,
    all_short,
    award,
    binding,
    caught,
    exact_only,
    flipped,
    has_outage,
    no_binding,
    rating,
    swapped,
)  # fmt: skip
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


def is_rich(folder: Path) -> bool:
    """Three binding rows or more, one after an outage; awards that are cut, and some that are not."""
    binding, awards = rows_of(folder / BINDING), rows_of(folder / AWARDS)
    whole = any(row["MW"] == row["NominatedMW"] for row in awards)
    return len(binding) >= 3 and any(row["Contingency"] for row in binding) and bool(cut(awards)) and whole


def no_false_alarms(folder: Path, seeds: range) -> None:
    """Allocate and judge, unrounded and as published; at least half of the markets must be worth the trouble."""
    rich = 0
    for seed in seeds:
        market = allocated(folder / str(seed), seed, OBJECTIVES[seed % 4 == 3])
        report = verify(market)
        assert report.findings == (), seed
        assert report.duality_gap is not None and abs(report.duality_gap) < 1e-8
        rich += is_rich(market)
        for name in ("awards", "binding_constraints", "raised_limits"):
            (market / "results" / f"{name}.csv").unlink()
        assert verify(market).findings == (), f"{seed}, as published"
        shutil.rmtree(market)
    assert rich >= len(seeds) / 2


def test_no_false_alarm_in_a_sample_of_random_allocations(tmp_path: Path) -> None:
    """Base loading with options, outages of two branches, interfaces, set-asides: all is found right."""
    no_false_alarms(tmp_path, range(25))


@pytest.mark.nightly
def test_no_false_alarm_in_two_hundred_random_allocations(tmp_path: Path) -> None:
    """The same in 200 markets that no other test uses."""
    no_false_alarms(tmp_path, range(1000, 1200))


# --- faults -----------------------------------------------------------------------------------------------------


def whole(rows: Rows) -> list[int]:
    """Awards of all that was nominated."""
    return [at for at, row in enumerate(rows) if float(row["MW"]) == float(row["NominatedMW"]) > 0.02]


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
    "all awards a thousandth short": (all_short, {"duality-gap"}),
    "a binding constraint missing": (no_binding, {"award-by-multipliers"}),
    "a multiplier scaled": (binding("ShadowPrice", lambda each: repr(float(each) * 1.001)), {"award-by-multipliers"}),
    "a binding constraint flipped": (binding("Direction", flipped), {"binding-at-limit", "binding-known"}),
    "counterflow taken for load": (swapped("nominations.csv", cut), {"award-by-multipliers"}),
    "the most MW presented as least squares": (other_objective, {"award-by-multipliers"}),
    "an emergency rating half a megawatt higher": (rating(0.5), {"binding-figures"}),
    "an emergency rating half a megawatt lower": (rating(-0.5), {"feasible-contingency"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def markets(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four allocations with everything in them that a fault needs, unrounded results alone."""
    folder, found = tmp_path_factory.mktemp("random"), []
    for seed in range(300, 340):
        market = allocated(folder / str(seed), seed)
        if is_rich(market) and has_outage(market) and whole(rows_of(market / AWARDS)):
            found.append(exact_only(market))
        if len(found) == 4:
            break
    return found


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_caught_in_every_market(markets: list[Path], fault: str, tmp_path: Path) -> None:
    """At full precision, by a check that says what the fault is."""
    caught(markets, *FAULTS[fault], tmp_path)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_awards_a_hundredth_short_are_caught_where_no_multipliers_are_told(
    tmp_path: Path, objective: str
) -> None:
    """Of published figures: whatever multipliers explain awards, they price room that is left over."""
    market = allocated(tmp_path / "market", 300, objective)
    for name in ("awards", "binding_constraints", "raised_limits"):
        (market / "results" / f"{name}.csv").unlink()
    for file in (market / "results" / "published").glob("P*_ALLOCATION_RESULT*.csv"):
        rows = rows_of(file)
        for row in rows:
            row["MW"] = f"{float(row['MW']) * 0.99:.3f}"
        write_rows(file, rows)
    assert {each.check for each in verify(market).findings} & {"binding-at-limit", "award-by-multipliers"}
