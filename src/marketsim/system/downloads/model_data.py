"""What is published of a market before anything is awarded: sources and sinks, base load, set-asides."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from marketsim.contract.cells import Row
from marketsim.system.downloads.base_loading import base_loading
from marketsim.system.result_faults import STALE_LISTS, UNMODELLED_LOADED
from marketsim.system.store.downloads import published, set_asides
from marketsim.system.store.locations import SourceSink, list_locations, list_replacements, source_sink_list
from marketsim.system.store.markets import MarketRow
from marketsim.system.store.network import network


def model_rows(
    store: Connection, now: datetime, market: MarketRow, download_type: str, faults: Collection[str] = ()
) -> list[Row]:
    """The rows of SOURCE_SINK, GROUPED_BASE_LOADING or SET_ASIDE; none before the market's data come out.

    ``faults`` are names of faults of results.
    """
    if now < market.data_publish_date:
        return []
    if download_type == "SOURCE_SINK":
        return source_sink_rows(store, now, market.name, stale=STALE_LISTS in faults)
    if download_type == "GROUPED_BASE_LOADING":
        return base_loading_rows(store, market, unmodelled_too=UNMODELLED_LOADED in faults)
    return set_aside_rows(store, market.name) if download_type == "SET_ASIDE" else []


def source_sink_rows(store: Connection, now: datetime, market_name: str, *, stale: bool = False) -> list[Row]:
    """The newest list, one row a location, time of use and bus with the bus's participation factor.

    ``stale`` is a fault: all that was ever a location is listed, withdrawn and retired ones too.
    """
    newest = source_sink_list(store, market_name, now)
    known = {location.name: location for location in list_locations(store)}
    lines = newest.lines if newest else ()
    if stale and newest:
        lines = tuple(SourceSink(name, tou, True) for name in known for tou in ("ON", "OFF"))
    ems_names = {bus.name: bus.ems_name for bus in network(store).buses}
    return [
        {
            "SourceSink": line.location,
            "TOU": line.tou,
            "Type": known[line.location].type,
            "Zone": known[line.location].zone,
            "BiddableFlag": "Y" if line.biddable else "N",
            "AugmentedBusName": bus,
            "EMSBusName": ems_names[bus],
            "ParticipationFactor": factor,
        }
        for line in lines
        for bus, factor in known[line.location].factors
    ]


def base_loading_rows(store: Connection, market: MarketRow, *, unmodelled_too: bool = False) -> list[Row]:
    """Base loading of the market's products."""
    return [
        {
            "MarketName": market.name,
            "Period": load.period,
            "TOU": load.tou,
            "Source": load.source,
            "Sink": load.sink,
            "HedgeType": load.hedge_type,
            "MW": load.mw,
        }
        for load in base_loading(store, market, unmodelled_too=unmodelled_too)
    ]


def set_aside_rows(store: Connection, market_name: str) -> list[Row]:
    """Capacity of interface constraints that the market holds back."""
    return [
        {
            "MarketName": market_name,
            "Period": row["period"],
            "TOU": row["tou"],
            "Interface": row["interface"],
            "Direction": row["direction"],
            "Limit": row["limit_mw"],
            "SetAside": row["set_aside_mw"],
        }
        for row in published(store, set_asides, market_name)
    ]


def replacement_rows(store: Connection) -> list[Row]:
    """What takes the place of retired sources and sinks, by period."""
    return [
        {"Period": each.period, "SourceSink": each.retired, "Replacement": each.replacement}
        for each in list_replacements(store)
    ]
