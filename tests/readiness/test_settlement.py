"""Settlement is told apart: it says nothing about CRR readiness, and a model is never called the ISO's calculation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from marketsim.cli.run_report import settlement_lines
from marketsim.contract.catalogue import Contract
from marketsim.readiness.record import assemble
from marketsim.readiness.report import write_report
from marketsim.readiness.selection import RunVerdict, judge

from .rehearsal import LIVE, Rehearsal

TEMPLATES = Path(__file__).resolve().parents[2] / "reports" / "templates"
SUPPLIED = {
    "statement": {"name": "august.csv", "digest": "a" * 64, "bytes": 812},
    "inputs": {"name": "inputs", "digest": "b" * 64, "bytes": 99},
    "rules": "prr-1185",
    "run_date": None,
}


def settled(rehearsal: Rehearsal, number: int, *tags: str, held: bool = True, **more: Any) -> None:
    """A settlement scenario with an amount that holds or does not."""
    known = {
        "topic": "settlement",
        "feature_path": "features/settlement/offset.feature",
        "provenance": "model",
    }
    with rehearsal.scenario(f"MS-SET-{number:02}", f"Sum {number}", tags=[*tags], **known, **more):
        rehearsal.asserts(held=held, what="the offset", expected="0.00", found="0.00" if held else "2.00",
                          provenance="model")  # fmt: skip


def omitted(rehearsal: Rehearsal, number: int) -> None:
    """A settlement scenario that was not given its statement."""
    with rehearsal.scenario(f"MS-SET-{number:02}", topic="settlement", tags=["model", "statement"]):
        rehearsal.recorder.halted(
            verdict="omitted", cause="data", reason="no statement supplied", waits_for=None
        )


def crr(rehearsal: Rehearsal, *, held: bool = True) -> None:
    """A scenario of CRR readiness."""
    with rehearsal.scenario("MS-AUC-01", topic="auction", functions=["CRRH"]):
        rehearsal.asserts(rehearsal.call(), held=held)


def judged(rehearsal: Rehearsal) -> RunVerdict:
    """The verdict of what was recorded."""
    rehearsal.end()
    return judge(assemble(rehearsal.events()), ("auction",))


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    """A run that has begun, on the embedded system."""
    begun = Rehearsal(tmp_path / "evidence")
    begun.run()
    return begun


def told(rehearsal: Rehearsal) -> dict[str, Any]:
    """readiness.json of what was recorded; the other reports lie beside it."""
    rehearsal.end()
    folder = rehearsal.folder.parent
    entries = [{"id": "PRR-1", "text": "a", "scenarios": ["MS-SET-01"]}]
    write_report(folder, Contract.load(), entries, templates=TEMPLATES)
    return dict(json.loads((folder / "readiness.json").read_bytes()))


def test_settlement_alone_assesses_no_readiness(rehearsal: Rehearsal) -> None:
    """All held: exit code 0, and the word is neither ready nor a verdict on anybody."""
    settled(rehearsal, 1, "quoted")
    omitted(rehearsal, 2)
    verdict = judged(rehearsal)
    assert (verdict.readiness, verdict.exit_code, verdict.crr_code) == ("not assessed", 0, None)
    assert verdict.settlement is not None and verdict.settlement.word is None
    assert (
        "No statement supplied: the reference model checked itself; 1 of 1 scenario of its own held"
        in verdict.settlement.sentence
    )
    assert set(verdict.functions.values()) == {"not assessed"} and verdict.scenarios == ()


def test_settlement_alone_that_fails_is_red_and_our_own_mistake(rehearsal: Rehearsal) -> None:
    """The ISO has no part in it: no ticket, and it is our turn."""
    settled(rehearsal, 1, "model", held=False)
    verdict = judged(rehearsal)
    assert (verdict.readiness, verdict.exit_code) == ("not assessed", 1)
    assert verdict.settlement is not None
    [scenario] = verdict.settlement.scenarios
    assert (scenario.verdict, scenario.cause) == ("failed", "model")
    assert scenario.finding is not None and scenario.finding.responsible == "us"
    assert "not of the ISO" in scenario.finding.advice
    assert verdict.waits == {"us": (), "ISO": (), "partner": ()}


def test_settlement_of_which_nothing_was_told_is_not_green(rehearsal: Rehearsal) -> None:
    """Where each scenario was left for want of a statement, nothing that applies was run."""
    omitted(rehearsal, 1)
    assert judged(rehearsal).exit_code == 2


@pytest.mark.parametrize(
    ("crr_holds", "settlement_holds", "word", "code"),
    [(True, True, "ready", 0), (True, False, "ready", 1), (False, True, "not ready", 1)],
)
def test_readiness_is_the_same_with_settlement_beside_it(
    rehearsal: Rehearsal, crr_holds: bool, settlement_holds: bool, word: str, code: int
) -> None:
    """Only the exit code becomes 1, where it was 0 and settlement failed."""
    crr(rehearsal, held=crr_holds)
    settled(rehearsal, 1, "model", held=settlement_holds)
    verdict = judged(rehearsal)
    assert (verdict.readiness, verdict.exit_code) == (word, code)
    assert [each.id for each in verdict.scenarios] == ["MS-AUC-01"]
    assert sum(verdict.counts.values()) == 1 and "scenario" in verdict.sentence
    assert "ettlement" not in verdict.sentence


def test_no_settlement_leaves_no_word_of_it(rehearsal: Rehearsal) -> None:
    """A run without any is as it was."""
    crr(rehearsal)
    summary = told(rehearsal)
    assert summary["settlement"] is None and summary["sentence"].startswith("Ready")
    page = (rehearsal.folder.parent / "index.html").read_text("utf-8")
    assert 'id="settlement"' not in page and "not part of CRR readiness" not in page


def test_what_was_given_to_settlement_and_not_used_is_told(tmp_path: Path) -> None:
    """A statement that nothing was held against must not go under in a green run."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run(settlement=SUPPLIED, faults=["settlement:flat-shape"])
    crr(rehearsal)
    verdict = judged(rehearsal)
    assert (verdict.exit_code, verdict.settlement) == (0, None)
    assert verdict.unused is not None and "august.csv and settlement:flat-shape" in verdict.unused
    assert [*settlement_lines(verdict)] == [verdict.unused]


@pytest.mark.parametrize(("held", "word", "code"), [(True, "agrees", 0), (False, "differs", 1)])
def test_a_statement_agrees_or_differs_and_neither_is_called_wrong(
    tmp_path: Path, held: bool, word: str, code: int
) -> None:
    """A difference is one under named policies."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run(settlement=SUPPLIED)
    settled(rehearsal, 1, "model")
    settled(rehearsal, 2, "model", "statement", held=held)
    verdict = judged(rehearsal)
    assert verdict.settlement is not None
    assert (verdict.settlement.word, verdict.exit_code) == (word, code)
    assert "august.csv" in verdict.settlement.sentence
    compared = verdict.settlement.scenarios[1]
    assert compared.cause == (None if held else "difference")
    assert held or (compared.finding and "neither is called wrong" in compared.finding.advice)


@pytest.mark.parametrize("spoilt", ["failing check", "mistake", "nothing compared"])
def test_a_statement_is_not_judged_by_a_model_that_errs_or_did_not_look(tmp_path: Path, spoilt: str) -> None:
    """No word then."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run(settlement=SUPPLIED, faults=["settlement:flat-shape"] if spoilt == "mistake" else [])
    settled(rehearsal, 1, "model", held=spoilt != "failing check")
    if spoilt != "nothing compared":
        settled(rehearsal, 2, "model", "statement")
    verdict = judged(rehearsal)
    assert verdict.settlement is not None and verdict.settlement.word is None
    assert "could not be told" in verdict.settlement.sentence


def test_a_mistake_of_the_model_is_no_fault_of_the_target(tmp_path: Path) -> None:
    """It is shown, and phases and coverage go by the target's own."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run(faults=["rule:a", "settlement:flat-shape"])
    rehearsal.end()
    record = assemble(rehearsal.events())
    assert (record.faults, record.mistakes) == (["rule:a"], ["settlement:flat-shape"])


def test_a_model_demand_fails_on_a_live_and_on_a_canned_target_too(tmp_path: Path) -> None:
    """The model is ours wherever it runs: nothing is let off as an assumption or for the can's sake."""
    for number, facts in enumerate((LIVE, {**LIVE, "answers": "canned"})):
        rehearsal = Rehearsal(tmp_path / str(number))
        rehearsal.run(target=facts, observable=None)
        settled(rehearsal, 1, "model", held=False)
        settled(rehearsal, 2, "model")
        verdict = judged(rehearsal)
        assert verdict.settlement is not None
        assert [each.verdict for each in verdict.settlement.scenarios] == ["failed", "passed"]


def test_every_report_shows_settlement_apart(rehearsal: Rehearsal) -> None:
    """By who demands what, and never among what counts."""
    crr(rehearsal)
    settled(rehearsal, 1, "quoted")
    settled(rehearsal, 2, "invariant")
    settled(rehearsal, 3, "model", held=False)
    summary = told(rehearsal)
    apart = summary["settlement"]
    assert [each["kind"] for each in apart["scenarios"]] == ["quoted", "invariant", "model"]
    assert [each["id"] for each in summary["scenarios"]] == ["MS-AUC-01"]
    for member in ("scenarios", "tracking", "services", "waits", "tickets", "plan", "provenance"):
        assert "MS-SET" not in json.dumps(summary[member]), member
    assert summary["coverage"]["requirements"]["total"] == 0
    assert summary["coverage"]["settlement_requirements"]["reached"] == 1
    assert summary["provenance"]["model"]["assertions"] == 0
    folder = rehearsal.folder.parent
    assert 'name="settlement (not part of CRR readiness)"' in (folder / "junit.xml").read_text("utf-8")
    last = (folder / "tracking.csv").read_text("utf-8").splitlines()[-1]
    assert "MS-SET-03" in last and "not part of CRR readiness" in last
    page = (folder / "index.html").read_text("utf-8")
    assert "Settlement: the reference model, not part of CRR readiness" in page
    assert "it is not the ISO&#39;s calculation" in page and 'id="settlement"' in page


def test_the_page_shows_what_was_supplied_and_the_mistakes(tmp_path: Path) -> None:
    """Names and digests, escaped."""
    rehearsal = Rehearsal(tmp_path / "evidence")
    hostile = {**SUPPLIED, "statement": {"name": "<b>x</b>.csv", "digest": "a" * 64, "bytes": 1}}
    rehearsal.run(settlement=hostile, faults=["settlement:flat-shape"])
    settled(rehearsal, 1, "model", held=False)
    summary = told(rehearsal)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "&lt;b&gt;x&lt;/b&gt;.csv" in page and "<b>x</b>.csv" not in page
    assert "settlement:flat-shape" in page and "The target was made to err" not in page
    assert summary["run"]["faults"] == [] and summary["settlement"]["faults"] == ["settlement:flat-shape"]
    assert "settlement:flat-shape" in (tmp_path / "run.toml").read_text("utf-8")


def test_settlement_that_breaks_makes_no_green_run(rehearsal: Rehearsal) -> None:
    """A step that stumbles is a fault of ours, told by its own exit code."""
    crr(rehearsal)
    with rehearsal.scenario("MS-SET-01", topic="settlement", tags=["model"]):
        rehearsal.recorder.problem(cause="harness", message="ValueError: no such policy")
    verdict = judged(rehearsal)
    assert (verdict.readiness, verdict.exit_code, verdict.crr_code) == ("ready", 5, 0)
