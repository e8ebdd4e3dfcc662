"""Judges a request before its service sees it: participant, function, contract, phase, in this order."""

from __future__ import annotations

from typing import Any

from marketsim.contract.decoding import construct_leniently, decode, is_too_dense
from marketsim.contract.deviation import Deviation
from marketsim.contract.exchange_parameters import parameter_deviations
from marketsim.contract.messages.types import REQUEST_TYPES
from marketsim.contract.strict_json import MalformedJson, parse
from marketsim.system.call import Caller
from marketsim.system.crr_system import CrrSystem
from marketsim.system.reception import Received, named_participant
from marketsim.system.rules.access import ActingFor, ParticipantName, UseOfFunction
from marketsim.system.rules.phases import WriteInPhase
from marketsim.system.rules.rule import Stage
from marketsim.system.rules.sent_request import SentRequest
from marketsim.system.service_faults import FUNCTIONS_SHUT
from marketsim.system.trace import Trace


def judge_access(system: CrrSystem, received: Received, caller: Caller, trace: Trace) -> str:
    """The participant the caller acts for, empty where the request names none; raises Refused."""
    operation = received.operation
    participant: str | None = None
    if (place := system.participant_places.get(operation.key)) is not None:
        participant = named_participant(received, place.member)
        if participant is not None:
            name = ParticipantName(place.member, participant, place.pattern, place.max_length)
            system.rules.require(operation.key, name, trace, {Stage.PARTICIPANT})
        acting = ActingFor(caller, place.member, participant)
        system.rules.require(operation.key, acting, trace, {Stage.PARTICIPANT})
    shut = FUNCTIONS_SHUT in system.faults.results.names
    functions = frozenset() if shut else system.roles[operation.key]
    use = UseOfFunction(caller, participant, operation, functions)
    system.rules.require(operation.key, use, trace, {Stage.FUNCTION})
    return participant or ""


def judge_contract(system: CrrSystem, received: Received, trace: Trace) -> Any:
    """The decoded body, None where the operation takes none; raises Refused.

    The Struct decides whether the body is sound, the JSON schema only explains why it is not.
    """
    operation = received.operation
    body: Any = None
    of_body: list[Deviation] = []
    if operation.request_schema is not None and received.body is not None:
        body, of_body = decode(operation, received.body)
    plain = _plain(received.body) if of_body else None
    sent = _sent(received, plain, (*_of_parameters(received), *of_body))
    system.rules.require(operation.key, sent, trace, {Stage.CONTRACT})
    if of_body:  # the rules that would have refused it are switched off
        return construct_leniently(REQUEST_TYPES[operation.key], plain)
    return body


def judge_phase(system: CrrSystem, received: Received, trace: Trace) -> None:
    """Refuse a write that is not due in this phase; raises Refused."""
    key = received.operation.key
    system.rules.require(key, WriteInPhase(received.operation, system.phase), trace, {Stage.WINDOW})


def _of_parameters(received: Received) -> list[Deviation]:
    """Where the query departs from the contract; parameters it does not know are tolerated."""
    found = parameter_deviations(received.operation, received.query, received.headers)
    return [each for each in found if each.where == "query" and each.constraint != "unknown"]


def _plain(body: bytes | None) -> Any:
    """The plain JSON value of a body that departs from the contract; None when it is no JSON, or too dense."""
    if body is not None and is_too_dense(body):
        return None
    try:
        return parse(body or b"")
    except MalformedJson:
        return None


def _sent(received: Received, body: Any, deviations: tuple[Deviation, ...]) -> SentRequest:
    media_type = received.headers.get("content-type")
    return SentRequest(
        operation=received.operation,
        query=received.query,
        request_id=received.headers.get("caiso-request-id"),
        media_type=None if media_type is None else media_type.split(";")[0].strip().lower(),
        body_bytes=None if received.body is None else len(received.body),
        body_limit=received.body_limit,
        body=body,
        deviations=deviations,
    )
