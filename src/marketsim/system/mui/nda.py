"""The network model of a market, for readers who have signed for it (market rules 10): a list of files, and each file.

Contingencies, monitored elements, interfaces and the power-flow case are for the function NDA alone. They are what the
market was last cleared with, before that what it would be cleared with now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from marketsim.system.call import Caller
from marketsim.system.crr_system import CrrSystem
from marketsim.system.markets.folder_files import CASE, monitored_file, network_files
from marketsim.system.markets.gathering import market_model
from marketsim.system.markets.notices import stamp
from marketsim.system.markets.run import newest
from marketsim.system.mui.problem import MuiProblem
from marketsim.system.result_faults import STALE_MODEL
from marketsim.system.store.markets import MarketRow, find_market

FUNCTION = "NDA"
HOLDS: Mapping[str, str] = {
    CASE: "the power-flow case",
    "contingencies.csv": "the branches that trip in each contingency",
    "interfaces.csv": "the interfaces, their limits and what flows on them",
    "monitored.csv": "the branches whose limits count",
    "ratings.csv": "limits of zero, which a case cannot tell",
}


def files_of(system: CrrSystem, caller: Caller, market: str) -> dict[str, Any]:
    """The files there are of a market, their sizes in bytes; raises MuiProblem."""
    files = _files(system, caller, market)
    return {
        "market": market,
        "files": [
            {"name": name, "holds": HOLDS[name], "bytes": len(content)}
            for name, content in sorted(files.items())
        ],
    }


def file_of(system: CrrSystem, caller: Caller, market: str, name: str) -> bytes:
    """The content of one file; raises MuiProblem."""
    files = _files(system, caller, market)
    if name not in files:
        raise MuiProblem(f"the model of {market} has no such file; it has {', '.join(sorted(files))}", 404)
    return files[name]


def _files(system: CrrSystem, caller: Caller, name: str) -> dict[str, bytes]:
    if not system.faults.results.leaks and not any(grant.function == FUNCTION for grant in caller.grants):
        raise MuiProblem("the network model is for participants of the function NDA only", 403)
    with system.store.reading() as store:
        market = find_market(store, name)
        if market is None:
            raise MuiProblem(f"there is no market named {name}", 404)
        if system.clock.now() < market.data_publish_date:
            raise MuiProblem(f"the data of market {name} come out {stamp(market.data_publish_date)}", 409)
        return _model_files(system, store, market)


def _model_files(system: CrrSystem, store: Connection, market: MarketRow) -> dict[str, bytes]:
    run = newest(store, market.name)
    model = run.inputs.model if run else market_model(store, system.settings, market)
    if STALE_MODEL in system.faults.results.names:
        model = market_model(store, system.settings, replace(market, name="of no market"))
    return {**network_files(model, market.name), "monitored.csv": monitored_file(model)}
