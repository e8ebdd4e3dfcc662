"""The main job: the whole suite on the embedded system, from the command line."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from marketsim.evidence.reader import read_events
from marketsim.target.scenario_writes import read_writes

from .finished_run import ROOT, FinishedRun, finished, marketsim

PART = ("features/connectivity", "features/market_information", "features/auction/clearing.feature")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """One run of everything, with a fixed seed."""
    return finished(tmp_path_factory.mktemp("whole") / "out", "--seed", "7")


def test_the_embedded_system_passes_every_scenario(whole: FinishedRun) -> None:
    """A bare run exits 0, and nothing is failed, broken, skipped or omitted."""
    other = {name: verdict for name, verdict in whole.verdicts.items() if verdict != "passed"}
    assert (whole.code, other) == (0, {}), whole.told


def test_settlement_passes_apart_but_for_what_needs_a_statement(whole: FinishedRun) -> None:
    """It is in the same run and counts for nothing else; nobody has supplied a statement."""
    other = {name: word for name, word in apart(whole).items() if word != "passed"}
    assert other == {"MS-SET-36": "omitted", "MS-SET-37": "omitted"}
    assert not set(apart(whole)) & set(whole.verdicts)


def apart(run: FinishedRun) -> dict[str, str]:
    """The verdict of each settlement scenario, which are in every list of cases but not in the verdict."""
    return {each["id"]: each["verdict"] for each in run.readiness["settlement"]["scenarios"]}


def test_a_run_leaves_every_promised_output(whole: FinishedRun) -> None:
    """Pages, JSON, JUnit, run file, Allure results and evidence are there; the report's place is told."""
    for name in ("index.html", "readiness.json", "junit.xml", "run.toml"):
        assert (whole.out / name).is_file(), name
    assert list((whole.out / "evidence").glob("*.jsonl"))
    assert str(whole.out / "index.html") in whole.told
    assert tomllib.loads((whole.out / "run.toml").read_text("utf-8"))
    cases = ElementTree.parse(whole.out / "junit.xml").getroot().iter("testcase")
    assert len(list(cases)) == len(whole.verdicts) + len(apart(whole))


def test_every_result_of_allure_has_its_steps_and_its_verdict(whole: FinishedRun) -> None:
    """Each scenario is one Allure result with Gherkin steps, one attachment an exchange, labels and parameters."""
    results = [
        json.loads(path.read_text("utf-8")) for path in (whole.out / "allure-results").glob("*-result.json")
    ]
    assert len(results) == len(whole.verdicts) + len(apart(whole))
    passed = [each for each in results if each["status"] == "passed"]
    assert len(results) - len(passed) == [*apart(whole).values()].count("omitted")
    for result in passed:
        labels = {label["name"]: label["value"] for label in result["labels"]}
        assert labels["verdict"] == "passed"
        assert ("not part of CRR readiness" in labels["epic"]) == result["name"].startswith("MS-SET-")
        assert {"epic", "feature", "story", "provenance"} <= set(labels)
        assert result["steps"] and all(step["name"].split()[0] in KEYWORDS for step in result["steps"])
        inside = [each for step in result["steps"] for each in step.get("steps", ())]
        sent = [each for each in inside if " -> " in each["name"] and "expected" not in each["name"]]
        assert all(len(each["attachments"]) == 1 for each in sent)


KEYWORDS = ("Given", "When", "Then", "And", "But", "*")


def test_outline_values_are_parameters_of_the_result(whole: FinishedRun) -> None:
    """A row of an outline shows its values as parameters."""
    results = [
        json.loads(path.read_text("utf-8")) for path in (whole.out / "allure-results").glob("*-result.json")
    ]
    row = next(each for each in results if each["name"].startswith("MS-CON-01#auction "))
    named = {parameter["name"]: parameter["value"] for parameter in row["parameters"]}
    assert named == {"service": "auction", "operation": "auction.getPortfolioList"}


def test_coverage_reaches_all_69_operations(whole: FinishedRun) -> None:
    """Each has a good answer in a scenario that demands a value of it."""
    done = marketsim("coverage", str(whole.out), "--json")
    operations = json.loads(done.stdout)["operations"]
    assert operations["total"] == 69
    assert operations["missing"] == []
    assert operations["reached"] == 69


def test_the_lock_of_writes_agrees_with_what_was_sent(whole: FinishedRun) -> None:
    """What is announced before a live run is what scenarios send; `marketsim lint --writes RUN` renews the lock."""
    sent: dict[str, set[str]] = {}
    for event in read_events(whole.out / "evidence"):
        if event["event"] == "write":
            sent.setdefault(event["scenario"], set()).add(event["operation"])
    locked = {name: {str(key) for key in keys} for name, keys in read_writes(ROOT).items()}
    assert locked == sent


def test_the_report_can_be_rebuilt_from_the_evidence_alone(whole: FinishedRun, tmp_path: Path) -> None:
    """`report` on a copy of the evidence gives the same verdicts and the same exit code."""
    copy = tmp_path / "copy"
    (copy / "evidence").mkdir(parents=True)
    for path in (whole.out / "evidence").glob("*.jsonl"):
        (copy / "evidence" / path.name).write_bytes(path.read_bytes())
    done = marketsim("report", str(copy))
    again = json.loads((copy / "readiness.json").read_text("utf-8"))
    assert done.returncode == whole.code
    assert {each["id"]: each["verdict"] for each in again["scenarios"]} == whole.verdicts


def test_two_workers_come_to_the_same_verdicts(whole: FinishedRun, tmp_path: Path) -> None:
    """-n 2 gives each worker a system of its own, and changes no verdict; shown on a part of the suite."""
    both = finished(tmp_path / "out", *PART, "--seed", "7", "-n", "2")
    assert len(both.verdicts) > 300
    assert (both.code, both.verdicts) == (whole.code, {name: whole.verdicts[name] for name in both.verdicts})
    assert len(list((both.out / "evidence").glob("gw*.jsonl"))) == 2


def test_two_shards_share_the_scenarios_without_overlap(whole: FinishedRun, tmp_path: Path) -> None:
    """The shards of a topic are disjoint and complete."""
    shards = [
        finished(tmp_path / str(number), "--topic", "market_information", "--shard", f"{number}/2")
        for number in (1, 2)
    ]
    ids = [set(each.verdicts) for each in shards]
    assert not ids[0] & ids[1]
    assert ids[0] | ids[1] == {
        each["id"] for each in whole.readiness["scenarios"] if each["topic"] == "market_information"
    }
