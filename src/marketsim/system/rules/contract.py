"""Breaches of the published contract that have no code of their own: SER0017."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import OperationKey
from marketsim.system.rules.contract_codes import OWN_CODES
from marketsim.system.rules.rule import Finding, Rule, Stage
from marketsim.system.rules.sent_request import SentRequest

JSON = "application/json"
EVERY_OPERATION = frozenset(Contract.load().operations)
WITH_BODY = frozenset(
    key for key, each in Contract.load().operations.items() if each.request_schema is not None
)


def _no_request_id(facts: SentRequest) -> Iterable[Finding]:
    if not facts.request_id:
        yield Finding("caiso-request-id")


def _odd_request_id(facts: SentRequest) -> Iterable[Finding]:
    if facts.request_id:
        try:
            sound = str(uuid.UUID(facts.request_id)) == facts.request_id.lower()
        except ValueError:
            sound = False
        if not sound:
            yield Finding("caiso-request-id")


def _body_too_long(facts: SentRequest) -> Iterable[Finding]:
    if facts.body_bytes is None:
        yield Finding("", (facts.body_limit,))


def _body_not_json(facts: SentRequest) -> Iterable[Finding]:
    if facts.takes_body and facts.media_type != JSON:
        yield Finding("content-type", (JSON, (facts.media_type or "nothing")[:80]))


def _query_deviates(facts: SentRequest) -> Iterable[Finding]:
    return _remaining(facts, "query")


def _body_deviates(facts: SentRequest) -> Iterable[Finding]:
    return _remaining(facts, "body") if facts.body_bytes is not None else ()


def _remaining(facts: SentRequest, where: str) -> Iterator[Finding]:
    """The deviations that no rule with a code of its own answers for, even one switched off."""
    for each in facts.deviations:
        if each.where == where and not any(own.answers(facts, each) for own in OWN_CODES):
            yield Finding(each.path, (each.expected, each.found))


def _general(rule_id: str, where: frozenset[OperationKey], check: Any, message: str) -> Rule:
    return Rule(
        id=rule_id, code="SER0017", stage=Stage.CONTRACT, facts=SentRequest, operations=where,
        source="errors catalogue, SER0017; the published documents", provenance="contract", check=check,
        message=message,
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    _general("request-id-present", EVERY_OPERATION, _no_request_id, "the header is missing"),
    _general("request-id-well-formed", EVERY_OPERATION, _odd_request_id, "the header is no UUID"),
    _general("body-within-limit", WITH_BODY, _body_too_long, "the body is larger than {0} bytes"),
    _general("body-is-json", WITH_BODY, _body_not_json, "expected {0}, found {1}"),
    _general("query-by-contract", EVERY_OPERATION, _query_deviates, "expected {0}, found {1}"),
    _general("body-by-contract", WITH_BODY, _body_deviates, "expected {0}, found {1}"),
)  # fmt: skip
