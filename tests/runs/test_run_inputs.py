"""Waivers, a plan and a half are checked before a run begins; a waived failure goes through every report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from marketsim.cli.run import run
from marketsim.target.embedded import EmbeddedSystem

from .finished_run import ROOT, FinishedRun, finished, marketsim

NAME_TAKEN = "MS-AUC-24"
WAIVER = '[[waivers]]\nid = "{}"\nreason = "names are not checked yet"\nowner = "Ann Lee"\nexpires = {}\n'
PLAN = """\
plan: {title: A plan of the ISO's}
rows:
  - {number: "7.1", title: Names, first_day: 2027-03-01, expected: Refused, scenarios: [MS-AUC-24]}
"""


def refused(*words: str) -> str:
    """What `run` says when it refuses to begin."""
    app = typer.Typer()
    app.command()(run)
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 2, done.output
    return done.output


@pytest.mark.parametrize(
    ("id_", "said"),
    [("MS-AUC-240", "did you mean MS-AUC-24?"), ("MS-CON-01#auctions", "did you mean MS-CON-01#auction?")],
)
def test_a_waiver_of_what_is_not_there_stops_the_run_before_it_begins(
    tmp_path: Path, id_: str, said: str
) -> None:
    """Exit 2, with the nearest right id."""
    (tmp_path / "waivers.toml").write_text(WAIVER.format(id_, "2099-01-31"), "utf-8")
    assert said in refused("--waivers", str(tmp_path / "waivers.toml"), "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("MS-AUC-24", "MS-AUC-00", "scenarios of ours for 7.1"),
        ("2027-03-01", "2027-03-32", "first_day"),
        ("rows:", "rows: [", "Expected a Market Simulation plan"),
    ],
)
def test_a_plan_with_faults_stops_the_run_before_it_begins(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """Exit 2: a row that nothing shows would look as if somebody had forgotten it."""
    (tmp_path / "plan.yaml").write_text(PLAN.replace(old, new), "utf-8")
    assert said in refused("--market-sim-plan", str(tmp_path / "plan.yaml"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--side", "A"], "--target"),
        (["--side", "C", "--handover", "h.json"], "Expected --side A"),
        (["--handover", "h.json"], "--side"),
        (["--partner", "GBTR"], "--side"),
    ],
)
def test_a_half_needs_a_target_a_handover_and_a_partner(words: list[str], said: str) -> None:
    """What is missing is named."""
    assert said in refused(*words)


def test_side_a_names_its_partner_and_side_b_does_not(embedded: EmbeddedSystem) -> None:
    """The hand-over tells side B whose half it takes over."""
    both = ("--target", str(embedded.observed), "--handover", "h.json")
    assert "Expected --partner" in refused("--side", "A", *both)
    assert "Expected no --partner" in refused("--side", "B", "--partner", "GBTR", *both)


@pytest.mark.parametrize("below", ["", "/deeper"])
def test_an_output_folder_that_cannot_be_made_is_named(tmp_path: Path, below: str) -> None:
    """A file is in its way, or in its parent's."""
    (tmp_path / "taken").write_text("mine", "utf-8")
    assert "--out" in refused("--topic", "auction", "--out", f"{tmp_path}/taken{below}")
    assert (tmp_path / "taken").read_text("utf-8") == "mine"


def test_only_feature_files_of_the_suite_can_be_run(tmp_path: Path) -> None:
    """Elsewhere nobody knows the steps; and a folder's other files are no scenarios."""
    own = tmp_path / "own.feature"
    own.write_text("Feature: Of my own", "utf-8")
    assert str(own) in refused(str(own))
    assert ".feature" in refused(str(ROOT / "features" / "requirements.yaml"))


@pytest.fixture(scope="module")
def waived(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """A run against a system that lets names be taken twice, which is waived, by a plan of the ISO's."""
    folder = tmp_path_factory.mktemp("waived")
    (folder / "waivers.toml").write_text(WAIVER.format(NAME_TAKEN, "2099-12-31"), "utf-8")
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    with EmbeddedSystem(folder / "system", faults=["rule:portfolio-name-free"]) as system:
        return finished(
            folder / "out", "features/auction/portfolio.feature", "--target", str(system.profile),
            "--waivers", str(folder / "waivers.toml"), "--market-sim-plan", str(folder / "plan.yaml"),
        )  # fmt: skip


def test_a_run_with_its_failure_waived_is_ready(waived: FinishedRun) -> None:
    """Exit 0, and the one that failed is called waived in the summary and on the terminal."""
    assert (waived.code, waived.verdicts[NAME_TAKEN]) == (0, "waived"), waived.told
    assert set(waived.verdicts.values()) == {"passed", "waived"}
    assert "1 failed and was waived" in waived.told


def test_waivers_and_plan_survive_a_rebuilding_from_the_evidence(waived: FinishedRun, tmp_path: Path) -> None:
    """Neither file is needed any more: the evidence has what they said."""
    (tmp_path / "evidence").mkdir()
    for path in (waived.out / "evidence").glob("*.jsonl"):
        (tmp_path / "evidence" / path.name).write_bytes(path.read_bytes())
    assert marketsim("report", str(tmp_path)).returncode == 0
    again = json.loads((tmp_path / "readiness.json").read_text("utf-8"))
    for member in ("waivers", "plan", "counts"):
        assert again[member] == waived.readiness[member]
    (row,) = again["plan"]["rows"]
    assert (row["number"], row["verdict"], again["plan"]["example"]) == ("7.1", "ready", False)


def test_allure_has_the_waived_failure_muted(waived: FinishedRun) -> None:
    """Failed there, but of no account."""
    results = [
        json.loads(path.read_bytes()) for path in (waived.out / "allure-results").glob("*-result.json")
    ]
    (muted,) = [each for each in results if each.get("statusDetails", {}).get("muted")]
    assert (muted["status"], muted["name"].split()[0]) == ("failed", NAME_TAKEN)
