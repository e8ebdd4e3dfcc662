"""Breaches of the contract that have a code of their own; everything else is SER0017 (rules/contract.py)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from marketsim.contract.catalogue import Contract
from marketsim.contract.deviation import Deviation
from marketsim.contract.operations import OperationKey
from marketsim.system.rules.rule import Finding, Rule, Stage, operations
from marketsim.system.rules.sent_request import SentRequest, path_tokens


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A breach with a code of its own: the operations, the members, and the schema keyword that is broken.

    ``blank`` narrows it to texts that are blank (or are not); None takes both.
    """

    rule: str
    code: str
    operations: frozenset[OperationKey]
    members: tuple[str, ...]
    constraint: str
    blank: bool | None
    source: str
    message: str

    def answers(self, facts: SentRequest, deviation: Deviation) -> bool:
        """Whether a deviation is this breach."""
        return (
            facts.operation.key in self.operations
            and deviation.constraint == self.constraint
            and path_tokens(deviation.path)[-1:] in ([member] for member in self.members)
            and (self.blank is None or _is_blank(facts.value_at(deviation)) is self.blank)
        )

    def findings(self, facts: SentRequest) -> Iterator[Finding]:
        """Where the request has this breach."""
        for each in facts.deviations:
            if self.answers(facts, each):
                yield Finding(each.path, (str(facts.value_at(each))[:120],))


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


def _taking(service: str, *members: str) -> frozenset[OperationKey]:
    """The operations of a service with a query parameter of one of those names."""
    return frozenset(
        key
        for key, each in Contract.load().operations.items()
        if key.service == service and any(parameter.name in members for parameter in each.parameters)
    )


def _portfolio_operations() -> frozenset[OperationKey]:
    writes = {"portfolioCreation", "portfolioSubmission", "portfolioRetraction", "postPortfolioRetraction"}
    named = {key for key in Contract.load().operations if key.operation_id in writes}
    return frozenset(named) | _taking("auction", "portfolioName") | _taking("nomination", "portfolioName")


DOWNLOAD_TYPES = tuple(
    dict.fromkeys(
        parameter.name
        for key, each in Contract.load().operations.items()
        if key.service == "market_data"
        for parameter in each.parameters
        if parameter.name.endswith("DownloadType")
    )
)
SM_STATUSES = ("OfferStatusType", "responseStatusType")
SM_CREATIONS = operations(
    "secondary_market",
    "postPublicSmBuyOffers", "postPublicSmSellOffers", "postPrivateSmBuyOffers", "postPrivateSmSellOffers",
)  # fmt: skip

PORTFOLIOS = _portfolio_operations()


def _own_code(
    rule: str, code: str, where: frozenset[OperationKey], members: tuple[str, ...], constraint: str,
    source: str, message: str, *, blank: bool | None = None,
) -> OwnCode:  # fmt: skip
    return OwnCode(rule, code, where, members, constraint, blank, f"{source}, error {code}", message)


# (operation, member, constraint) -> code
OWN_CODES: tuple[OwnCode, ...] = (
    _own_code("portfolio-name-not-blank", "POR0215", PORTFOLIOS, ("portfolioName",), "pattern",
              "auction 1.2.1, nomination 1.3.1", "the portfolio name is blank", blank=True),
    _own_code("portfolio-name-length", "POR0103", PORTFOLIOS, ("portfolioName",), "maxLength",
              "auction 1.2.1, nomination 1.3.1", "the portfolio name {0!r} is too long"),
    _own_code("portfolio-name-characters", "SER0022", PORTFOLIOS, ("portfolioName",), "pattern",
              "auction 1.2.1, nomination 1.3.1",
              "the portfolio name {0!r} may hold only letters, digits, space, underscore, hyphen and dot",
              blank=False),
    _own_code("download-type-known", "DWL0001", _taking("market_data", *DOWNLOAD_TYPES), DOWNLOAD_TYPES,
              "enum", "market data 1.2.0", "there is no download type {0!r} here"),
    _own_code("file-format-known", "DWL0002", _taking("market_data", "fileFormat"), ("fileFormat",), "enum",
              "market data 1.2.0", "the file format {0!r} is not offered"),
    _own_code("sm-status-known", "SER0014", _taking("secondary_market", *SM_STATUSES), SM_STATUSES, "enum",
              "secondary market 1.2.1", "there is no status {0!r}"),
    _own_code("sm-crr-type-known", "SMT0138", SM_CREATIONS, ("crrType",), "enum",
              "secondary market 1.2.1", "there is no CRR type {0!r}"),
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(
    Rule(
        id=own.rule, code=own.code, stage=Stage.CONTRACT, facts=SentRequest, operations=own.operations,
        source=own.source, provenance="contract", check=own.findings, message=own.message,
    )
    for own in OWN_CODES
)  # fmt: skip
