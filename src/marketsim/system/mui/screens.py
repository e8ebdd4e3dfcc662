"""What the participant's screens do: save a portfolio from a CSV, list the portfolios of a market."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from marketsim.contract.decoding import decode
from marketsim.contract.operations import OperationKey
from marketsim.system.call import Caller
from marketsim.system.crr_system import CrrSystem
from marketsim.system.mui import upload
from marketsim.system.mui.editor import SERVICES, Draft, NotEditable, save
from marketsim.system.store.bids import count_bids
from marketsim.system.store.markets import MarketRow, find_market
from marketsim.system.store.nominations import count_nominations
from marketsim.system.store.portfolios import PortfolioRow, list_portfolios
from marketsim.system.trace import Trace

READERS: Mapping[str, Callable[[bytes], dict[str, Any]]] = {
    "AUCTION": upload.bids_and_offers,
    "ALLOCATION": upload.nominations,
}
MOST_FAULTS = 100


class MuiProblem(Exception):
    """Answered as ``{"error": text}`` with its status."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.text, self.status = text, status


def save_portfolio(
    system: CrrSystem, caller: Caller, query: Mapping[str, str], content: bytes, request_id: str
) -> dict[str, Any]:
    """Save a CSV as a portfolio, INVALID where the content rules are against it; raises MuiProblem.

    What the contract could not carry (a word that is none of an enumeration, a curve of one point) is no
    portfolio and is not saved.
    """
    participant, market_name, name = (
        _needed(query, each) for each in ("participantName", "marketName", "portfolioName")
    )
    trace = Trace(request_id)
    with system.store.writing() as store:
        now = system.clock.now()
        market = _market(system, caller, participant, find_market(store, market_name), market_name)
        if (status := market.status(now)) != "OPEN":
            raise MuiProblem(f"market {market_name} is {status}: its window is not open", 409)
        draft = _draft(system, market, participant, name, content)
        try:
            row = save(store, system.rules, system.settings, trace, draft, now)
        except NotEditable as problem:
            raise MuiProblem(str(problem), 409) from None
        answer = _shown(row, len(draft))
    if request_id:
        system.traces.keep(trace)
    return answer


def portfolios(system: CrrSystem, caller: Caller, query: Mapping[str, str]) -> dict[str, Any]:
    """The participant's portfolios of a market, however they were made; raises MuiProblem."""
    participant, market_name = (_needed(query, each) for each in ("participantName", "marketName"))
    with system.store.reading() as store:
        market = _market(system, caller, participant, find_market(store, market_name), market_name)
        count = count_bids if market.market_type == "AUCTION" else count_nominations
        rows = list_portfolios(store, market.market_type, market_name, participant=participant)
        return {"portfolios": [_shown(row, count(store, row.id)) for row in rows]}


def _needed(query: Mapping[str, str], name: str) -> str:
    if not query.get(name):
        raise MuiProblem(f"the query parameter {name} is missing")
    return query[name]


def _market(
    system: CrrSystem, caller: Caller, participant: str, market: MarketRow | None, name: str
) -> MarketRow:
    """The market, once the caller may act in it for the participant; raises MuiProblem."""
    grants = [grant for grant in caller.grants if grant.participant == participant]
    if not grants:
        raise MuiProblem("this certificate does not open the screens of that participant", 403)
    if market is None:
        raise MuiProblem(f"there is no market named {name}", 404)
    allowed = system.roles[OperationKey(SERVICES[market.market_type], "portfolioCreation")]
    if not any(grant.function in allowed and grant.write for grant in grants):
        raise MuiProblem(f"portfolios of {name} are for {', '.join(sorted(allowed))} only", 403)
    return market


def _draft(system: CrrSystem, market: MarketRow, participant: str, name: str, content: bytes) -> Draft:
    try:
        records = READERS[market.market_type](content)
    except upload.UnreadableUpload as problem:
        raise MuiProblem(f"the file cannot be read: {problem}") from None
    message = {"portfolioName": name, "marketName": market.name, "participantName": participant, **records}
    operation = system.contract.operation(SERVICES[market.market_type], "portfolioCreation")
    body, deviations = decode(operation, msgspec.json.encode(message))
    if deviations:
        faults = [f"{each.path}: expected {each.expected}; found {each.found}" for each in deviations]
        raise MuiProblem("\n".join(faults[:MOST_FAULTS]))
    if market.market_type == "AUCTION":
        return Draft(market, participant, name, bids=tuple(body.new_bids), offers=tuple(body.new_offers))
    return Draft(market, participant, name, nominations=tuple(body.new_nominations))


def _shown(row: PortfolioRow, records: int) -> dict[str, Any]:
    return {
        "portfolioName": row.name,
        "marketName": row.market_name,
        "participantName": row.participant,
        "status": row.status,
        "madeIn": row.origin,
        "records": records,
        "errorMessage": row.error_message,
    }
