"""Reports speak in the numbers of the Market Simulation plan, from the evidence alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.readiness.by_plan import by_plan
from marketsim.readiness.record import assemble
from marketsim.readiness.report import write_report
from marketsim.readiness.selection import judge

from .page_reader import Page
from .rehearsal import Rehearsal

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"


def row(number: str, *scenarios: str, **more: Any) -> dict[str, Any]:
    """A row of the plan."""
    facts = {
        "number": number,
        "title": f"Title of {number}",
        "phase": "structured",
        "first_day": "2027-03-01",
        "last_day": "2027-03-05",
        "cut_off": "2027-03-05 17:00",
        "participant_actions": ["Bid"],
        "iso_actions": ["Open an auction"],
        "expected": "It clears",
        "scenarios": list(scenarios),
    }
    return facts | more


ROWS = [
    row("1.1", "MS-AUC-21"),
    row("1.2", "MS-AUC-22", "MS-AUC-21"),
    row("1.3", "MS-AUC-23"),
    row("1.4", "MS-AUC-21", "MS-AUC-99"),
    row("1.5", "MS-AUC-99"),
    row("1.6", "MS-AUC-24#one"),
    row("1.7", "MS-AUC-24", title="<i>All</i> rows"),
    row("1.8", "MS-AUC-25"),
]
EXPECTED = {
    "1.1": "ready",
    "1.2": "not ready",
    "1.3": "undecided",
    "1.4": "undecided",
    "1.5": "not assessed",
    "1.6": "ready",
    "1.7": "not ready",
    "1.8": "not assessed",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a run by a plan of ours."""
    folder = tmp_path_factory.mktemp("planned")
    rehearsal = Rehearsal(folder / "evidence")
    rehearsal.run(market_sim_plan={"title": "A plan", "example": True, "rows": ROWS})
    for id_, held in (("21", True), ("22", False), ("24#one", True), ("24#two", False)):
        with rehearsal.scenario(f"MS-AUC-{id_}", topic="auction"):
            rehearsal.asserts(rehearsal.call(), held=held)
    for id_, verdict in (("23", "skipped"), ("25", "omitted")):
        with rehearsal.scenario(f"MS-AUC-{id_}", topic="auction", status="skipped"):
            rehearsal.recorder.halted(verdict=verdict, cause="data", reason="nothing there")
    rehearsal.end()
    write_report(folder, Contract.load(), [], templates=TEMPLATES)
    return folder


@pytest.fixture(scope="module")
def summary(folder: Path) -> dict[str, Any]:
    """readiness.json."""
    return dict(json.loads((folder / "readiness.json").read_text("utf-8")))


def test_each_row_has_a_verdict_and_is_ready_only_when_all_of_it_was_met(summary: dict[str, Any]) -> None:
    """Failed, could not be told, partly met, not met, a row of an outline, a whole outline, does not apply."""
    assert {each["number"]: each["verdict"] for each in summary["plan"]["rows"]} == EXPECTED
    (partly,) = [each for each in summary["plan"]["rows"] if each["number"] == "1.4"]
    assert partly["not_run"] == ["MS-AUC-99"]
    assert partly["scenarios"] == [{"id": "MS-AUC-21", "verdict": "passed"}]


def test_scenarios_name_the_numbers_that_they_show(summary: dict[str, Any]) -> None:
    """Beside our id stand the ISO's number and title."""
    told = {each["id"]: [row["number"] for row in each["plan"]] for each in summary["scenarios"]}
    assert told["MS-AUC-21"] == ["1.1", "1.2", "1.4"]
    assert told["MS-AUC-24#one"] == ["1.6", "1.7"]
    assert told["MS-AUC-24#two"] == ["1.7"]
    assert summary["scenarios"][0]["plan"][0]["title"] == "Title of 1.1"


def test_page_junit_and_tickets_speak_in_numbers(folder: Path, summary: dict[str, Any]) -> None:
    """And an example of ours is called so wherever it is shown."""
    source = (folder / "index.html").read_text("utf-8")
    words = Page(source).words
    assert "By the plan's numbers" in words and "An example of our own" in words
    for said in (
        "1.1 Title of 1.1",
        "2027-03-01 to 2027-03-05",
        "cut-off 2027-03-05 17:00 Pacific",
        "<i>All</i>",
    ):
        assert said in words
    assert "not run: MS-AUC-99" in words and "1 row of which this run met no scenario" in words
    assert "<i>All" not in source
    junit = ElementTree.parse(folder / "junit.xml").getroot()
    assert {each.get("value") for each in junit.iter("property") if each.get("name") == "plan"} >= {
        "1.1",
        "1.7",
    }
    ticket = next(each["text"] for each in summary["tickets"] if each["id"] == "MS-AUC-22")
    assert "Plan number       1.2  Title of 1.2 (our own example)" in ticket


def test_without_a_plan_nothing_speaks_of_one(tmp_path: Path) -> None:
    """Evidence of earlier runs has none."""
    rehearsal = Rehearsal(tmp_path / "evidence")
    rehearsal.run()
    rehearsal.passes("MS-AUC-21")
    rehearsal.end()
    write_report(tmp_path, Contract.load(), [], templates=TEMPLATES)
    told = json.loads((tmp_path / "readiness.json").read_text("utf-8"))
    assert (told["plan"], told["scenarios"][0]["plan"]) == (None, [])
    assert "By the plan's numbers" not in (tmp_path / "index.html").read_text("utf-8")


@pytest.mark.parametrize("joined", [True, False], ids=["joined", "not joined"])
def test_steps_left_to_a_partner_count_only_in_a_half_that_is_joined(tmp_path: Path, joined: bool) -> None:
    """Otherwise any scenario could leave its steps to nobody."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run()
    with rehearsal.scenario("MS-SMT-25", status="left to partner"):
        request_id = rehearsal.call()
        rehearsal.asserts(request_id)
        if joined:
            rehearsal.recorder.joined(side="A", joined_request_id=request_id, partner="GBTR")
    rehearsal.end()
    record = assemble(rehearsal.events())
    verdict = judge(record)
    assert verdict.scenarios[0].verdict == ("passed" if joined else "broken")
    assert by_plan(record.market_sim_plan, verdict.scenarios) is None
