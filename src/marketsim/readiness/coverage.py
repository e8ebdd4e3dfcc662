"""What was reached, and out of how much (design.md section 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from marketsim.contract.catalogue import Contract
from marketsim.contract.errors import ERROR_CODES
from marketsim.readiness.observed_states import transitions_seen
from marketsim.readiness.record import Attempt, Event, RunRecord, assemble, operation_of
from marketsim.readiness.requirements import requirements_tally
from marketsim.readiness.verdict import ScenarioVerdict, decide
from marketsim.readiness.wording import answered_codes

NOT_OBSERVABLE = "not observable on this target"
_TELLING = frozenset({"value", "presence", "absence", "state"})


class Tally(TypedDict):
    """``total`` and ``reached`` are numbers, None where ``note`` says why they cannot be told."""

    total: int | None
    reached: int | None
    missing: list[str]
    reached_names: list[str]
    note: str | None


class CodeTally(Tally):
    """Codes the operator made the target answer are counted apart from those that a rule gave."""

    induced: int
    induced_names: list[str]


class Coverage(TypedDict):
    """What ``coverage --json`` prints; every share comes with its denominator."""

    operations: Tally
    error_codes: CodeTally
    transitions: Tally
    rules: Tally
    requirements: Mapping[str, Any]
    function_operation: Tally
    settlement_requirements: Mapping[str, Any]


def coverage(
    events: Iterable[Event], contract: Contract, requirements: Iterable[Mapping[str, Any]]
) -> Coverage:
    """Coverage of a run from its events. ``requirements`` are the entries of features/requirements.yaml."""
    crr, settlement = assemble(events).parted()
    judged, settled = ([decide(each, part) for each in part.latest()] for part in (crr, settlement))
    return coverage_of(crr, judged, contract, requirements, settled=settled)


def coverage_of(
    record: RunRecord,
    verdicts: Iterable[ScenarioVerdict],
    contract: Contract,
    requirements: Iterable[Mapping[str, Any]],
    *,
    settled: Iterable[ScenarioVerdict] = (),
) -> Coverage:
    """Coverage of a run that was put in order and judged already.

    ``settled`` are its settlement scenarios. What only such can show is counted in ``settlement_requirements`` and in
    nothing else.
    """
    judged, entries = list(verdicts), list(requirements)
    theirs = [each for each in entries if _is_of_settlement(each)]
    passed = [each.attempt for each in judged if each.verdict == "passed"]
    operations = {name for attempt in passed for name in _operations_reached(attempt)}
    return {
        "operations": _tally(map(str, contract.operations), operations),
        "error_codes": _codes(record),
        "transitions": _observed(record, "transitions", _transition, _transitions_taken(record)),
        "rules": _observed(record, "rules", lambda rule: str(rule["id"]), _rules_fired(record)),
        "requirements": requirements_tally(judged, [each for each in entries if each not in theirs]),
        "function_operation": _roles(record, passed),
        "settlement_requirements": requirements_tally(settled, theirs),
    }


def _is_of_settlement(entry: Mapping[str, Any]) -> bool:
    """Whether an entry of the register is shown by settlement scenarios alone."""
    shown_by = [str(each) for each in entry.get("scenarios") or ()]
    return bool(shown_by) and all(each.startswith("MS-SET-") for each in shown_by)


def _tally(total: Iterable[str], reached: set[str]) -> Tally:
    names = sorted(set(total))
    met = [each for each in names if each in reached]
    missing = [each for each in names if each not in reached]
    return {"total": len(names), "reached": len(met), "missing": missing, "reached_names": met, "note": None}


def _untold() -> Tally:
    return {"total": None, "reached": None, "missing": [], "reached_names": [], "note": NOT_OBSERVABLE}


def _operations_reached(attempt: Attempt) -> Iterable[str]:
    """Operations with a clean 2xx answer of which this scenario asserted something it found in the answer."""
    telling = [each for each in attempt.assertions if each["held"] and each["subject"] in _TELLING]
    for exchange in attempt.exchanges:
        name = operation_of(exchange)
        if name is None or not _is_clean_success(exchange):
            continue
        if any(_speaks_of(each, exchange, name) for each in telling):
            yield name


def _is_clean_success(exchange: Event) -> bool:
    answered = exchange["status"] is not None and 200 <= exchange["status"] < 300
    return answered and not exchange["intended_breach"] and _is_clean(exchange)


def _is_clean(exchange: Event) -> bool:
    return all(each["undocumented"] for each in exchange["deviations"])


def _speaks_of(assertion: Event, exchange: Event, operation: str) -> bool:
    if assertion["request_id"]:
        return bool(assertion["request_id"] == exchange["request_id"])
    return bool(assertion["operation"] == operation)


def _codes(record: RunRecord) -> CodeTally:
    if record.live or record.observable is None:
        answered = {code for each in _exchanges(record) for code in answered_codes(each)}
        return {**_tally(ERROR_CODES, answered), "induced": 0, "induced_names": []}
    fired = {rule["code"] for each in _natural(record) for rule in each["rules_fired"]}
    made = {rule["code"] for each in record.traces if each["induced"] for rule in each["rules_fired"]}
    induced = sorted((made & set(ERROR_CODES)) - fired)
    tally = _tally(ERROR_CODES, fired)
    return {**tally, "induced": len(induced), "induced_names": induced}


def _natural(record: RunRecord) -> list[Event]:
    """The traces of an unfaulted system answering by itself."""
    return [] if record.faults else [each for each in record.traces if not each["induced"]]


def _exchanges(record: RunRecord) -> Iterable[Event]:
    return (each for attempt in record.attempts for each in attempt.exchanges)


def _rules_fired(record: RunRecord) -> set[str]:
    return {rule["id"] for each in _natural(record) for rule in each["rules_fired"]}


def _transitions_taken(record: RunRecord) -> set[str]:
    """Those that a request took, and those that follow from dates and were seen to have happened."""
    taken = {_transition(each) for trace in _natural(record) for each in trace["transitions"]}
    if record.faults or record.observable is None:
        return taken
    rows = record.observable["transitions"]
    return taken | {
        _transition(each) for attempt in record.attempts for each in transitions_seen(attempt, rows)
    }


def _transition(row: Mapping[str, Any]) -> str:
    return f"{row['table']}: {row['from']} --{row['event']}--> {row['to']}"


def _observed(record: RunRecord, part: str, name: Any, reached: set[str]) -> Tally:
    if record.observable is None:
        return _untold()
    return _tally(map(name, record.observable[part]), reached)


def _roles(record: RunRecord, passed: Iterable[Attempt]) -> Tally:
    """Cells (function, operation) that roles.yaml allows, met by an answer of the application to that function."""
    roles = (record.observable or {}).get("roles")
    if not roles:
        return _untold()
    met = {
        f"{each['function']} {operation_of(each)}"
        for attempt in passed
        for each in attempt.exchanges
        if each["function"] and _let_in(each)
    }
    return _tally((f"{function} {name}" for name, functions in roles.items() for function in functions), met)


def _let_in(exchange: Event) -> bool:
    if exchange["status"] is None or exchange["intended_breach"] or not _is_clean(exchange):
        return False
    refused = exchange["status"] in {401, 403} or any(
        code.startswith("SEC") for code in answered_codes(exchange)
    )
    return not refused and exchange["status"] < 500
