"""The screen of the long-term tier: what was awarded in T1 may be elected, and becomes a nomination portfolio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from marketsim.contract.cells import Row
from marketsim.contract.decoding import decode
from marketsim.contract.messages.nomination import NewNomination, PortfolioIdentifier
from marketsim.contract.operations import OperationKey
from marketsim.system.call import Call, Caller
from marketsim.system.crr_system import CrrSystem
from marketsim.system.desk import Desk
from marketsim.system.eligibility.problem import CapProblem
from marketsim.system.eligibility.rights import is_allocated
from marketsim.system.eligibility.tier import tier_of
from marketsim.system.mui import upload
from marketsim.system.mui.editor import Draft, NotEditable, save
from marketsim.system.mui.problem import MuiProblem, needed
from marketsim.system.mui.screens import market_for
from marketsim.system.rules.rulebook import Refused
from marketsim.system.services.nomination import portfolio_submission
from marketsim.system.store.holdings import Crr, list_crrs
from marketsim.system.store.markets import MarketRow, find_market
from marketsim.system.trace import Trace

SUBMISSION = OperationKey("nomination", "portfolioSubmission")
CREATION = OperationKey("nomination", "portfolioCreation")
MOST_FAULTS = 100


def electable(system: CrrSystem, caller: Caller, query: Mapping[str, str]) -> dict[str, Any]:
    """The T1 awards that may be elected in an LT market, as rows of the template; raises MuiProblem."""
    participant, name = needed(query, "participantName"), needed(query, "marketName")
    with system.store.reading() as store:
        market = _market(system, store, caller, participant, name)
        return {"electable": [_row(crr) for crr in _awards(store, market, participant)]}


def elect(
    system: CrrSystem, caller: Caller, query: Mapping[str, str], content: bytes, request_id: str
) -> dict[str, Any]:
    """Save an election as a portfolio of the LT market and, with ``submit=yes``, submit it.

    It replaces the portfolio of that name. Raises MuiProblem where the file does not fit the awards; what the caps
    allow is judged when the portfolio is submitted, here or by the API.
    """
    names = (needed(query, each) for each in ("participantName", "marketName", "portfolioName"))
    participant, market_name, name = names
    trace = Trace(request_id)
    with system.store.writing() as store:
        now = system.clock.now()
        market = _market(system, store, caller, participant, market_name)
        if (status := market.status(now)) != "OPEN":
            raise MuiProblem(f"market {market_name} is {status}: its window is not open", 409)
        elected = _elected(store, market, participant, content)
        draft = Draft(
            market, participant, name, nominations=_nominations(system, elected, market, participant, name)
        )
        try:
            row = save(store, system.rules, system.settings, trace, draft, now)
        except NotEditable as problem:
            raise MuiProblem(str(problem), 409) from None
        told: dict[str, Any] = {"status": row.status, "errorMessage": row.error_message}
        if query.get("submit") == "yes" and row.status == "VALID":
            told = _submitted(system, store, caller, draft, trace)
    if request_id:
        system.traces.keep(trace)
    return {"portfolioName": name, "marketName": market_name, "records": len(draft), **told}


def _submitted(
    system: CrrSystem, store: Connection, caller: Caller, draft: Draft, trace: Trace
) -> dict[str, Any]:
    """Submit what was saved, as the API would; raises MuiProblem."""
    body = PortfolioIdentifier(
        portfolio_name=draft.name, market_name=draft.market.name, participant_name=draft.participant
    )
    operation, now = system.contract.operation(*SUBMISSION), system.clock.now()
    call = Call(operation, trace.request_id, caller, draft.participant, {}, body, now)
    try:
        answer: Any = portfolio_submission(call, Desk(store, system.rules, system.settings, trace))
    except Refused as refused:
        raise MuiProblem("\n".join(each.text for each in refused.violations), 409) from None
    return {"status": answer.status, "errorMessage": answer.error_message or None}


def _market(system: CrrSystem, store: Connection, caller: Caller, participant: str, name: str) -> MarketRow:
    market = market_for(system, caller, participant, find_market(store, name), name)
    try:
        tier = tier_of(market)
    except CapProblem as problem:
        raise MuiProblem(str(problem), 409) from None
    if tier.name != "LT":
        raise MuiProblem(f"{name} is not the long-term tier", 409)
    return market


def _awards(store: Connection, market: MarketRow, owner: str) -> list[Crr]:
    first_tier = tier_of(market).market("T1")
    return [crr for crr in list_crrs(store, owner=owner, market_name=first_tier) if is_allocated(crr)]


def _row(crr: Crr) -> dict[str, Any]:
    return {
        "CrrId": crr.crr_id,
        "AssetOwner": crr.owner,
        "Source": crr.source,
        "Sink": crr.sink,
        "TOU": crr.tou,
        "Period": crr.period,
        "MW": crr.mw,
    }


def _elected(store: Connection, market: MarketRow, owner: str, content: bytes) -> list[tuple[Crr, float]]:
    """The awards with the MW elected of each: above 0, no more than the award, in steps of 0.001."""
    try:
        rows = upload.long_term_elections(content)
    except upload.UnreadableUpload as problem:
        raise MuiProblem(f"the file cannot be read: {problem}") from None
    awards = {crr.crr_id: crr for crr in _awards(store, market, owner)}
    faults = [fault for row in rows for fault in _faults(row, awards)]
    ids = [row.get("CrrId") for row in rows]
    faults += [f"CRR {each}: elected twice" for each in sorted({n for n in ids if ids.count(n) > 1}, key=str)]
    if faults:
        raise MuiProblem("\n".join(faults[:MOST_FAULTS]))
    return [(awards[int(str(row["CrrId"]))], float(str(row["ElectedMW"]))) for row in rows]


def _faults(row: Row, awards: Mapping[int, Crr]) -> Iterator[str]:
    number, mw = row.get("CrrId"), row.get("ElectedMW")
    crr = awards.get(number) if isinstance(number, int) else None
    if crr is None:
        yield f"CRR {number}: not awarded to the participant in T1"
        return
    given = {name: value for name, value in row.items() if value is not None and name != "ElectedMW"}
    if odd := [name for name, value in _row(crr).items() if given.get(name, value) != value]:
        yield f"CRR {number}: {', '.join(odd)} is not that of the award"
    if not isinstance(mw, int | float) or not 0 < mw <= crr.mw or round(mw, 3) != mw:
        yield f"CRR {number}: elected {mw!r:.40} MW; above 0, at most the {crr.mw:g} MW awarded, steps of 0.001"


def _nominations(
    system: CrrSystem, elected: list[tuple[Crr, float]], market: MarketRow, owner: str, name: str
) -> tuple[NewNomination, ...]:
    """The elections as nominations, held against the contract like those of the API; raises MuiProblem."""
    plain = [
        {
            "assetOwner": crr.owner,
            "source": crr.source,
            "sink": crr.sink,
            "hedgeType": crr.hedge_type,
            "tou": crr.tou,
            "period": crr.period,
            "crrType": crr.crr_type,
            "mw": mw,
        }
        for crr, mw in elected
    ]
    message = {
        "portfolioName": name,
        "marketName": market.name,
        "participantName": owner,
        "newNominations": plain,
    }
    body, deviations = decode(system.contract.operation(*CREATION), msgspec.json.encode(message))
    if deviations:
        raise MuiProblem("\n".join(f"{each.path}: expected {each.expected}" for each in deviations))
    return tuple(body.new_nominations)
