"""Answers one request to one of the ten services, from the judged request to the bytes that leave."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from marketsim.contract.decoding import encode
from marketsim.contract.errors import ERROR_CODES
from marketsim.contract.operations import Operation
from marketsim.system.call import Call
from marketsim.system.crr_system import CrrSystem
from marketsim.system.desk import Desk
from marketsim.system.judging import judge_access, judge_contract, judge_phase
from marketsim.system.reception import Received
from marketsim.system.refusals import reasons_of, refusal
from marketsim.system.rules.access import RequestedResource
from marketsim.system.rules.rulebook import Refused
from marketsim.system.service_faults import caller_seen
from marketsim.system.services.arrival import changes_portfolio, seen_on_arrival
from marketsim.system.store.participants import caller as caller_of
from marketsim.system.trace import Trace

JSON = "application/json"
log = logging.getLogger("marketsim.system")


@dataclass(frozen=True, slots=True)
class Answer:
    """What leaves: status, media type and body."""

    status: int
    media_type: str
    body: bytes


def answer(system: CrrSystem, received: Received, person: str) -> Answer:
    """Judge and serve a request of a person; whatever was stored is committed when this returns.

    Never raises: what nobody foresaw becomes SER0028, of which the log tells where, but no content.
    """
    operation = received.operation
    trace = Trace(received.request_id)
    try:
        status, body = _serve(system, received, person, trace)
        status, body = system.faults.falsify(operation, system.contract, status, body)
        given = Answer(status, operation.response_media_type, body)
    except Refused as refused:
        given = _refused(system, operation, reasons_of(refused.violations))
        if not refused.keep:
            trace.rolled_back()
    except _Induced as induced:
        given = _refused(system, operation, [(induced.code, ERROR_CODES[induced.code].meaning)])
        trace.induced = True
        trace.rules_fired.append(("induced", induced.code))
    except Exception as unforeseen:
        _log(received, unforeseen)
        given = _refused(system, operation, [("SER0028", ERROR_CODES["SER0028"].meaning)])
        trace.rolled_back()
    if trace.request_id:
        system.traces.keep(trace)
    return given


class _Induced(Exception):
    """The operator ordered this refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _serve(system: CrrSystem, received: Received, person: str, trace: Trace) -> tuple[int, bytes]:
    operation = received.operation
    if (code := system.faults.induced.get(operation.key)) is not None:
        raise _Induced(code)
    with system.store.reading() as store:
        caller = caller_seen(caller_of(store, person, "api"), system.faults.results.names)
    participant = judge_access(system, received, caller, trace)
    body = judge_contract(system, received, trace)
    judge_phase(system, received, trace)
    seen = _seen(system, received, participant, body)
    unit = system.store.writing if operation.access == "write" else system.store.reading
    kept: Refused | None = None
    with unit() as store:
        call = Call(
            operation,
            received.request_id,
            caller,
            participant,
            received.query,
            body,
            system.clock.now(),
            seen,
        )
        try:
            return 200, _call(system, call, store, trace)
        except Refused as refused:
            if not refused.keep:
                raise
            kept = refused  # leaving the block without an exception commits
    raise kept


def _seen(system: CrrSystem, received: Received, participant: str, body: Any) -> tuple[int, int] | None:
    """What the request finds before it waits for its turn to write."""
    operation = received.operation.key
    if not changes_portfolio(operation):
        return None
    with system.store.reading() as store:
        return seen_on_arrival(store, operation, participant, received.query, body)


def _call(system: CrrSystem, call: Call, store: Connection, trace: Trace) -> bytes:
    """Let the service answer and put its answer into bytes, inside the unit of work."""
    desk = Desk(store, system.rules, system.settings, trace, system.faults.results)
    given = system.handlers[call.operation.key](call, desk)
    return given if isinstance(given, bytes) else encode(given)


def _refused(system: CrrSystem, operation: Operation, reasons: list[tuple[str, str]]) -> Answer:
    version = system.contract.version(operation.service)
    return Answer(*_with_json(refusal(reasons, system.clock.now(), version)))


def _with_json(given: tuple[int, bytes]) -> tuple[int, str, bytes]:
    status, body = given
    return status, JSON, body


def unknown_path(system: CrrSystem, request_id: str, method: str, path: str) -> Answer:
    """The answer to a method and path that the contract does not know; 404 without a body if nothing refuses it."""
    trace = Trace(request_id)
    anywhere = next(iter(system.contract.operations))
    found = system.rules.findings(anywhere, RequestedResource(method, path, known=False), trace)
    if request_id:
        system.traces.keep(trace)
    if not found:
        return Answer(404, JSON, b"")
    return Answer(*_with_json(refusal(reasons_of(found), system.clock.now(), None)))


def _log(received: Received, unforeseen: BaseException) -> None:
    """Where it went wrong, for which request; neither the message nor any value, which may quote the body."""
    frames = traceback.extract_tb(unforeseen.__traceback__)
    where = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(frames[-6:]))
    log.error(
        "SER0028 request %r %s: %s at %s",
        received.request_id, received.operation.key, type(unforeseen).__name__, where,
    )  # fmt: skip
