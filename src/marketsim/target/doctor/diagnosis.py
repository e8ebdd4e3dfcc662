"""What the answer of one service means for whoever asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketsim.client.answer import Answer
from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.errors import ERROR_CODES
from marketsim.contract.exchange import ExchangeCheck
from marketsim.contract.operations import Operation
from marketsim.target.doctor.case import Case
from marketsim.target.doctor.check import Check, fault, ok
from marketsim.target.doctor.reply import misfit
from marketsim.target.roles import functions_of

WRONG_NAME = frozenset({"SEC0002", "SER0002"})
MISSING_FUNCTION = "SEC0001"
DOWN = frozenset({"SER0001", "SER0003", "SER0028", "GEN0003"})
"""Codes of a service that cannot do its work, whatever it is asked."""
OUR_FLAW = frozenset({"SER0017", "SER0029"})
"""Codes by which a service calls a request of ours wrong, though it keeps the contract."""

NDA_ROLE = "EXTERNAL CRR NDA REPORTS READ-ACCESS"
READ_WRITE_ROLE = "EXTERNAL CRR HOLDER READ/WRITE ACCESS"
READ_ROLE = "EXTERNAL CRR HOLDER READ ACCESS"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which read was asked, for whom, under which claimed functions (True: for writing too)."""

    operation: Operation
    participant: str
    functions: Mapping[str, bool]

    @property
    def id(self) -> str:
        """The check's id."""
        return f"service:{self.operation.service}"

    def roles(self) -> list[str]:
        """The AIM roles that the claimed functions which may ask this are provisioned under."""
        may_ask = [each for each in functions_of(self.operation) if each in self.functions]
        return sorted({aim_role(each, write=self.functions[each]) for each in may_ask})


def aim_role(function: str, *, write: bool) -> str:
    """The AIM role of a function (the deck, slide "MapStage AIM Provisioning")."""
    if function == "NDA":
        return NDA_ROLE
    return READ_WRITE_ROLE if write else READ_ROLE


def diagnose(case: Case, asked: Asked, answer: Answer[object]) -> Check:
    """What an answer means; refusals of the participant's name are not for here."""
    exchange, codes = answer.exchange, set(answer.codes)
    wrong = misfit(exchange)
    if wrong is not None:
        return fault(asked.id, *wrong, asked.participant)
    if MISSING_FUNCTION in codes:
        return _function_missing(asked)
    if down := sorted(codes & DOWN) or ([f"status {answer.status}"] if answer.status >= 500 else []):
        return _down(asked, down[0])
    if answer.status in (401, 403) and not codes:
        return _forbidden(asked, answer.status)
    deviations = ExchangeCheck(case.contract).response(
        asked.operation, answer.status, exchange.response_headers, exchange.response_body, exchange.query
    )
    if deviations:
        return _mismatch(
            case,
            asked,
            "; ".join(f"{each.where} {each.path}: {each.found}" for each in deviations[:3]),
            "; ".join(each.expected for each in deviations[:3]),
        )
    if flaw := sorted(codes & OUR_FLAW):
        return _mismatch(case, asked, f"{flaw[0]} for a request that keeps the contract", "an answer to it")
    named = f" {', '.join(sorted(codes))}, which is an answer: nothing of that name is there" if codes else ""
    return ok(asked.id, f"status {answer.status}{named}", asked.participant)


def unanswered(asked: Asked, failure: TransportFailure) -> Check:
    """A service that gave no answer."""
    late = failure.kind == "timeout"
    return fault(
        asked.id,
        "no-answer-in-time" if late else "connection-broken",
        failure.message,
        "an answer",
        "try again later; if it lasts, tell the operator of the system",
        asked.participant,
    )


def _function_missing(asked: Asked) -> Check:
    roles = " or ".join(asked.roles())
    claimed = ", ".join(each for each in functions_of(asked.operation) if each in asked.functions)
    return fault(
        asked.id,
        "function-missing",
        f"{MISSING_FUNCTION}: {ERROR_CODES[MISSING_FUNCTION].meaning.format(asked.participant)}",
        f"access of {asked.participant} as {claimed}, as the profile claims (which function uses which service is "
        "our assumption)",
        f"ask your user access administrator for the AIM role {roles} for {asked.participant}; or leave "
        f"{claimed} out of the profile if it is not yours",
        asked.participant,
    )


def _down(asked: Asked, sign: str) -> Check:
    meaning = f": {ERROR_CODES[sign].meaning}" if sign in ERROR_CODES else ""
    return fault(
        asked.id,
        "service-down",
        f"{sign}{meaning}",
        "an answer of the service",
        "try again later; if it lasts, tell the operator of the system",
        asked.participant,
    )


def _forbidden(asked: Asked, status: int) -> Check:
    return fault(
        asked.id,
        "forbidden",
        f"status {status} without a code",
        "an answer of the service, or a refusal with its code",
        f"ask your user access administrator for the AIM role {' or '.join(asked.roles())}",
        asked.participant,
    )


def _mismatch(case: Case, asked: Asked, found: str, expected: str) -> Check:
    version = case.contract.version(asked.operation.service)
    return fault(
        asked.id,
        "contract-mismatch",
        found,
        f"{expected} (contract {version} of {asked.operation.service})",
        "compare the contract's version with the one that the ISO has published for this system, and name its "
        "folder under [contract]; if they are the same, it is a finding for the operator of the system",
        asked.participant,
    )
