"""The same again gives the same: twenty runs, twenty times the same verdicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.target.embedded import EmbeddedSystem

from .finished_run import finished

RUNS = 20
OLD_WORLDS = (7, 42, 3047961211, *range(100, 112))


@pytest.mark.nightly
def test_twenty_runs_against_one_standing_system_agree(tmp_path: Path) -> None:
    """Seeds differ, names differ, what earlier runs left behind differs; verdicts do not."""
    with EmbeddedSystem(tmp_path / "standing") as system:
        words = ("--topic", "auction", "--target", str(system.observed), "--intrusive", "TEST-1")
        runs = [finished(tmp_path / str(number), *words, "--seed", str(number)) for number in range(RUNS)]
    assert {each.code for each in runs} == {6}
    assert all(each.verdicts == runs[0].verdicts for each in runs)


@pytest.mark.nightly
def test_five_whole_runs_on_fresh_systems_agree(tmp_path: Path) -> None:
    """Every scenario, five seeds, two workers: all passed, each time."""
    runs = [finished(tmp_path / str(number), "-n", "2", "--seed", str(number)) for number in range(5)]
    assert {each.code for each in runs} == {0}
    assert all(each.verdicts == runs[0].verdicts for each in runs)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", OLD_WORLDS)
def test_a_cutover_passes_whatever_the_old_system_held(seed: int, tmp_path: Path) -> None:
    """Every seed draws other old systems: other splits by date, other offers in flight, other pairs."""
    run = finished(tmp_path, "features/cutover", "--phase", "cutover", "--seed", str(seed))
    assert (run.code, set(run.verdicts.values())) == (0, {"passed"})
