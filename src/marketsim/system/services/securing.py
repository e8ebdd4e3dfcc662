"""Whether the security a participant has posted covers what it submits; else the last to come goes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from marketsim.system.credit import CreditTerms, required_credit
from marketsim.system.rules.credit import MESSAGE, CreditStanding, amounts
from marketsim.system.settings import Settings
from marketsim.system.states import PORTFOLIO
from marketsim.system.store.bids import bids_of
from marketsim.system.store.markets import MarketRow, list_markets
from marketsim.system.store.portfolios import PortfolioRow, change_status, list_portfolios
from marketsim.system.store.security import secured
from marketsim.system.trace import Trace

ALL_MARKETS = "all"
NOTHING = Decimal("0.00")


def standing(
    store: Connection, settings: Settings, portfolio: PortfolioRow, market: MarketRow | None, now: datetime
) -> CreditStanding:
    """Where a participant stands with a portfolio that it submits; ``market`` is the portfolio's."""
    together = _together(store, settings, market, now)
    others = [
        row
        for each in together
        for row in _submitted(store, each, portfolio.participant)
        if row.id != portfolio.id
    ]
    needs = requirements(store, settings, [portfolio, *others])
    return CreditStanding(
        posted=secured(store, portfolio.participant),
        minimum=minimum(settings, together),
        others=sum(needs[1:], NOTHING),
        own=needs[0],
    )


def requirements(store: Connection, settings: Settings, rows: Sequence[PortfolioRow]) -> list[Decimal]:
    """The requiredCredit of each portfolio, in dollars and cents, as the service tells it."""
    terms, bids = CreditTerms.of(settings), bids_of(store, [row.id for row in rows])
    curves = ([bid.curve for bid in bids[row.id] if not bid.is_offer] for row in rows)
    return [Decimal(repr(required_credit(each, terms))).quantize(NOTHING) for each in curves]


def minimum(settings: Settings, markets: Iterable[MarketRow]) -> Decimal:
    """The least security to take part in these auctions: the largest of their minimums, by market term."""
    names = {f"credit.minimum_{each.market_term.lower()}" for each in markets}
    return max((Decimal(repr(settings.number(name))).quantize(NOTHING) for name in names), default=NOTHING)


def reject_beyond_security(
    store: Connection, settings: Settings, participant: str, now: datetime, trace: Trace | None = None
) -> list[PortfolioRow]:
    """Reject what a participant's security no longer covers, last in first out; returns them in that order.

    To be called when security was lowered: SUBMITTED portfolios of auctions that are OPEN, or CLOSED and not
    yet posted, become REJECTED with the text, the newest submission first, until the rest is covered.
    """
    rejected: list[PortfolioRow] = []
    for together in _groups(store, settings, now):
        rows = [row for each in together for row in _submitted(store, each, participant)]
        rows.sort(key=lambda row: row.submission or 0)
        needs = requirements(store, settings, rows)
        posted, least = secured(store, participant), minimum(settings, together)
        while rows:
            now_needed = CreditStanding(posted, least, sum(needs[:-1], NOTHING), needs[-1])
            if posted >= now_needed.required:
                break
            row = rows.pop()
            needs.pop()
            _reject(store, row, now_needed, now, trace)
            rejected.append(row)
    return rejected


def _reject(
    store: Connection, row: PortfolioRow, why: CreditStanding, now: datetime, trace: Trace | None
) -> None:
    status = PORTFOLIO.after(row.status, "reject")
    change_status(store, row.id, status, now, MESSAGE.format(*(f"{each:,.2f}" for each in amounts(why))))
    if trace is not None:
        trace.moved(PORTFOLIO.name, row.status, "reject", status)


def _submitted(store: Connection, market: MarketRow, participant: str) -> list[PortfolioRow]:
    return list_portfolios(store, "AUCTION", market.name, participant=participant, status="SUBMITTED")


def _together(
    store: Connection, settings: Settings, market: MarketRow | None, now: datetime
) -> list[MarketRow]:
    """The auctions whose submitted bids share the security with those of ``market``."""
    if market is None:
        return []
    return _unposted(store, now) if settings.text("credit.scope") == ALL_MARKETS else [market]


def _groups(store: Connection, settings: Settings, now: datetime) -> list[list[MarketRow]]:
    unposted = _unposted(store, now)
    return [unposted] if settings.text("credit.scope") == ALL_MARKETS else [[each] for each in unposted]


def _unposted(store: Connection, now: datetime) -> list[MarketRow]:
    return [each for each in list_markets(store, "AUCTION") if each.status(now) in ("OPEN", "CLOSED")]
