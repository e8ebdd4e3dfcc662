"""The statement held against its annex: the files, the facts made anew from them, and every kept body."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from marketsim.contract.catalogue import Contract
from marketsim.contract.exchange import ExchangeCheck
from marketsim.contract.operations import OperationKey
from marketsim.readiness.record import Event
from marketsim.readiness.statement.annex import RUNS, Annex, AnnexProblem
from marketsim.readiness.statement.attested import attested
from marketsim.readiness.statement.canonical import digest
from marketsim.readiness.statement.compose import Composer
from marketsim.readiness.statement.document import Statement
from marketsim.readiness.statement.refusal import Refusal


@dataclass(slots=True)
class Bodies:
    """How many bodies could be validated again, of how many."""

    all: int = 0
    again: int = 0


def evidence(statement: Statement, annex: Annex, contract: Contract, bodies: Bodies) -> Iterator[Refusal]:
    """What the annex says against the statement; counts the bodies it could look at."""
    try:
        yield from _files(statement, annex)
        if contract.digest != statement.contract_digest:
            return  # refused for that already, and another contract would find other deviations
        target = statement.target.name, statement.target.kind
        composer = Composer(annex.runs(), annex.veil(), contract, statement.features_digest, target)
        yield from _facts(statement, annex, composer)
        yield from _bodies(composer, contract, bodies)
    except AnnexProblem as problem:
        yield Refusal("annex", str(problem))
    except (KeyError, TypeError, ValueError, msgspec.MsgspecError) as flaw:
        yield Refusal(
            "evidence", f"the evidence has another shape than marketsim writes ({type(flaw).__name__})"
        )


def _files(statement: Statement, annex: Annex) -> Iterator[Refusal]:
    bound = {each.name: each for each in statement.annex}
    there = set(annex.names())
    for name, fact in sorted(bound.items()):
        annex.inside(name)
        if name not in there:
            yield Refusal("annex", f"{name} is missing")
        elif annex.file(name) != fact:
            yield Refusal("annex", f"{name} is not the file that the statement binds")
    for name in sorted(there - set(bound)):
        yield Refusal("annex", f"{name} is bound by nothing")


def _facts(statement: Statement, annex: Annex, composer: Composer) -> Iterator[Refusal]:
    """Everything that the statement shares, made from the annex once more."""
    if composer.attempts != statement.attempts:
        yield Refusal("evidence", "the runs of the annex are not those that the statement lists")
    if tuple(attested(annex)) != statement.attested:
        yield Refusal("evidence", "the attested steps of the annex are not those of the statement")
    if composer.services != statement.service_versions:
        yield Refusal("evidence", "the services answered with other versions than the statement says")
    for each in statement.scenarios:
        told = composer.told(each.case)
        if (told.course, told.untold, told.tries) != (each.course, each.untold, each.tries):
            where = _difference(each.course, told.course) or "its attempts"
            yield Refusal("evidence", f"{each.case.id}: the annex says otherwise ({where})")
    if composer.participants != statement.participants:
        yield Refusal("evidence", "others spoke than the statement says")


def _difference(one: Any, other: Any) -> str:
    """The first member in which two facts differ."""
    if one is None or other is None:
        return "" if one is other else "whether it was told"
    for name in one.__struct_fields__:
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine != theirs:
            inner = (
                next(
                    (
                        _difference(a, b)
                        for a, b in zip(mine, theirs, strict=False)
                        if a != b and isinstance(a, msgspec.Struct)
                    ),
                    "",
                )
                if isinstance(mine, tuple)
                else ""
            )
            return f"{name}.{inner}" if inner else name
    return ""


def _bodies(composer: Composer, contract: Contract, bodies: Bodies) -> Iterator[Refusal]:
    check = ExchangeCheck(contract, strict=True)
    for run in composer.runs:
        for attempt in run.record.attempts:
            for exchange in attempt.exchanges:
                for refusal in _exchange(exchange, contract, check, bodies):
                    yield Refusal("body", f"{attempt.id}, {RUNS}/{run.note.run_id}: {refusal}")


def _exchange(event: Event, contract: Contract, check: ExchangeCheck, bodies: Bodies) -> Iterator[str]:
    key = OperationKey(event["service"] or "", event["operation_id"] or "")
    operation = contract.operations.get(key)
    if operation is None:
        return
    found: set[tuple[str, str, str]] = set()
    sides: set[str] = set()
    for side in ("request", "response"):
        kept = event[side]
        if kept is None or (side == "request" and event["intended_breach"]):
            continue
        bodies.all += 1
        content = _content(kept)
        if content is None:
            continue
        bodies.again += 1
        if digest(content) != kept["digest"]:
            yield f"a body of {event['request_id']} is not the one that was digested"
            continue
        sides.add(side)
        query = dict(event["request"].get("query") or {})
        if side == "request":
            made = check.request(operation, query, kept["headers"], content)
        else:
            made = check.response(operation, event["status"], kept["headers"], content, query)
        found |= {(each.side, each.where, each.path) for each in made}
    told = {
        (each["side"], each["where"], each["path"]) for each in event["deviations"] if each["side"] in sides
    }
    if found != told and event["deviations_total"] == len(event["deviations"]):
        yield f"the exchange {event['request_id']} keeps the contract otherwise than was recorded"


def _content(kept: Event) -> bytes | None:
    """The whole body, when all of it was kept as it went over the wire."""
    if kept["truncated"] or kept["redacted"]:
        return None
    if kept["encoding"] == "text":
        return str(kept["body"]).encode("utf-8")
    try:
        return base64.b64decode(kept["body"], validate=True)
    except binascii.Error:
        return b""
