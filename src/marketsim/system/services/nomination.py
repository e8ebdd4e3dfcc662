"""Nomination portfolios: created, read, submitted, retracted and deleted (nomination 1.3.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import UNSET
from sqlalchemy import Connection

from marketsim.contract.messages import nomination as messages
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.rules.nominations import NominationSheet
from marketsim.system.rules.portfolio_records import Record
from marketsim.system.rules.portfolios import NamedPortfolio
from marketsim.system.rules.rule import Stage, Violation
from marketsim.system.service_faults import listed, nominations_told
from marketsim.system.services import nomination_facts as facts
from marketsim.system.services import portfolio_life as life
from marketsim.system.settings import Settings
from marketsim.system.store.nominations import (
    NominationRow,
    add_nominations,
    count_nominations,
    nominations_of,
)
from marketsim.system.store.portfolios import PortfolioRow

KIND = life.Kind("ALLOCATION", count_nominations, messages.PortfolioStatus)


def portfolio_creation(call: Call, desk: Desk) -> object:
    """Keep a portfolio of nominations, VALID or (without any) NEW; raises Refused, nothing kept."""
    body: messages.NewPortfolio = call.body
    named = life.load(call, desk, KIND, life.Name(body.market_name, body.portfolio_name))
    row = life.create(call, desk, sheet(desk.store, desk.settings, named, body.new_nominations))
    add_nominations(desk.store, row.id, map(row_of, body.new_nominations))
    return life.status_message(KIND, row)


def sheet(
    store: Connection, settings: Settings, named: NamedPortfolio, nominations: list[messages.NewNomination]
) -> NominationSheet:
    """The facts about the records of a portfolio about to be kept."""
    return judged_again(
        store,
        settings,
        named,
        tuple(Record(f"newNominations[{n}]", each) for n, each in enumerate(nominations)),
    )


def portfolio(call: Call, desk: Desk) -> messages.Portfolio:
    """One portfolio with its nominations as they were posted; raises Refused."""
    row = life.required(call, desk, KIND, life.named_in_query(call))
    own = nominations_told(nominations_of(desk.store, [row.id])[row.id], desk.result_faults.names)
    return _portfolio(row.name, row.market_name, own)


def portfolio_list(call: Call, desk: Desk) -> list[messages.Portfolio]:
    """The participant's portfolios of a market, the oldest first; raises Refused."""
    rows = listed(life.required_list(call, desk, KIND), desk.result_faults.names)
    found = nominations_of(desk.store, [row.id for row in rows])
    return [_portfolio(row.name, row.market_name, found[row.id]) for row in rows]


def portfolio_status(call: Call, desk: Desk) -> object:
    """The status of one portfolio, with the text of its faults; raises Refused."""
    return life.asked_status(call, desk, KIND)


def portfolio_submission(call: Call, desk: Desk) -> object:
    """Submit a VALID portfolio to its allocation; raises Refused.

    Its nominations are judged again and held against the posted caps: it may become INVALID instead, and the
    answer says why.
    """
    named, row = life.changing(call, desk, KIND, _named_in_body(call))
    if found := _against(call, desk, named, row):
        return life.status_message(KIND, life.invalidate(call, desk, row, found))
    return life.status_message(KIND, life.advance(call, desk, row, "submit", to="SUBMITTED"))


def _against(call: Call, desk: Desk, named: NamedPortfolio, row: PortfolioRow) -> list[Violation]:
    """What the rules have against the nominations of a portfolio that is submitted."""
    store, settings = desk.store, desk.settings
    own = nominations_of(store, [row.id])[row.id]
    records = facts.kept_records(own)
    together = facts.submitted_together(store, settings, row)
    posted, calculation = facts.in_force(store, settings, row.market_name, call.now)
    judged: list[object] = [
        judged_again(store, settings, named, records),
        facts.nominator(store, settings, row, records, together),
        posted,
    ]
    if calculation is not None:
        judged.append(facts.cap_sheet(store, calculation, row.participant, own, together))
    return [each for every in judged for each in desk.findings(call, every, {Stage.CONTENT})]


def judged_again(
    store: Connection, settings: Settings, named: NamedPortfolio, records: tuple[Record, ...]
) -> NominationSheet:
    """The facts about kept nominations, for the rules on single records."""
    return NominationSheet(
        **life.sheet_facts(store, named, settings.whole("portfolio.records")), sheet=records
    )


def portfolio_retraction(call: Call, desk: Desk) -> object:
    """Take a SUBMITTED portfolio back; raises Refused."""
    return life.retract(call, desk, KIND, _named_in_body(call))


def delete_portfolio(call: Call, desk: Desk) -> object:
    """Delete a portfolio that is not SUBMITTED; raises Refused."""
    return life.delete(call, desk, KIND, life.named_in_query(call))


def _named_in_body(call: Call) -> life.Name:
    body: messages.PortfolioIdentifier = call.body
    return life.Name(body.market_name, body.portfolio_name)


def row_of(record: messages.NewNomination) -> NominationRow:
    """The row that keeps a nomination."""
    return NominationRow(
        asset_owner=record.asset_owner,
        source=record.source,
        sink=record.sink,
        hedge_type=record.hedge_type,
        tou=record.tou,
        period=record.period,
        crr_type=record.crr_type,
        mw=record.mw,
        description=record.description if isinstance(record.description, str) else None,
    )


def _portfolio(name: str, market_name: str, rows: list[NominationRow]) -> messages.Portfolio:
    return messages.Portfolio(
        portfolio_name=name,
        market_name=market_name,
        nominations=[messages.Nomination(**_members(row)) for row in rows],
    )


def _members(row: NominationRow) -> dict[str, Any]:
    names = (
        "nomination_id",
        "asset_owner",
        "source",
        "sink",
        "hedge_type",
        "tou",
        "period",
        "crr_type",
        "mw",
    )
    members = {name: getattr(row, name) for name in names}
    return members | {"description": UNSET if row.description is None else row.description}


HANDLERS: dict[str, Callable[[Call, Desk], object]] = {
    "portfolioCreation": portfolio_creation,
    "portfolio": portfolio,
    "portfolioList": portfolio_list,
    "portfolioStatus": portfolio_status,
    "portfolioSubmission": portfolio_submission,
    "portfolioRetraction": portfolio_retraction,
    "deletePortfolio": delete_portfolio,
}
