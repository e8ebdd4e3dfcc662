"""Lays the posted markets: nominations and bids of the past, cleared and posted as the operator would have done then.

Stands on what loads the network without a market (holdings, TOR conversions). One market loads the next, so they come
in the order of posting; load migrates last, when all that migrates is allocated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from marketsim.system.downloads.set_asides import publish_set_asides
from marketsim.system.markets.gathering import gather
from marketsim.system.markets.posting import post_market
from marketsim.system.markets.run import keep
from marketsim.system.settings import Settings
from marketsim.system.store.market_limits import MarketLimits, set_limits
from marketsim.system.store.markets import MarketRow, list_markets
from marketsim.system.world.cleared import Kept, kept_results, results_of
from marketsim.system.world.data import world_data
from marketsim.system.world.load_migration import lay_posted as lay_posted_migrations
from marketsim.system.world.portfolios import UnsoundWorld, lay_entries, market_name


def lay(store: Connection, now: datetime, known: Mapping[str, Kept] | None = None) -> None:
    """Lay allocations.yaml and auctions.yaml and post every market that is POSTED at ``now``.

    ``known`` are results by digest, instead of those of cleared.json. Raises UnsoundWorld.
    """
    allocations = world_data("allocations")
    for entry in allocations["limits"]:
        set_limits(store, market_name(entry, now), msgspec.convert(entry["own"], MarketLimits))
    lay_entries(store, (*allocations["nominations"], *world_data("auctions")), now)
    settings, found = Settings.load(), kept_results() if known is None else known
    posted = [each for each in list_markets(store) if each.status(now) == "POSTED"]
    for market in sorted(posted, key=lambda each: (each.posted_at or now, each.name)):
        _post(store, settings, market, found, now)
    lay_posted_migrations(store, settings, now)


def _post(
    store: Connection, settings: Settings, market: MarketRow, known: Mapping[str, Kept], now: datetime
) -> None:
    moment = market.posted_at or now
    publish_set_asides(store, market, settings.fraction("setaside.intertie"))
    inputs = gather(store, settings, market, moment)
    if inputs.left_out:
        raise UnsoundWorld(f"{market.name}: {inputs.left_out[0].reason}")
    keep(store, inputs, results_of(inputs, known), moment)
    post_market(store, settings, market.name, moment)
