"""The portfolio editor of the MUI: it keeps what it is given, even INVALID, and says what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from marketsim.contract.messages.auction import NewBid, NewOffer
from marketsim.contract.messages.nomination import NewNomination
from marketsim.contract.operations import OperationKey
from marketsim.system.rules.portfolio_records import PortfolioSheet, one_entry_a_record
from marketsim.system.rules.portfolios import NamedPortfolio
from marketsim.system.rules.rule import Stage
from marketsim.system.rules.rulebook import RuleBook
from marketsim.system.services import bid_facts, nomination
from marketsim.system.services.portfolio_life import kept
from marketsim.system.settings import Settings
from marketsim.system.states import PORTFOLIO
from marketsim.system.store.bids import add_bids
from marketsim.system.store.markets import MarketRow
from marketsim.system.store.nominations import add_nominations
from marketsim.system.store.portfolios import PortfolioRow, find_portfolio, new_portfolio, remove_portfolio
from marketsim.system.trace import Trace

SERVICES = {"AUCTION": "auction", "ALLOCATION": "nomination"}


@dataclass(frozen=True, slots=True)
class Draft:
    """The records of one portfolio as its owner has put them: bids and offers, or nominations."""

    market: MarketRow
    participant: str
    name: str
    bids: tuple[NewBid, ...] = ()
    offers: tuple[NewOffer, ...] = ()
    nominations: tuple[NewNomination, ...] = ()
    origin: str = "MUI"

    def __len__(self) -> int:
        return len(self.bids) + len(self.offers) + len(self.nominations)


class NotEditable(Exception):
    """The portfolio is SUBMITTED: it must be retracted first."""


def save(
    store: Connection, rules: RuleBook, settings: Settings, trace: Trace, draft: Draft, now: datetime
) -> PortfolioRow:
    """Keep a draft in place of the portfolio of that name: NEW without records, else VALID or INVALID.

    The content rules in force decide, as they do for the API; window and participant are the caller's
    business. Raises NotEditable.
    """
    former = find_portfolio(store, draft.market.market_type, draft.market.name, draft.participant, draft.name)
    if former is not None and former.status == "SUBMITTED":
        raise NotEditable(f"portfolio {draft.name} is SUBMITTED; retract it first")
    creation = OperationKey(SERVICES[draft.market.market_type], "portfolioCreation")
    found = rules.findings(creation, _sheet(store, settings, draft, now), trace, {Stage.STATE, Stage.CONTENT})
    texts = [each.text for each in one_entry_a_record(found)]
    row = new_portfolio(
        draft.market.market_type, draft.market.name, draft.participant, draft.name,
        status=_status(former, len(draft), bool(texts), trace), origin=draft.origin, now=now,
        error_message="\n".join(texts) or None,
    )  # fmt: skip
    if former is not None:
        remove_portfolio(store, former.id)
    row = kept(store, row)
    add_bids(store, row.id, (*draft.bids, *draft.offers))
    add_nominations(store, row.id, map(nomination.row_of, draft.nominations))
    return row


def _sheet(store: Connection, settings: Settings, draft: Draft, now: datetime) -> PortfolioSheet:
    facts = NamedPortfolio(
        market_name=draft.market.name,
        market=draft.market,
        now=now,
        wanted_type=draft.market.market_type,
        portfolio_name=draft.name,
        participant=draft.participant,
    )
    if draft.market.market_type == "AUCTION":
        return bid_facts.sheet(store, settings, facts, bid_facts.posted_records(draft.bids, draft.offers))
    return nomination.sheet(store, settings, facts, list(draft.nominations))


def _status(former: PortfolioRow | None, records: int, faulty: bool, trace: Trace) -> str:
    """The status of the saved draft; its transition is noted where the state table knows one."""
    goes_on = records and former is not None and former.status in ("VALID", "INVALID")
    before = former.status if former is not None and goes_on else "-"
    if before == "-":
        event = "save-in-mui" if faulty else "create" if records else "create-blank"
    else:
        event = "fail" if faulty else "mend"
    if not PORTFOLIO.allows(before, event):
        return before  # still VALID, or still INVALID
    after = PORTFOLIO.after(before, event)
    trace.moved(PORTFOLIO.name, before, event, after)
    return after
