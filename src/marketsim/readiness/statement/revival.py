"""From the facts of a statement back to an attempt, so that the one place that decides verdicts decides again."""

from __future__ import annotations

from typing import Any

from marketsim.readiness.record import Attempt, Event, RunRecord
from marketsim.readiness.statement.document import AttemptFact
from marketsim.readiness.statement.facts import (
    AssertionFact,
    Case,
    Course,
    DeviationFact,
    ExchangeFact,
    HaltFact,
    JoinFact,
    ProblemFact,
    StepFact,
)
from marketsim.readiness.statement.shareable import unshown

IN_THE_ANNEX = "kept in the annex"


def revived(case: Case, course: Course) -> Attempt:
    """The attempt that a course tells of; texts that were not shared are placeholders."""
    head = {"at": course.at, "worker": "main", "scenario": case.id}
    attempt = Attempt({**_started(case), **head, "seq": course.seq}, 0)
    attempt.steps = [head | _step(each) for each in course.steps]
    attempt.exchanges = [head | _exchange(each) for each in course.exchanges]
    attempt.assertions = [head | _assertion(each) for each in course.assertions]
    attempt.halts = [head | _halt(each) for each in course.halts]
    attempt.problems = [head | _problem(each) for each in course.problems]
    attempt.joins = [head | _join(each) for each in course.joins]
    if course.seconds is not None:
        attempt.finished = head | {"event": "scenario_finished", "seq": 10**9, "seconds": course.seconds}
    return attempt


def untold(case: Case, reason: str, at: str) -> Attempt:
    """The attempt that is still to be made."""
    head = {"at": at, "worker": "main", "scenario": case.id}
    attempt = Attempt({**_started(case), **head, "seq": 0}, 0)
    halt = {"verdict": "skipped", "cause": "data", "waits_for": "us", "until": None, "reason": reason}
    attempt.halts = [{**head, **halt, "event": "halted", "seq": 1}]
    return attempt


def record_of(run: AttemptFact) -> RunRecord:
    """What the verdict asks of a run: whether it was live, and strict."""
    return RunRecord(starts=[start_of(run)])


def start_of(run: AttemptFact) -> Event:
    """The beginning of a run as an event."""
    target = run.target
    return {
        "event": "run_started",
        "target": {
            "name": target.name,
            "kind": target.kind,
            "base_url": target.base_url,
            "embedded": target.embedded,
            "answers": target.answers,
        },
        "contract": {"provenance": "", "digest": run.contract_digest, "versions": {}},
        "features_digest": run.features_digest,
        "strict": run.strict,
        "phase": run.phase,
        "faults": list(run.faults),
        "observable": None,
    }


def _started(case: Case) -> dict[str, Any]:
    return {
        "event": "scenario_started",
        "base_id": case.base_id,
        "row": dict(case.row),
        "name": case.name,
        "topic": case.topic,
        "functions": list(case.functions),
        "phases": list(case.phases),
        "codes": list(case.codes),
        "requirements": list(case.requirements),
        "provenance": case.provenance,
    }


def _step(fact: StepFact) -> dict[str, Any]:
    return {
        "event": "step",
        "seq": fact.seq,
        "index": fact.index,
        "status": fact.status,
        "keyword": "step",
        "text": str(fact.index + 1),
    }


def _exchange(fact: ExchangeFact) -> dict[str, Any]:
    error = fact.transport_error
    return {
        "event": "exchange",
        "seq": fact.seq,
        "step": fact.step,
        "request_id": fact.request_id,
        "service": fact.service,
        "operation_id": fact.operation_id,
        "method": fact.method,
        "path": fact.path or "outside the contract",
        "participant": str(fact.speaker),
        "function": fact.function,
        "attempt": fact.attempt,
        "status": fact.status,
        "transport_error": {"kind": error, "message": IN_THE_ANNEX} if error else None,
        "deviations": [_deviation(each) for each in fact.deviations],
        "intended_breach": "a breach that was meant" if fact.intended_breach else None,
        "outage": {"reason": "outage", "until": fact.outage} if fact.outage else None,
        "service_version": fact.service_version,
        "response": None,
    }


def _deviation(fact: DeviationFact) -> dict[str, Any]:
    return {
        "side": fact.side,
        "where": fact.where,
        "path": "",
        "expected": "as the contract says",
        "found": IN_THE_ANNEX,
        "undocumented": fact.undocumented,
    }


def _assertion(fact: AssertionFact) -> dict[str, Any]:
    return {
        "event": "assertion",
        "seq": fact.seq,
        "step": fact.step,
        "what": f"the {fact.subject} that step {fact.step + 1 if fact.step is not None else '?'} asks for",
        "expected": unshown(fact.expected),
        "found": unshown(fact.found),
        "held": fact.held,
        "provenance": fact.provenance,
        "subject": fact.subject,
        "cause": fact.cause,
        "request_id": fact.request_id,
        "operation": fact.operation,
    }


def _halt(fact: HaltFact) -> dict[str, Any]:
    return {
        "event": "halted",
        "seq": fact.seq,
        "verdict": fact.verdict,
        "cause": fact.cause,
        "waits_for": fact.waits_for,
        "until": fact.until,
        "reason": f"left for {fact.cause}",
    }


def _join(fact: JoinFact) -> dict[str, Any]:
    return {
        "event": "joined",
        "seq": fact.seq,
        "side": fact.side,
        "joined_request_id": fact.request_id,
        "partner": IN_THE_ANNEX,
    }


def _problem(fact: ProblemFact) -> dict[str, Any]:
    return {
        "event": "problem",
        "seq": fact.seq,
        "cause": fact.cause,
        "message": IN_THE_ANNEX,
        "detail": "",
    }
