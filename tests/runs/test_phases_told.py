"""A short run says of each phase whether to go, by whose criteria, and leaves the tracking behind."""

from __future__ import annotations

import csv

import pytest

from marketsim.target.phases import PHASES

from .finished_run import FinishedRun, finished, marketsim

WEEK_2 = ("features/connectivity/phases.feature", "features/connectivity/services.feature")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """The scenarios of week two, in week two."""
    return finished(tmp_path_factory.mktemp("phases") / "out", *WEEK_2, "--phase", "connectivity-week-2")


def word(run: FinishedRun, phase: str, side: str) -> str:
    """What a gate says."""
    (found,) = [each for each in run.readiness["gates"]["phases"] if each["phase"] == phase]
    return str(found[side]["word"])


def test_week_two_is_left_and_nothing_else_is_claimed(run: FinishedRun) -> None:
    """The uploads were shown; phases of which nothing was run are not assessed, least of all go."""
    assert run.code == 0, run.told
    assert word(run, "connectivity-week-2", "exit") == "go"
    assert word(run, "cutover", "exit") == "not assessed"
    for phase in ("structured", "unstructured", "cutover"):
        assert {word(run, phase, side) for side in ("entry", "exit")} <= {"not assessed", "undecided"}


def test_each_phase_has_its_line_on_the_terminal(run: FinishedRun) -> None:
    """After a line that says whose criteria they are, and of what an embedded run says nothing."""
    lines = run.told.splitlines()
    (head,) = [number for number, line in enumerate(lines) if line.startswith("phases ")]
    assert "not the ISO's" in lines[head] and "nothing here says anything about the ISO's" in lines[head]
    assert [line.split()[0] for line in lines[head + 1 : head + 1 + len(PHASES)]] == list(PHASES)


def test_report_decides_the_same_again(run: FinishedRun) -> None:
    """From the evidence alone."""
    before = run.readiness["gates"]
    again = marketsim("report", str(run.out))
    assert again.returncode == 0, again.stdout + again.stderr
    assert FinishedRun(0, "", run.out).readiness["gates"] == before


def test_the_tracking_names_participants_with_evidence_that_is_there(run: FinishedRun) -> None:
    """MS-RDY-01: who has run which, with the last verdict."""
    with (run.out / "tracking.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ran = [each for each in rows if each["participant"]]
    assert {"MS-CON-06", "MS-CON-07"} <= {each["scenario"] for each in ran}
    assert {each["verdict"] for each in ran} == {"passed"}
    assert all((run.out / each["evidence"]).is_file() for each in ran)
    assert sum(each["verdict"] == "not run" for each in rows) > 1000
