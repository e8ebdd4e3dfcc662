"""What live targets bring: announced outages, lost answers, canned answers, asides, and busy systems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketsim.readiness.record import assemble
from marketsim.readiness.sent_writes import sent_writes

from .rehearsal import LIVE, Rehearsal, deviation
from .test_verdict import judged, refuted, unreachable

OUTAGE = {"reason": "maintenance", "until": "2026-11-24T09:00:00-08:00"}
CANNED: dict[str, Any] = {"target": LIVE | {"answers": "canned"}}
LIVE_RUN: dict[str, Any] = {"target": LIVE}
GATEWAY: dict[str, Any] = {"status": 503, "response_body": b"<html>"}


def wrote(rehearsal: Rehearsal, request_id: str, **more: Any) -> None:
    """The fact of a write."""
    facts: dict[str, Any] = {
        "operation": "auction.portfolioCreation",
        "undo": "reversible",
        "participant": "SRTX",
        "outcome": "done",
        "known_by": "read-back",
        "found": "after timeout: the portfolio is there, VALID",
    }
    rehearsal.recorder.write(request_id=request_id, **(facts | more))


@pytest.mark.parametrize("kind", ["timeout", "refused", "reset"])
def test_an_announced_outage_is_timing(tmp_path: Path, kind: str) -> None:
    """Skipped, waits for the ISO until the outage is over."""
    decided = judged(tmp_path, lambda each: unreachable(each, kind, outage=OUTAGE), start=LIVE_RUN)
    assert (decided.verdict, decided.cause) == ("skipped", "timing")
    assert decided.finding is not None
    assert (decided.finding.responsible, decided.finding.until) == ("ISO", OUTAGE["until"])


def test_a_gateway_s_answer_in_an_announced_outage_is_timing(tmp_path: Path) -> None:
    """What the scenario found instead of its answer is a consequence of the outage."""

    def gateway(each: Rehearsal) -> None:
        answered = each.call(outage=OUTAGE, **GATEWAY)
        each.asserts(answered, held=False, expected="200", found="503", subject="status")

    decided = judged(tmp_path, gateway, start=LIVE_RUN)
    assert (decided.verdict, decided.cause) == ("skipped", "timing")


def test_an_outage_that_nobody_announced_is_broken(tmp_path: Path) -> None:
    """The same without the announcement."""
    decided = judged(tmp_path, lambda each: each.call(**GATEWAY), start=LIVE_RUN)
    assert (decided.verdict, decided.cause) == ("broken", "network")


def test_an_outage_excuses_nothing_that_failed_before(tmp_path: Path) -> None:
    """The first thing that went wrong decides."""
    decided = judged(tmp_path, refuted, lambda each: unreachable(each, outage=OUTAGE), start=LIVE_RUN)
    assert decided.verdict == "failed"


def test_a_lost_answer_is_told_with_what_was_read_back(tmp_path: Path) -> None:
    """Broken by the network, and what became of the write stands beside it."""
    decided = judged(tmp_path, lambda each: wrote(each, unreachable(each)), start=LIVE_RUN)
    assert (decided.verdict, decided.cause) == ("broken", "network")
    assert decided.finding is not None and "read back: done" in decided.finding.found


@pytest.mark.parametrize("purpose", ["undo", "read-back"])
def test_asides_say_nothing_for_or_against_a_scenario(tmp_path: Path, purpose: str) -> None:
    """Looks and undoings may fail or break the contract: the scenario is what its steps were."""

    def aside(each: Rehearsal) -> None:
        each.asserts(each.call())
        unreachable(each, purpose=purpose)
        each.call(purpose=purpose, deviations=[deviation()])

    decided = judged(tmp_path, aside, start=LIVE_RUN)
    assert decided.verdict == "passed"
    assert (len(decided.attempt.exchanges), len(decided.attempt.asides)) == (1, 2)


@pytest.mark.parametrize("provenance", ["contract", "assumed"])
def test_a_system_too_busy_to_tell_is_broken_whoever_demands(tmp_path: Path, provenance: str) -> None:
    """GEN0003 says nothing about the demand, so it is no difference from an assumption either."""

    def busy(each: Rehearsal) -> None:
        each.asserts(each.call(), held=False, expected="200", found="400 GEN0003", provenance=provenance)

    decided = judged(tmp_path, busy, start=LIVE_RUN)
    assert (decided.verdict, decided.cause) == ("broken", "network")


def status(rehearsal: Rehearsal, **more: Any) -> None:
    """An assertion that an answer came."""
    rehearsal.asserts(rehearsal.call(), subject="status", expected="200", found="200", **more)


def test_an_answer_is_all_that_canned_answers_can_show(tmp_path: Path) -> None:
    """A scenario that wanted no more passes."""
    assert judged(tmp_path, status, start=CANNED).verdict == "passed"


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize("subject", ["value", "state", "presence", "absence", "code"])
def test_what_a_canned_answer_holds_says_nothing(tmp_path: Path, subject: str, held: bool) -> None:
    """Whether the demand holds or not: omitted, because of the target; a difference is an observation."""
    decided = judged(
        tmp_path, lambda each: each.asserts(each.call(), subject=subject, held=held), start=CANNED
    )
    assert (decided.verdict, decided.cause) == ("omitted", "target")
    assert len(decided.observations) == (0 if held else 1)


def test_a_canned_answer_that_breaks_the_contract_fails(tmp_path: Path) -> None:
    """That is what it is held to."""
    decided = judged(tmp_path, lambda each: each.call(deviations=[deviation()]), status, start=CANNED)
    assert (decided.verdict, decided.cause) == ("failed", "contract")


def test_a_mock_that_does_not_answer_is_broken(tmp_path: Path) -> None:
    """The network is the network."""
    assert judged(tmp_path, unreachable, start=CANNED).cause == "network"


def test_data_that_a_mock_does_not_show_waits_for_nobody(tmp_path: Path) -> None:
    """It will never show them: omitted, not skipped."""

    def missing(each: Rehearsal) -> None:
        each.call()
        each.recorder.halted(verdict="skipped", cause="data", reason="no pair", waits_for="ISO")

    decided = judged(tmp_path, missing, start=CANNED)
    assert (decided.verdict, decided.cause) == ("omitted", "target")


def test_what_waits_for_us_waits_on_a_mock_too(tmp_path: Path) -> None:
    """A write that the profile does not allow is ours to allow."""

    def not_allowed(each: Rehearsal) -> None:
        each.recorder.halted(verdict="skipped", cause="data", reason="not allowed", waits_for="us")

    assert judged(tmp_path, not_allowed, start=CANNED).verdict == "skipped"


def test_a_stumble_over_a_canned_answer_is_no_fault_of_the_harness(tmp_path: Path) -> None:
    """A step that builds on what a mock cannot know may stumble; before any answer it is the harness all the same."""

    def stumbles(each: Rehearsal) -> None:
        each.recorder.problem(cause="harness", message="IndexError")

    after = judged(tmp_path / "after", lambda each: each.call(), stumbles, start=CANNED)
    before = judged(tmp_path / "before", stumbles, start=CANNED)
    assert (after.verdict, after.cause) == ("omitted", "target")
    assert (before.verdict, before.cause) == ("broken", "harness")


def test_the_writes_of_a_live_run_are_listed(tmp_path: Path) -> None:
    """Irreversible ones all, reversible ones whose answer was lost, and what could not be undone."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run(**LIVE_RUN)
    place = {"participant": "SRTX", "market": "M", "portfolio": "P"}
    with rehearsal.scenario("MS-AUC-21"):
        wrote(rehearsal, rehearsal.call())
        wrote(rehearsal, rehearsal.call(), known_by="answer")
        wrote(rehearsal, "id-7", operation="tor_conversion.postTorConversionRequest", undo="irreversible")
        rehearsal.recorder.undone(
            operation="auction.portfolioCreation", outcome="left", why="closed", **place
        )
        rehearsal.recorder.undone(operation="auction.portfolioCreation", outcome="undone", why="", **place)
    rehearsal.end()
    told = sent_writes(assemble(rehearsal.events()))
    assert [(each["scenario"], each["request_id"]) for each in told["irreversible"]] == [
        ("MS-AUC-21", "id-7")
    ]
    assert (len(told["unanswered"]), len(told["left"]), told["undone"]) == (1, 1, 1)
    assert told["left"][0]["why"] == "closed"


def test_an_embedded_system_keeps_nothing_of_anybody_s(tmp_path: Path) -> None:
    """There the list is empty: the system goes with the run, or is ours."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run()
    with rehearsal.scenario("MS-AUC-21"):
        wrote(rehearsal, "id-7", undo="irreversible")
    rehearsal.end()
    assert sent_writes(assemble(rehearsal.events()))["irreversible"] == []
