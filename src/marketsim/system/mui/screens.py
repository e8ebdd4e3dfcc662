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
from marketsim.system.mui.problem import MuiProblem, needed
from marketsim.system.services.portfolio_life import settled
from marketsim.system.store.bids import count_bids
from marketsim.system.store.editing import close_editor, open_editor
from marketsim.system.store.markets import MarketRow, find_market
from marketsim.system.store.nominations import count_nominations
from marketsim.system.store.portfolios import PortfolioRow, find_portfolio, list_portfolios
from marketsim.system.trace import Trace

READERS: Mapping[str, Callable[[bytes], dict[str, Any]]] = {
    "AUCTION": upload.bids_and_offers,
    "ALLOCATION": upload.nominations,
}
MOST_FAULTS = 100


def save_portfolio(
    system: CrrSystem, caller: Caller, query: Mapping[str, str], content: bytes, request_id: str
) -> dict[str, Any]:
    """Save a CSV as a portfolio, INVALID where the content rules are against it; raises MuiProblem.

    What the contract could not carry (a word that is none of an enumeration, a curve of one point) is no
    portfolio and is not saved.
    """
    participant, market_name, name = _names(query)
    trace = Trace(request_id)
    with system.store.writing() as store:
        now = system.clock.now()
        market = market_for(system, caller, participant, find_market(store, market_name), market_name)
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
    participant, market_name = (needed(query, each) for each in ("participantName", "marketName"))
    with system.store.reading() as store:
        market = market_for(system, caller, participant, find_market(store, market_name), market_name)
        count = count_bids if market.market_type == "AUCTION" else count_nominations
        found = list_portfolios(store, market.market_type, market_name, participant=participant)
        rows = [settled(row, system.settings, system.clock.now()) for row in found]
        return {"portfolios": [_shown(row, count(store, row.id)) for row in rows]}


def open_portfolio(system: CrrSystem, caller: Caller, query: Mapping[str, str]) -> dict[str, Any]:
    """Open the editor on a portfolio, whatever its status: until it is closed the API leaves it alone.

    Raises MuiProblem.
    """
    participant, market_name, name = _names(query)
    with system.store.writing() as store:
        market = market_for(system, caller, participant, find_market(store, market_name), market_name)
        if find_portfolio(store, market.market_type, market_name, participant, name) is None:
            raise MuiProblem(f"there is no portfolio {name} in market {market_name}", 404)
        open_editor(store, market_name, participant, name, caller.person, system.clock.now())
    return {"portfolioName": name, "editing": True}


def close_portfolio(system: CrrSystem, caller: Caller, query: Mapping[str, str]) -> dict[str, Any]:
    """Close the editor; raises MuiProblem when it is not open on that portfolio."""
    participant, market_name, name = _names(query)
    with system.store.writing() as store:
        market_for(system, caller, participant, find_market(store, market_name), market_name)
        if not close_editor(store, market_name, participant, name):
            raise MuiProblem(f"no editor is open on portfolio {name} in market {market_name}", 404)
    return {"portfolioName": name, "editing": False}


def _names(query: Mapping[str, str]) -> tuple[str, str, str]:
    return needed(query, "participantName"), needed(query, "marketName"), needed(query, "portfolioName")


def market_for(
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
