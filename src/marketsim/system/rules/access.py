"""Who may call what for whom: the participant, the function and the write grant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import Operation, OperationKey
from marketsim.system.call import Caller, Grant
from marketsim.system.rules.rule import Finding, Rule, Stage

EVERY_OPERATION: frozenset[OperationKey] = frozenset(Contract.load().operations)


@dataclass(frozen=True, slots=True)
class ParticipantName:
    """A participant name as it was sent, and the form the contract asks of it in that place."""

    member: str
    name: str
    pattern: str | None
    max_length: int | None


@dataclass(frozen=True, slots=True)
class ActingFor:
    """Who calls, and the participant the request names; None when it names none that could be read."""

    caller: Caller
    member: str
    participant: str | None


@dataclass(frozen=True, slots=True)
class UseOfFunction:
    """Who calls, for whom, which operation, and the functions that may call it (roles.yaml)."""

    caller: Caller
    participant: str | None
    operation: Operation
    functions: frozenset[str]

    def grants(self) -> tuple[Grant, ...]:
        """The grants for the participant; all of them when the request names none of the caller's."""
        grants = self.caller.grants
        return tuple(each for each in grants if each.participant == self.participant) or grants

    def allowed(self) -> tuple[Grant, ...]:
        """Those of the grants whose function may call the operation."""
        return tuple(each for each in self.grants() if each.function in self.functions)


@dataclass(frozen=True, slots=True)
class RequestedResource:
    """The method and path of a request, and whether the contract has an operation there."""

    method: str
    path: str
    known: bool


def _not_there(facts: RequestedResource) -> Iterable[Finding]:
    if not facts.known:
        yield Finding("", (facts.method, facts.path[:200]))


def _listing(code: str) -> frozenset[OperationKey]:
    contract = Contract.load()
    return frozenset(key for key in contract.operations if code in contract.error_codes(key.service))


def _ill_formed(facts: ParticipantName) -> Iterable[Finding]:
    too_long = facts.max_length is not None and len(facts.name) > facts.max_length
    # in a JSON schema $ is the very end; in Python it would also match before a final line feed
    pattern = None if facts.pattern is None else facts.pattern.replace("$", r"\Z")
    if too_long or (pattern is not None and not re.search(pattern, facts.name)):
        yield Finding(facts.member, (facts.name[:80],))


def _foreign(facts: ActingFor) -> Iterable[Finding]:
    if facts.participant is not None and not facts.caller.may_act_for(facts.participant):
        yield Finding(facts.member, (facts.participant[:80],))


def _function_missing(facts: UseOfFunction) -> Iterable[Finding]:
    if not facts.allowed():
        yield Finding("", (facts.operation.key, ", ".join(sorted(facts.functions))))


def _write_missing(facts: UseOfFunction) -> Iterable[Finding]:
    allowed = facts.allowed()
    if facts.operation.access == "write" and allowed and not any(each.write for each in allowed):
        yield Finding("", (facts.operation.key,))


RULES: tuple[Rule, ...] = (
    Rule(
        id="resource-known", code="SER0029", stage=Stage.EXISTENCE, facts=RequestedResource,
        operations=EVERY_OPERATION, source="errors catalogue, SER0029", provenance="contract", check=_not_there,
        message="there is no {0} {1}",
    ),
    Rule(
        id="participant-well-formed", code="SER0002", stage=Stage.PARTICIPANT, facts=ParticipantName,
        operations=_listing("SER0002"), source="error SER0002; pattern and length of participantName",
        provenance="contract", check=_ill_formed, message="the participant name {0!r} is malformed",
    ),
    Rule(
        id="participant-known", code="SEC0002", stage=Stage.PARTICIPANT, facts=ActingFor,
        operations=EVERY_OPERATION, source="errors catalogue, SEC0002", provenance="contract", check=_foreign,
        message="participant {0!r} does not exist or is not one this certificate may act for; "
        "see your local security administrator",
    ),
    Rule(
        id="function-allowed", code="SEC0001", stage=Stage.FUNCTION, facts=UseOfFunction,
        operations=EVERY_OPERATION, source="errors catalogue, SEC0001; roles.yaml", provenance="assumed",
        check=_function_missing, message="{0} is open to {1} only",
    ),
    Rule(
        id="write-granted", code="SEC0001", stage=Stage.FUNCTION, facts=UseOfFunction,
        operations=EVERY_OPERATION, source="errors catalogue, SEC0001; read-only access role of the deck",
        provenance="contract", check=_write_missing, message="{0} writes, and this certificate may only read",
    ),
)  # fmt: skip
