"""What a scenario came to is decided from its events alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.evidence.events import KINDS
from marketsim.readiness.record import assemble
from marketsim.readiness.verdict import ScenarioVerdict, decide

from .rehearsal import LIVE, Rehearsal, deviation

Act = Callable[[Rehearsal], Any]


def judged(folder: Path, *acts: Act, start: dict[str, Any] | None = None, **scenario: Any) -> ScenarioVerdict:
    """The verdict of one scenario in which these things happen."""
    rehearsal = Rehearsal(folder)
    rehearsal.run(**(start or {}))
    with rehearsal.scenario("MS-CON-01", **scenario):
        for act in acts:
            act(rehearsal)
    rehearsal.end()
    record = assemble(rehearsal.events())
    return decide(record.latest()[0], record)


def holds(rehearsal: Rehearsal) -> None:
    """An answer with an assertion that holds."""
    rehearsal.asserts(rehearsal.call())


def refuted(rehearsal: Rehearsal, **more: Any) -> None:
    """An answer with an assertion that does not hold."""
    rehearsal.asserts(rehearsal.call(), held=False, **more)


def unreachable(rehearsal: Rehearsal, kind: str = "timeout", **more: Any) -> str:
    """A call without an answer."""
    return rehearsal.call(
        status=None, response_headers=None, response_body=None, transport_error=(kind, "no answer"), **more
    )


def troubled(rehearsal: Rehearsal) -> None:
    """A problem of the harness."""
    rehearsal.recorder.problem(cause="harness", message="KeyError")


def skips(rehearsal: Rehearsal) -> None:
    """The scenario is left, waiting for the ISO."""
    rehearsal.recorder.halted(verdict="skipped", cause="timing", reason="no market is OPEN", waits_for="ISO")


def test_a_scenario_whose_assertions_hold_has_passed(tmp_path: Path) -> None:
    """It came to its end, asserted something, and nothing speaks against it."""
    verdict = judged(tmp_path, holds)
    assert (verdict.verdict, verdict.cause) == ("passed", None)


def halts(**facts: Any) -> Act:
    """The scenario is left for this reason."""
    return lambda rehearsal: rehearsal.recorder.halted(**facts)


def turned_away(rehearsal: Rehearsal) -> None:
    """We expected to get in and got a 401, which has no body and so no code."""
    rehearsal.asserts(rehearsal.call(status=401), held=False, expected="200", found="401", subject="status")


TABLE: list[tuple[Act, str, str, str]] = [
    (refuted, "failed", "business-rule", "ISO"),
    (lambda r: refuted(r, cause="contract"), "failed", "contract", "ISO"),
    (lambda r: r.call(deviations=[deviation()]), "failed", "contract", "ISO"),
    (lambda r: refuted(r, expected="SEC0001", found="200", subject="code"), "failed", "authorisation", "ISO"),
    (
        lambda r: refuted(r, expected="200", found="403 SEC0002", subject="status"),
        "failed",
        "authorisation",
        "us",
    ),
    (turned_away, "failed", "authorisation", "us"),
    (lambda r: r.call(deviations=[deviation("request")]), "broken", "harness", "us"),
    (lambda r: unreachable(r, "tls"), "broken", "set-up", "us"),
    (lambda r: unreachable(r, "dns"), "broken", "network", "us"),
    (lambda r: unreachable(r, "proxy"), "broken", "network", "us"),
    (lambda r: unreachable(r, "refused"), "broken", "network", "ISO"),
    (lambda r: unreachable(r, "timeout"), "broken", "network", "ISO"),
    (lambda r: r.call(status=502), "broken", "network", "ISO"),
    (lambda r: r.call(status=503, deviations=[deviation()]), "broken", "network", "ISO"),
    (lambda r: r.call(status=504), "broken", "network", "ISO"),
    (lambda r: r.call(status=429), "broken", "network", "us"),
    (lambda r: refuted(r, expected="200", found="400 GEN0003", subject="status"), "broken", "network", "ISO"),
    (troubled, "broken", "harness", "us"),
    (lambda r: r.recorder.problem(cause="set-up", message="no key"), "broken", "set-up", "us"),
    (lambda r: r.recorder.problem(cause="network", message="no route"), "broken", "network", "us"),
    (skips, "skipped", "timing", "ISO"),
    (halts(verdict="skipped", cause="data", reason="no CRR of ours"), "skipped", "data", "us"),
    (
        halts(verdict="skipped", cause="data", reason="no offer", waits_for="partner"),
        "skipped",
        "data",
        "partner",
    ),
    (halts(verdict="omitted", cause="phase", reason="not due in week 1"), "omitted", "phase", "us"),
    (halts(verdict="omitted", cause="permission", reason="intrusive"), "omitted", "permission", "us"),
]


@pytest.mark.parametrize(("act", "verdict", "cause", "turn"), TABLE)
@pytest.mark.parametrize("before", [(), (holds,)], ids=["alone", "after an assertion that held"])
def test_what_happened_gives_verdict_cause_and_whose_turn_it_is(
    tmp_path: Path, before: tuple[Act, ...], act: Act, verdict: str, cause: str, turn: str
) -> None:
    """One row of the verdict table each; what held before changes nothing."""
    found = judged(tmp_path, *before, act)
    assert found.finding is not None
    assert (found.verdict, found.cause, found.finding.responsible) == (verdict, cause, turn)
    assert found.finding.advice


@pytest.mark.parametrize(
    "acts", [(), (lambda r: r.call(),)], ids=["nothing happened", "a call, no assertion"]
)
def test_a_scenario_that_asserted_nothing_is_broken(tmp_path: Path, acts: tuple[Act, ...]) -> None:
    """An empty pass proves nothing."""
    found = judged(tmp_path, *acts)
    assert (found.verdict, found.cause) == ("broken", "harness")
    assert found.finding is not None
    assert found.finding.found == "the scenario asserted nothing"


def test_the_first_thing_that_went_wrong_decides(tmp_path: Path) -> None:
    """A value that is missing because nobody answered is no fault of the value; later findings stay listed."""
    verdict = judged(tmp_path, unreachable, refuted, troubled)
    assert (verdict.verdict, verdict.cause) == ("broken", "network")
    assert [each.cause for each in verdict.others] == ["business-rule", "harness"]


def test_an_expected_transport_failure_does_not_count(tmp_path: Path) -> None:
    """A handshake that had to be refused was refused: the assertion about it is what counts."""

    def refused(rehearsal: Rehearsal) -> None:
        request_id = unreachable(rehearsal, "tls", intended_breach="a foreign certificate")
        rehearsal.asserts(request_id, subject="transport", expected="refused", found="tls")

    assert judged(tmp_path, refused).verdict == "passed"


def test_an_unknown_host_is_never_the_answer_to_a_breach_of_ours(tmp_path: Path) -> None:
    """Where the name is not found, nobody can have refused the certificate."""
    verdict = judged(
        tmp_path, lambda r: unreachable(r, "dns", intended_breach="a foreign certificate"), holds
    )
    assert (verdict.verdict, verdict.cause) == ("broken", "network")


def test_a_call_that_was_repeated_is_judged_by_its_last_attempt(tmp_path: Path) -> None:
    """A passing 503 that the client mended is no verdict; one that stayed is."""

    def mended(rehearsal: Rehearsal) -> None:
        rehearsal.call(status=503)
        unreachable(rehearsal, "reset", attempt=2)
        rehearsal.asserts(rehearsal.call(attempt=3))

    assert judged(tmp_path / "mended", mended).verdict == "passed"
    stayed = judged(
        tmp_path / "stayed", holds, lambda r: r.call(status=503), lambda r: r.call(status=503, attempt=2)
    )
    assert (stayed.verdict, stayed.cause) == ("broken", "network")
    other = judged(
        tmp_path / "other", unreachable, lambda r: r.call(attempt=1), lambda r: r.call(attempt=2), holds
    )
    assert other.verdict == "broken"


def test_a_deliberate_breach_is_no_fault_of_the_harness(tmp_path: Path) -> None:
    """The request was meant to be wrong; its answer is still checked."""
    breach = {"intended_breach": "a missing parameter", "status": 400}
    assert (
        judged(tmp_path / "a", lambda r: r.call(deviations=[deviation("request")], **breach), holds).verdict
        == "passed"
    )
    wrong = judged(tmp_path / "b", lambda r: r.call(deviations=[deviation()], **breach), holds)
    assert (wrong.verdict, wrong.cause) == ("failed", "contract")


def test_undocumented_members_count_only_when_the_run_is_strict(tmp_path: Path) -> None:
    """What the contract does not mention is an observation, and a deviation in strict mode."""

    def extra(rehearsal: Rehearsal) -> None:
        rehearsal.asserts(rehearsal.call(deviations=[deviation(undocumented=True)]))

    loose = judged(tmp_path / "loose", extra)
    assert (loose.verdict, len(loose.observations)) == ("passed", 1)
    strict = judged(tmp_path / "strict", extra, start={"strict": True})
    assert (strict.verdict, strict.cause, strict.observations) == ("failed", "contract", ())


@pytest.mark.parametrize(
    ("provenance", "binds"), [("contract", True), ("seed", True), ("assumed", False), ("model", False)]
)
def test_on_a_live_target_only_contract_and_seed_can_make_anyone_not_ready(
    tmp_path: Path, provenance: str, binds: bool
) -> None:
    """An assumption of ours that differs is listed, and the scenario does not count."""
    verdict = judged(
        tmp_path,
        lambda r: refuted(r, provenance=provenance),
        start={"target": LIVE, "observable": None},
        status="failed",
    )
    assert verdict.verdict == ("failed" if binds else "omitted")
    assert len(verdict.observations) == (0 if binds else 1)
    if not binds:
        assert verdict.finding is not None
        assert "differs from our assumption" in verdict.finding.found


@pytest.mark.parametrize("provenance", ["contract", "seed", "assumed", "model"])
def test_on_the_embedded_system_every_provenance_counts(tmp_path: Path, provenance: str) -> None:
    """The stand-in is ours: where it departs from our assumptions, one of the two is wrong."""
    assert judged(tmp_path, lambda r: refuted(r, provenance=provenance)).verdict == "failed"


def test_a_scenario_that_never_finished_is_broken(tmp_path: Path) -> None:
    """The run stopped there, whatever held before."""
    verdict = judged(tmp_path, holds, finished=False)
    assert (verdict.verdict, verdict.cause) == ("broken", "harness")
    assert verdict.finding is not None
    assert "the run stopped here" in verdict.finding.found


@pytest.mark.parametrize("status", ["failed", "broken", "skipped", "not reached"])
def test_a_step_that_nothing_explains_keeps_a_scenario_from_passing(tmp_path: Path, status: str) -> None:
    """A silent failure is a fault of ours, never a pass."""
    verdict = judged(tmp_path, holds, status=status)
    assert (verdict.verdict, verdict.cause) == ("broken", "harness")


def test_the_latest_attempt_counts_and_all_are_kept(tmp_path: Path) -> None:
    """A scenario that was repeated is judged by its last attempt."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run()
    with rehearsal.scenario("MS-CON-01"):
        refuted(rehearsal)
    with rehearsal.scenario("MS-CON-01"):
        holds(rehearsal)
    rehearsal.end()
    record = assemble(rehearsal.events())
    assert [decide(each, record).verdict for each in record.attempts] == ["failed", "passed"]
    assert [decide(each, record).verdict for each in record.latest()] == ["passed"]


ACTS: dict[str, Act] = {
    "holds": holds,
    "refuted": refuted,
    "unreachable": unreachable,
    "deviates": lambda r: r.call(deviations=[deviation()]),
    "asks wrongly": lambda r: r.call(deviations=[deviation("request")]),
    "troubled": troubled,
    "skips": skips,
    "looks inside": lambda r: r.recorder.trace(
        request_id="x", rules_evaluated=[], rules_fired=[], transitions=[]
    ),
    "calls": lambda r: r.call(),
}
WRONG = {"refuted", "unreachable", "deviates", "asks wrongly", "troubled"}
EXPECTED = {"refuted": "failed", "deviates": "failed", "skips": "skipped"}


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=6))
def test_the_verdict_is_that_of_the_first_wrong_then_the_halt_then_the_assertion(names: list[str]) -> None:
    """Whatever happens in whatever order: wrongs before halts, halts before emptiness, emptiness before a pass."""
    with TemporaryDirectory() as folder:
        verdict = judged(Path(folder), *(ACTS[name] for name in names))
    wrong = [name for name in names if name in WRONG]
    if wrong:
        assert verdict.verdict == EXPECTED.get(wrong[0], "broken")
    elif "skips" in names:
        assert verdict.verdict == "skipped"
    else:
        assert verdict.verdict == ("passed" if "holds" in names else "broken")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=5), st.randoms(use_true_random=False))
def test_events_of_others_do_not_change_a_verdict(names: list[str], chance: Any) -> None:
    """Evidence of other scenarios and workers may come before, between or after."""
    with TemporaryDirectory() as folder:
        alone = judged(Path(folder) / "alone", *(ACTS[name] for name in names))
        other = Rehearsal(Path(folder) / "other", "gw1")
        other.run()
        for number, name in enumerate(ACTS):
            with other.scenario(f"MS-AUC-{number:02}"):
                ACTS[name](other)
        other.end()
        theirs = other.events()
    mine = [alone.attempt.started, *alone.attempt.steps, *alone.attempt.exchanges, *alone.attempt.assertions]
    mine += [*alone.attempt.halts, *alone.attempt.problems, *alone.attempt.traces]
    mine += [alone.attempt.finished] if alone.attempt.finished else []
    mine.sort(key=lambda event: event["seq"])
    mixed: list[Any] = []
    while mine or theirs:
        source = mine if not theirs or (mine and chance.random() < 0.5) else theirs
        mixed.append(source.pop(0))
    record = assemble(mixed)
    again = next(decide(each, record) for each in record.attempts if each.id == "MS-CON-01")
    assert (again.verdict, again.finding, again.others) == (alone.verdict, alone.finding, alone.others)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"run_started", "run_finished", "scenario_started"}))
def test_every_kind_of_event_has_its_place_in_an_attempt(kind: str) -> None:
    """A kind that is added to the evidence must not stop the reports."""
    head = {"at": "2026-11-20T18:00:00Z", "worker": "main", "scenario": "MS-CON-01"}
    record = assemble([head | {"event": "scenario_started", "seq": 0}, head | {"event": kind, "seq": 1}])
    assert len(record.attempts) == 1
    assert record.loose == record.problems == []
