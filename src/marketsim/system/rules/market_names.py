"""Rules about the allocation or auction market a request names; shared by several services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from marketsim.contract.operations import OperationKey
from marketsim.system.rules.rule import Finding, Provenance, Rule, Stage, operations
from marketsim.system.store.markets import MarketRow, find_market


@dataclass(frozen=True, slots=True)
class NamedMarket:
    """The market a request names, as found in the store (None: there is none).

    ``wanted_type`` is the market type the operation is about, None where it takes both.
    """

    market_name: str
    market: MarketRow | None
    now: datetime
    wanted_type: str | None = None

    @property
    def status(self) -> str | None:
        """The market's status now; None for an unknown market."""
        return self.market.status(self.now) if self.market else None


def named_market(store: Connection, name: str, now: datetime, wanted_type: str | None = None) -> NamedMarket:
    """Load the facts for the rules of this room."""
    return NamedMarket(name, find_market(store, name), now, wanted_type)


def market_exists(
    rule_id: str, where: frozenset[OperationKey], source: str, provenance: Provenance = "contract"
) -> Rule:
    """A rule over NamedMarket: the market is known (MKT0001)."""
    return Rule(
        id=rule_id, code="MKT0001", stage=Stage.EXISTENCE, facts=NamedMarket, operations=where, source=source,
        provenance=provenance, check=_unknown, message="there is no market named {0}",
    )  # fmt: skip


def market_type_fits(
    rule_id: str, where: frozenset[OperationKey], source: str, provenance: Provenance = "contract"
) -> Rule:
    """A rule over NamedMarket: a known market is of the type the operation is about (SER0005)."""
    return Rule(
        id=rule_id, code="SER0005", stage=Stage.EXISTENCE, facts=NamedMarket, operations=where, source=source,
        provenance=provenance, check=_other_type, message="market {0} is of type {1}, not {2}",
    )  # fmt: skip


def market_open(
    rule_id: str, where: frozenset[OperationKey], source: str, provenance: Provenance = "contract"
) -> Rule:
    """A rule over NamedMarket: the submission window of a known market is open (MKT0004)."""
    return Rule(
        id=rule_id, code="MKT0004", stage=Stage.WINDOW, facts=NamedMarket, operations=where, source=source,
        provenance=provenance, check=_not_open, message="market {0} is {1}: its window is not open",
    )  # fmt: skip


def market_posted(
    rule_id: str, where: frozenset[OperationKey], source: str, provenance: Provenance = "contract"
) -> Rule:
    """A rule over NamedMarket: the results of a known market are posted (MKT0007)."""
    return Rule(
        id=rule_id, code="MKT0007", stage=Stage.WINDOW, facts=NamedMarket, operations=where, source=source,
        provenance=provenance, check=_not_posted, message="market {0} is {1}: its results are not posted",
    )  # fmt: skip


def _unknown(facts: NamedMarket) -> Iterable[Finding]:
    if facts.market is None:
        yield Finding("marketName", (facts.market_name,))


def _other_type(facts: NamedMarket) -> Iterable[Finding]:
    if facts.market and facts.wanted_type and facts.market.market_type != facts.wanted_type:
        yield Finding("marketName", (facts.market_name, facts.market.market_type, facts.wanted_type))


def _not_open(facts: NamedMarket) -> Iterable[Finding]:
    if facts.market and facts.status != "OPEN":
        yield Finding("marketName", (facts.market_name, facts.status))


def _not_posted(facts: NamedMarket) -> Iterable[Finding]:
    if facts.market and facts.status != "POSTED":
        yield Finding("marketName", (facts.market_name, facts.status))


RULES: tuple[Rule, ...] = (
    market_exists(
        "market-exists",
        operations("market_status", "getMarketStatus", "getMarketInfo"),
        "market status 1.2.0, error MKT0001",
    ),
)
