"""What auction and nomination portfolios have in common: how they are found, kept and moved on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.rules.portfolio_records import PortfolioSheet, one_entry_a_record
from marketsim.system.rules.portfolio_use import PortfolioUse
from marketsim.system.rules.portfolios import NamedPortfolio
from marketsim.system.rules.rule import Stage, Violation
from marketsim.system.rules.rulebook import Refused
from marketsim.system.service_faults import ALWAYS_NEW, CHANGES_UNKEPT
from marketsim.system.settings import Settings
from marketsim.system.states import PORTFOLIO
from marketsim.system.store.editing import close_editor, edited_since
from marketsim.system.store.locations import source_sink_list
from marketsim.system.store.markets import MarketRow, find_market
from marketsim.system.store.portfolios import (
    PortfolioRow,
    add_portfolio,
    change_status,
    find_portfolio,
    list_portfolios,
    new_portfolio,
    remove_portfolio,
)


class Name(NamedTuple):
    """What names a portfolio, beside the participant the request is made for."""

    market: str
    portfolio: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of portfolio: its market type, the count of records in the store, and its status message."""

    market_type: str
    count: Callable[[Connection, int], int]
    status: Callable[..., object]  # the service's PortfolioStatus


def named_in_query(call: Call) -> Name:
    """The portfolio that query parameters name."""
    return Name(call.query["marketName"], call.query["portfolioName"])


def load(call: Call, desk: Desk, kind: Kind, name: Name) -> NamedPortfolio:
    """The facts about the portfolio a request names."""
    found = find_portfolio(desk.store, kind.market_type, name.market, call.participant, name.portfolio)
    found = _settled(desk, found, call.now)
    others = sorted({grant.participant for grant in call.caller.grants} - {call.participant})
    return NamedPortfolio(
        market_name=name.market,
        market=find_market(desk.store, name.market),
        now=call.now,
        wanted_type=kind.market_type,
        portfolio_name=name.portfolio,
        participant=call.participant,
        portfolio=found,
        records=kind.count(desk.store, found.id) if found else 0,
        others=tuple(
            other
            for other in others
            if find_portfolio(desk.store, kind.market_type, name.market, other, name.portfolio)
        ),
    )


def _settled(desk: Desk, row: PortfolioRow | None, now: datetime) -> PortfolioRow | None:
    """The portfolio as it now is; that it settled is noted in the trace, and kept with its next change."""
    if row is None or (after := settled(row, desk.settings, now)) is row:
        return row
    desk.move(PORTFOLIO, row.status, "settle")
    return after


def settled(row: PortfolioRow, settings: Settings, now: datetime) -> PortfolioRow:
    """A REJECTED portfolio is VALID again after ``portfolio.rejection_minutes``; any other is what it is."""
    pause = timedelta(minutes=settings.number("portfolio.rejection_minutes"))
    if row.status != "REJECTED" or now < row.changed_at + pause:
        return row
    return replace(row, status=PORTFOLIO.after(row.status, "settle"), error_message=None)


def required(call: Call, desk: Desk, kind: Kind, name: Name) -> PortfolioRow:
    """The portfolio a request names; raises Refused when any rule of the operation is against it.

    With the rules against unknown names off it is a blank one that was never kept (id 0).
    """
    facts = load(call, desk, kind, name)
    desk.require(call, facts)
    return facts.portfolio or _blank(call, kind, name)


def changing(call: Call, desk: Desk, kind: Kind, name: Name) -> tuple[NamedPortfolio, PortfolioRow]:
    """The portfolio a request would change, with its facts; raises Refused.

    That somebody else is at work on it (POR0306) is told before what its state does not allow, as the state
    may be their doing.
    """
    facts = load(call, desk, kind, name)
    desk.require(call, facts, {Stage.EXISTENCE, Stage.WINDOW})
    if facts.portfolio is not None:
        desk.require(call, _use(call, desk, facts.portfolio))
    desk.require(call, facts, {Stage.STATE})
    return facts, facts.portfolio or _blank(call, kind, name)


def _use(call: Call, desk: Desk, row: PortfolioRow) -> PortfolioUse:
    opened = edited_since(desk.store, row.market_name, row.participant, row.name)
    longest = timedelta(minutes=desk.settings.number("portfolio.editing_minutes"))
    return PortfolioUse(
        portfolio_name=row.name,
        seen=call.seen,
        found=(row.id, row.version),
        in_editor=opened is not None and opened <= call.now < opened + longest,
    )


def _blank(call: Call, kind: Kind, name: Name) -> PortfolioRow:
    return new_portfolio(
        kind.market_type, name.market, call.participant, name.portfolio, status="NEW", origin="API",
        now=call.now,
    )  # fmt: skip


def required_list(call: Call, desk: Desk, kind: Kind) -> list[PortfolioRow]:
    """The participant's portfolios of a market; raises Refused when there is no such market."""
    market = call.query["marketName"]
    facts = NamedPortfolio(
        market_name=market,
        market=find_market(desk.store, market),
        now=call.now,
        wanted_type=kind.market_type,
        portfolio_name="",
        participant=call.participant,
    )
    desk.require(call, facts)
    return list_portfolios(desk.store, kind.market_type, market, participant=call.participant)


def sheet_facts(store: Connection, facts: NamedPortfolio, most_records: int) -> Mapping[str, Any]:
    """What every sheet of records is tested against, as keyword arguments of PortfolioSheet's families."""
    market = facts.market
    listed = source_sink_list(store, market.name, facts.now) if market else None
    lines = listed.lines if listed else ()
    return {
        **{name: getattr(facts, name) for name in NamedPortfolio.__dataclass_fields__},
        "products": products(market),
        "listed": frozenset((line.location, line.tou) for line in lines),
        "biddable": listed.biddable if listed else frozenset(),
        "most_records": most_records,
    }


def products(market: MarketRow | None) -> frozenset[tuple[str, str]]:
    """The products of a market: its periods x ON and OFF (market status 1.2.0)."""
    periods = market.periods if market else ()
    return frozenset((period.name, tou) for period in periods for tou in ("ON", "OFF"))


def create(call: Call, desk: Desk, sheet: PortfolioSheet) -> PortfolioRow:
    """Keep a new portfolio without its records; raises Refused, with one entry a bad record."""
    if found := desk.findings(call, sheet):
        raise Refused(one_entry_a_record(found))
    status = desk.move(PORTFOLIO, "-", "create" if sheet.sheet else "create-blank")
    row = new_portfolio(
        str(sheet.wanted_type), sheet.market_name, sheet.participant, sheet.portfolio_name,
        status=status, origin="API", now=call.now,
    )  # fmt: skip
    return kept(desk.store, row)


def kept(store: Connection, row: PortfolioRow) -> PortfolioRow:
    """Keep a portfolio and return it with its id."""
    portfolio_id = add_portfolio(store, row)
    fields = {name: getattr(row, name) for name in PortfolioRow.__dataclass_fields__}
    return PortfolioRow(**{**fields, "id": portfolio_id})


def advance(
    call: Call, desk: Desk, row: PortfolioRow, event: str, to: str, error_message: str | None = None
) -> PortfolioRow:
    """Take a portfolio's transition, keep the new status with its text and return the portfolio so.

    Where the state table has no such row (a rule is off) the portfolio is written to ``to`` all the same,
    which the trace then doesn't show.
    """
    allowed = PORTFOLIO.allows(row.status, event)
    status = desk.move(PORTFOLIO, row.status, event) if allowed else to
    if CHANGES_UNKEPT in desk.result_faults.names:
        return replace(row, status=status, error_message=error_message)
    if status == "DELETED":
        remove_portfolio(desk.store, row.id)
        close_editor(desk.store, row.market_name, row.participant, row.name)
    else:
        change_status(desk.store, row.id, status, call.now, error_message)
    return replace(row, status=status, error_message=error_message)


def status_message(kind: Kind, row: PortfolioRow) -> object:
    """The PortfolioStatus of a portfolio, with its error text where it has one."""
    text = {"error_message": row.error_message} if row.error_message else {}
    return kind.status(portfolio_name=row.name, market_name=row.market_name, status=row.status, **text)


def asked_status(call: Call, desk: Desk, kind: Kind) -> object:
    """The PortfolioStatus of the portfolio that query parameters name; raises Refused."""
    row = required(call, desk, kind, named_in_query(call))
    if ALWAYS_NEW in desk.result_faults.names:
        row = replace(row, status="NEW", error_message=None)
    return status_message(kind, row)


def invalidate(call: Call, desk: Desk, row: PortfolioRow, found: Sequence[Violation]) -> PortfolioRow:
    """VALID becomes INVALID, with the texts of what was found, one line a record."""
    return advance(call, desk, row, "fail", to="INVALID", error_message=text_of(found))


def text_of(found: Sequence[Violation]) -> str:
    """What the violations say, one line a record."""
    return "\n".join(each.text for each in one_entry_a_record(found))


def retract(call: Call, desk: Desk, kind: Kind, name: Name) -> object:
    """SUBMITTED becomes VALID again; raises Refused with the code of the first fault."""
    _, row = changing(call, desk, kind, name)
    return status_message(kind, advance(call, desk, row, "retract", to="VALID"))


def delete(call: Call, desk: Desk, kind: Kind, name: Name) -> object:
    """Forget the portfolio and its records, and answer DELETED; raises Refused."""
    _, row = changing(call, desk, kind, name)
    return status_message(kind, advance(call, desk, row, "delete", to="DELETED"))
