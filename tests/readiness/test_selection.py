"""The selection's verdict, its exit code, and for whom we wait."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.readiness.record import assemble
from marketsim.readiness.selection import RunVerdict, judge

from .rehearsal import MARKET_STATUS, Rehearsal

SERVICES = ("app_status", "market_status", "auction", "nomination")


def left(verdict: str, cause: str, waits_for: str | None = None) -> Callable[[Rehearsal], None]:
    """A scenario is left."""
    return lambda r: r.recorder.halted(verdict=verdict, cause=cause, reason="why", waits_for=waits_for)  # type: ignore[arg-type]


def trouble(cause: str) -> Callable[[Rehearsal], None]:
    """A problem in a scenario."""
    return lambda r: r.recorder.problem(cause=cause, message="why")  # type: ignore[arg-type]


def passing(rehearsal: Rehearsal) -> None:
    """An answer as expected."""
    rehearsal.asserts(rehearsal.call())


def failing(rehearsal: Rehearsal) -> None:
    """An answer other than expected, in a scenario that another service set the scene for."""
    rehearsal.call(*MARKET_STATUS)
    rehearsal.asserts(rehearsal.call(), held=False)


KINDS: dict[str, Callable[[Rehearsal], None]] = {
    "set-up": trouble("set-up"),
    "network": trouble("network"),
    "harness": trouble("harness"),
    "failed": failing,
    "skipped": left("skipped", "timing"),
    "passed": passing,
    "omitted": left("omitted", "phase"),
}
CODES = {"set-up": 3, "network": 4, "harness": 5, "failed": 1, "skipped": 6, "passed": 0}


def selected(folder: Path, *kinds: str, **more: Any) -> RunVerdict:
    """The verdict of a run with one scenario of each of these kinds."""
    rehearsal = Rehearsal(folder)
    rehearsal.run(**more)
    for number, kind in enumerate(kinds):
        with rehearsal.scenario(f"MS-AUC-{number:02}", functions=["CRRH"], topic="auction"):
            KINDS[kind](rehearsal)
    rehearsal.end()
    return judge(assemble(rehearsal.events()), SERVICES)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(sorted(KINDS)), max_size=6))
def test_the_first_exit_code_that_applies_wins(kinds: list[str]) -> None:
    """2, 3, 4, 5, 1, 6, 0 in this order, whatever else happened; what is omitted never decides."""
    with TemporaryDirectory() as folder:
        verdict = selected(Path(folder), *kinds)
    expected = next((code for kind, code in CODES.items() if kind in kinds), 2)
    assert verdict.exit_code == expected
    assert verdict.readiness == {0: "ready", 6: "undecided", 2: "not assessed"}.get(expected, "not ready")
    assert sum(verdict.counts.values()) == len(kinds)


def test_nothing_selected_is_told(tmp_path: Path) -> None:
    """An empty run and one in which nothing applies prove nothing, and say so."""
    assert "no scenario was selected" in selected(tmp_path / "a").sentence
    assert (
        "none of the 2 scenarios selected applies" in selected(tmp_path / "b", "omitted", "omitted").sentence
    )


def test_the_sentence_has_its_denominator(tmp_path: Path) -> None:
    """Of how many that apply; the omitted are no part of it."""
    ready = selected(tmp_path / "a", "passed", "passed", "omitted")
    assert ready.sentence == "Ready for what was selected: all 2 scenarios that apply passed."
    bad = selected(tmp_path / "b", "passed", "failed", "network", "skipped", "omitted")
    assert bad.sentence == (
        "Not ready: of 4 scenarios that apply, 1 failed, 1 could not be tested and 1 could not be told."
    )
    one = selected(tmp_path / "c", "passed")
    assert one.sentence == "Ready for what was selected: the one scenario that applies passed."


def test_an_undecided_run_names_whom_we_wait_for(tmp_path: Path) -> None:
    """Us, the ISO and a partner, each with the scenarios that wait."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run()
    for number, party in enumerate(("ISO", "partner", None)):
        with rehearsal.scenario(f"MS-SMT-0{number}"):
            left("skipped", "data", party)(rehearsal)
    rehearsal.end()
    verdict = judge(assemble(rehearsal.events()))
    assert verdict.exit_code == 6
    assert verdict.sentence == (
        "Undecided: nothing failed, but none of the 3 scenarios that apply could be told; "
        "some wait for us, the others for the ISO and a partner."
    )
    assert verdict.waits == {"us": ("MS-SMT-02",), "ISO": ("MS-SMT-00",), "partner": ("MS-SMT-01",)}


ONE_AND_MANY = {
    ("passed",): "Ready for what was selected: the one scenario that applies passed.",
    ("failed",): "Not ready: the one scenario that applies failed.",
    ("network",): "Not ready: the one scenario that applies could not be tested.",
    ("failed", "failed"): "Not ready: of 2 scenarios that apply, 2 failed.",
    ("skipped",): "Undecided: nothing failed, but the one scenario that applies could not be told; {whom}.",
    (
        "skipped",
        "passed",
    ): "Undecided: nothing failed, but 1 of 2 scenarios that apply could not be told; {whom}.",
    (
        "skipped",
        "skipped",
    ): "Undecided: nothing failed, but none of the 2 scenarios that apply could be told; {whom}.",
}


@pytest.mark.parametrize("kinds", ONE_AND_MANY)
def test_the_sentence_speaks_of_one_and_of_many_alike_well(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    """No "all 1", no "1 of 1"."""
    verdict = selected(tmp_path, *kinds)
    assert verdict.sentence == ONE_AND_MANY[kinds].format(whom="we wait for the ISO")


@pytest.mark.parametrize(
    ("parties", "told"),
    [
        ([None], "it is our turn"),
        (["ISO"], "we wait for the ISO"),
        (["partner"], "we wait for a partner"),
        ([None, "ISO"], "some wait for us, the others for the ISO"),
        (["partner", "ISO"], "we wait for the ISO and a partner"),
    ],
)
def test_nobody_waits_for_themselves(tmp_path: Path, parties: list[str | None], told: str) -> None:
    """What waits on us is our turn."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run()
    for number, party in enumerate(parties):
        with rehearsal.scenario(f"MS-SMT-0{number}"):
            left("skipped", "data", party)(rehearsal)
    rehearsal.end()
    assert judge(assemble(rehearsal.events())).sentence.endswith(f" told; {told}.")


def test_a_problem_of_the_run_counts_without_any_scenario(tmp_path: Path) -> None:
    """A certificate that cannot be read before the first scenario is set-up, not an empty selection."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.recorder.problem(cause="set-up", message="srtx.pem: no key")
    rehearsal.recorder.close()
    verdict = judge(assemble(rehearsal.events()))
    assert (verdict.exit_code, verdict.readiness) == (3, "not ready")
    assert "the run itself had 1 problem" in verdict.sentence


def test_a_worker_that_never_said_it_was_done_breaks_the_run(tmp_path: Path) -> None:
    """Its scenarios passed as far as we know; the rest is unknown."""
    rehearsal = Rehearsal(tmp_path, "gw1")
    rehearsal.run()
    rehearsal.passes("MS-AUC-01")
    rehearsal.recorder.close()
    verdict = judge(assemble(rehearsal.events()))
    assert verdict.exit_code == 5
    assert "gw1" in verdict.problems[0].found


def test_evidence_of_different_runs_is_not_mixed_silently(tmp_path: Path) -> None:
    """Shards must have met the same target with the same contract and features."""
    for worker, digest in (("gw0", "a" * 64), ("gw1", "b" * 64)):
        rehearsal = Rehearsal(tmp_path, worker)
        rehearsal.run(features_digest=digest)
        rehearsal.passes(f"MS-AUC-{worker}")
        rehearsal.end()
    verdict = judge(assemble(rehearsal.events()))
    assert verdict.exit_code == 5
    assert "the features' digest" in verdict.problems[0].found


@pytest.mark.parametrize(
    ("own", "common", "expected"),
    [
        ("passed", "passed", "ready"),
        ("passed", "failed", "not ready"),
        ("skipped", "passed", "undecided"),
        ("network", "passed", "not ready"),
        ("omitted", "passed", "not assessed"),
        (None, "passed", "not assessed"),
    ],
)
def test_a_function_is_judged_by_its_own_scenarios_and_the_common_ones(
    tmp_path: Path, own: str | None, common: str, expected: str
) -> None:
    """What holds for everybody can spoil a function's readiness, but never make it by itself."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run()
    with rehearsal.scenario("MS-CON-01"):
        KINDS[common](rehearsal)
    if own is not None:
        with rehearsal.scenario("MS-CON-02", functions=["CRRH"]):
            KINDS[own](rehearsal)
    rehearsal.end()
    verdict = judge(assemble(rehearsal.events()))
    assert verdict.functions["CRRH"] == expected
    assert verdict.functions["NDA"] == "not assessed"


def test_a_phase_without_scenarios_is_not_assessed(tmp_path: Path) -> None:
    """Scenarios of no phase count in the phase of the run."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run(phase="structured")
    rehearsal.passes("MS-AUC-01")
    with rehearsal.scenario("MS-CON-01", phases=["connectivity-week-1"]):
        KINDS["omitted"](rehearsal)
    rehearsal.end()
    verdict = judge(assemble(rehearsal.events()))
    assert verdict.phases == {"connectivity-week-1": "not assessed", "structured": "ready"}


def test_a_failure_is_blamed_on_the_service_it_rests_on(tmp_path: Path) -> None:
    """A service that only helped to set the scene stays clean."""
    verdict = selected(tmp_path, "failed", "passed")
    assert verdict.services == {
        "app_status": "not assessed",
        "market_status": "not assessed",
        "auction": "not ready",
        "nomination": "not assessed",
    }
    assert {cell.service for cell in verdict.grid} == {"auction"}


def test_a_scenario_that_was_left_counts_where_it_would_have_gone(tmp_path: Path) -> None:
    """By the row of its outline, by its topic, or nowhere in particular."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run()
    skip = left("skipped", "timing")
    with rehearsal.scenario(
        "MS-CON-01#a", row={"operation": "nomination.portfolioCreation", "function": "CLSE"}
    ):
        skip(rehearsal)
    with rehearsal.scenario("MS-LOAD-01", topic="load_data", functions=["CLSE"]):
        rehearsal.call(*MARKET_STATUS)
        skip(rehearsal)
    with rehearsal.scenario("MS-CON-02"):
        skip(rehearsal)
    rehearsal.end()
    verdict = judge(assemble(rehearsal.events()), SERVICES)
    assert {tuple(cell) for cell in verdict.grid} == {
        ("nomination", "CLSE"),
        ("historical_forecasted_load", "CLSE"),
        (None, None),
    }
