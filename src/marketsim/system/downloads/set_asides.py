"""Set-asides: the import capacity of each intertie that an annual allocation leaves to the auction."""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy import Connection

from marketsim.system.downloads.base_loading import BaseLoad, base_loading
from marketsim.system.store.downloads import publish, set_asides
from marketsim.system.store.markets import MarketRow
from marketsim.system.store.network import Interface, list_interfaces


def publish_set_asides(store: Connection, market: MarketRow, share: Fraction) -> None:
    """Keep the set-asides of an annual allocation; any other market has none (market-rules.md section 2.5).

    ``share`` of the residual import capacity of each intertie constraint: its limit less what base loading
    takes, never below zero, cut to 0.001 MW.
    """
    if (market.market_type, market.market_term) != ("ALLOCATION", "ANNUAL"):
        return
    loads = base_loading(store, market)
    products = [(period.name, tou) for period in market.periods for tou in ("ON", "OFF")]
    publish(
        store,
        set_asides,
        [
            {
                "market_name": market.name,
                "period": period,
                "tou": tou,
                "interface": each.name,
                "direction": "FORWARD",
                "limit_mw": each.forward_mw,
                "set_aside_mw": _set_aside(
                    each, [load for load in loads if (load.period, load.tou) == (period, tou)], share
                ),
            }
            for period, tou in products
            for each in list_interfaces(store, "ITC")
        ],
    )


def _set_aside(constraint: Interface, loads: list[BaseLoad], share: Fraction) -> float:
    residual = Fraction(str(constraint.forward_mw))
    for location, weight in constraint.terms:
        for load in loads:
            mw = Fraction(str(load.mw)) * Fraction(str(weight))
            if load.source == location:
                residual -= mw
            elif load.sink == location and load.hedge_type == "OBL":  # an option gives no counterflow
                residual += mw
    return int(max(residual, Fraction(0)) * share * 1000) / 1000
