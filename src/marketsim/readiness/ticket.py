"""One text a failure, ready to paste into a ticket."""

from __future__ import annotations

from marketsim.readiness.by_plan import numbers_of
from marketsim.readiness.finding import Finding
from marketsim.readiness.model_finding import CAUSES as MODEL_CAUSES
from marketsim.readiness.record import Attempt, Event, RunRecord, operation_of
from marketsim.readiness.verdict import ScenarioVerdict
from marketsim.readiness.waiving import CAUSE as STALE_WAIVER
from marketsim.readiness.wording import answered_codes, pacific, service_version, utc


def needs_ticket(verdict: ScenarioVerdict) -> bool:
    """Whether somebody else has to hear of it: the system is wrong, or did not answer."""
    if verdict.verdict == "failed":
        return verdict.cause not in {STALE_WAIVER, *MODEL_CAUSES}  # those are for us to mend, or to look at
    return verdict.verdict == "broken" and verdict.cause == "network"


def ticket(verdict: ScenarioVerdict, record: RunRecord) -> str:
    """Request id, times, operation, code, expected, found, versions: all that the other side asks for first."""
    finding, attempt = verdict.finding, verdict.attempt
    if finding is None:
        raise ValueError(f"{verdict.id} {verdict.verdict}: no ticket without a finding")
    exchange = call_of(attempt, finding)
    lines = [_subject(verdict, finding, exchange), "", *_target(record)]
    lines += [("Plan number", each) for each in _plan_numbers(attempt, record)]
    lines.append(("Scenario", f"{attempt.id}  {attempt.name}"))
    step = _step(attempt, finding)
    lines += [("Step", step)] if step else []
    lines += _call(exchange, record) if exchange else [("Time", _times(attempt.started["at"]))]
    lines += [("Looked at", finding.what), ("Expected", finding.expected), ("Found", finding.found)]
    lines.append(("Demanded by", finding.provenance or "the run itself"))
    return "\n".join(each if isinstance(each, str) else _line(*each) for each in lines)


def call_of(attempt: Attempt, finding: Finding) -> Event | None:
    """The exchange a finding rests on, or else the last one before it."""
    event = finding.event
    if event is None:
        return None
    if event["event"] == "exchange":
        return event
    named = attempt.exchange_of(event)
    before = (each for each in reversed(attempt.exchanges) if each["seq"] < event["seq"])
    return named or next(before, None)


def _subject(verdict: ScenarioVerdict, finding: Finding, exchange: Event | None) -> str:
    where = (operation_of(exchange) or exchange["path"]) if exchange else verdict.attempt.name
    return f"[{verdict.id}] {where}: {verdict.verdict}, {finding.cause}"


def _target(record: RunRecord) -> list[tuple[str, str]]:
    target = record.start.get("target")
    if target is None:
        return [("Target", "not known: the run did not get that far")]
    embedded = "  (EMBEDDED SYSTEM: nothing here concerns the ISO)" if target["embedded"] else ""
    return [("Target", f"{target['name']}  {target['base_url']}{embedded}")]


def _call(exchange: Event, record: RunRecord) -> list[tuple[str, str]]:
    service = exchange["service"]
    versions = record.start["contract"]["versions"] if record.start else {}
    codes = ", ".join(answered_codes(exchange)) or "none"
    whose = f"{exchange['participant'] or 'none'} as {exchange['function'] or 'no function'}"
    operation = operation_of(exchange) or "none of the contract"
    answer = "no answer" if exchange["status"] is None else f"HTTP {exchange['status']}, error codes {codes}"
    repeated = f"  (attempt {exchange['attempt']})" if exchange["attempt"] > 1 else ""
    contract = f"contract {versions.get(service, 'unknown')}"
    return [
        ("Participant", whose),
        ("Operation", f"{operation}  {exchange['method']} {exchange['path']}"),
        ("caiso-request-id", (exchange["request_id"] or "none sent") + repeated),
        ("Time", _times(exchange["started"])),
        ("Answer", answer),
        ("serviceVersion", f"{service_version(exchange) or 'not told'}  ({contract})"),
    ]


def _plan_numbers(attempt: Attempt, record: RunRecord) -> list[str]:
    rows = numbers_of(record.market_sim_plan, attempt.id, attempt.base_id)
    example = " (our own example)" if record.market_sim_plan and record.market_sim_plan["example"] else ""
    return [f"{each['number']}  {each['title']}{example}" for each in rows]


def _step(attempt: Attempt, finding: Finding) -> str:
    index = finding.event.get("step") if finding.event else None
    step = next((each for each in attempt.steps if each["index"] == index), None)
    return f"{step['keyword']} {step['text']}" if step else ""


def _times(at: str) -> str:
    return f"{utc(at)}  ({pacific(at)})"


def _line(name: str, text: str) -> str:
    """A name and its text; further lines of the text stay under the first."""
    return f"{name:<17} " + str(text).replace("\n", "\n" + " " * 18)
