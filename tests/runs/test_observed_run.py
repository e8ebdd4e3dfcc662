"""The same files on the same system, seen as a live target shows itself: no operator, no MUI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketsim.target.embedded import EmbeddedSystem

from .finished_run import FinishedRun, finished

REVIEWED = Path(__file__).with_name("observed_skips.txt")
CONNECTIVITY_SHARE = 0.8


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSystem]:
    """One embedded system, standing."""
    with EmbeddedSystem(tmp_path_factory.mktemp("standing")) as system:
        yield system


@pytest.fixture(scope="module")
def observed(system: EmbeddedSystem, tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """The whole suite with the observed profile: all writes allowed, intrusive scenarios permitted."""
    out = tmp_path_factory.mktemp("observed") / "out"
    return finished(out, "--target", str(system.observed), "--intrusive", "TEST-1", "--seed", "7")


def reviewed() -> dict[str, str]:
    """The list: an id and the words of its reason a line."""
    lines = REVIEWED.read_text("utf-8").splitlines()
    return dict(line.split(" | ", 1) for line in lines if line.strip() and not line.startswith("#"))


def test_nothing_fails_or_breaks_where_we_can_only_observe(observed: FinishedRun) -> None:
    """Without operator and MUI, what can be told passes, and the rest is skipped: undecided, exit 6."""
    wrong = {name: word for name, word in observed.verdicts.items() if word not in ("passed", "skipped")}
    assert (observed.code, wrong) == (6, {}), observed.told


def test_an_observed_embedded_system_is_still_called_embedded(observed: FinishedRun) -> None:
    """No profile can make a page hide that it was no live system."""
    assert observed.readiness["target"]["kind"] == "live" and observed.readiness["target"]["embedded"]
    assert "EMBEDDED SYSTEM" in (observed.out / "index.html").read_text("utf-8")


def test_only_reviewed_scenarios_are_skipped_and_for_the_reviewed_reason(observed: FinishedRun) -> None:
    """Whatever else is skipped is a finding; so is an entry of the list that is skipped no more."""
    skipped = {each["id"]: each["found"] for each in observed.scenarios("skipped")}
    expected = reviewed()
    assert set(skipped) == set(expected)
    assert {name for name, reason in expected.items() if reason not in skipped[name]} == set()


def test_four_fifths_of_connectivity_pass_on_an_observed_target(observed: FinishedRun) -> None:
    """The connectivity weeks work without anybody's help."""
    words = [each["verdict"] for each in observed.readiness["scenarios"] if each["topic"] == "connectivity"]
    assert words.count("passed") >= CONNECTIVITY_SHARE * len(words)


def test_intrusive_scenarios_are_omitted_without_permission(system: EmbeddedSystem, tmp_path: Path) -> None:
    """No foreign name, bad certificate or malformed body goes to a live target unasked."""
    run = finished(tmp_path / "out", "features/connectivity/access.feature", "--target", str(system.observed))
    intrusive = {
        each["id"]: each["verdict"] for each in run.readiness["scenarios"] if "intrusive" in each["tags"]
    }
    assert intrusive and set(intrusive.values()) == {"omitted"}


def test_a_write_that_is_not_yet_due_is_omitted_from_week_one(system: EmbeddedSystem, tmp_path: Path) -> None:
    """Week one offers no uploads: scenarios with writes do not count there, reads do."""
    run = finished(
        tmp_path / "out",
        "features/connectivity/services.feature",
        "features/connectivity/phases.feature",
        "--target",
        str(system.observed),
        "--phase",
        "connectivity-week-1",
    )
    assert run.code == 0, run.told
    assert {run.verdicts[name] for name in ("MS-CON-06", "MS-CON-07", "MS-CON-05#auction")} == {"omitted"}
    assert run.verdicts["MS-CON-01#auction"] == "passed"


def test_week_two_opens_the_uploads_of_allocation_and_auction_alone(tmp_path: Path) -> None:
    """On an embedded system in week two, bids and nominations go up; the secondary market waits."""
    run = finished(tmp_path / "out", "features/connectivity/phases.feature", "--phase", "connectivity-week-2")
    assert run.verdicts == {"MS-CON-06": "passed", "MS-CON-07": "passed", "MS-CON-08": "omitted"}
    assert run.code == 0
