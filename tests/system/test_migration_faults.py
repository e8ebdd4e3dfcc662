"""Faults of load migration: each gets something wrong, none does unless it is switched on."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from marketsim.system.migration.faults import counterflow, heard, steps_of
from marketsim.system.migration.inputs import Transfer
from marketsim.system.migration.moves import Move
from marketsim.system.result_faults import NO_RESULT_FAULTS, ResultFaults
from marketsim.system.store.holdings import Crr

THERE = Transfer("UPGAE", "1", "RESIDENTIAL", "100000001", "100000002", 10)
BACK = Transfer("UPGAE", "2", "RESIDENTIAL", "100000002", "100000001", 4)
MOVE = Move(7, "NVLY", "BAYC", before=Fraction("0.0014"), after=Fraction("0.0038"))
LOST = Crr(
    crr_id=9, parent_crr_id=7, owner="NVLY", source="EAST", sink="WEST", tou="ON", hedge_type="OBL",
    crr_type="LMT_CNT", category="LOAD_MIGRATION", market_name="LOAD_MIGRATION_2027_M01", period="2027_S01",
    start=datetime(2027, 1, 1, 8, tzinfo=UTC), end=datetime(2027, 4, 1, 6, 59, 59, tzinfo=UTC), mw=1.5,
)  # fmt: skip


def with_fault(name: str) -> ResultFaults:
    return ResultFaults(frozenset({name}))


def test_without_faults_everything_passes_through() -> None:
    """A sound system."""
    assert heard((THERE, BACK), NO_RESULT_FAULTS) == (THERE, BACK)
    assert steps_of(MOVE, NO_RESULT_FAULTS) == MOVE.steps == 3
    assert counterflow(LOST, NO_RESULT_FAULTS) == LOST


def test_load_that_comes_back_is_not_heard() -> None:
    """So nothing is netted."""
    assert heard((THERE, BACK), with_fault("moves-not-netted")) == (THERE,)


def test_moves_are_cut_off() -> None:
    """Instead of rounded."""
    assert steps_of(MOVE, with_fault("moves-cut-off")) == 2


@pytest.mark.parametrize(("after", "steps"), [("0.0025", 3), ("0.0035", 3), ("0.0026", 3), ("0.0024", 2)])
def test_half_a_step_is_rounded_to_the_odd_one(after: str, steps: int) -> None:
    """And all else as it should be."""
    move = Move(7, "NVLY", "BAYC", before=Fraction(0), after=Fraction(after))
    assert steps_of(move, with_fault("ties-to-odd")) == steps


@pytest.mark.parametrize(
    ("fault", "path", "mw"),
    [("counterflow-not-turned", ("WEST", "EAST"), 1.5), ("counterflow-short", ("EAST", "WEST"), 1.499)],
)
def test_a_counterflow_runs_with_its_parent_or_is_too_small(
    fault: str, path: tuple[str, str], mw: float
) -> None:
    """And stays the same otherwise."""
    made = counterflow(LOST, with_fault(fault))
    assert ((made.source, made.sink), made.mw, made.owner) == (path, mw, "NVLY")
