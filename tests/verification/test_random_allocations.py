"""Allocations that the engine makes: no false alarm, and no fault that passes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from written_market import allocate_folder, rows_of, write_allocation

from benchmarks.random_market import random_market
from marketsim.clearing.allocation import Nomination
from marketsim.verification import verify

AWARDS, BINDING = "results/awards.csv", "results/binding_constraints.csv"
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


def cut(rows: list[dict[str, str]]) -> list[int]:
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
