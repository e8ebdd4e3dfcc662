"""Lays the posted auctions: bids of the past, cleared and posted as the operator would have done then.

Stands on everything that loads the network before: holdings, load migration, TOR conversions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.markets.gathering import gather
from marketsim.system.markets.posting import post_market
from marketsim.system.markets.run import keep
from marketsim.system.settings import Settings
from marketsim.system.store.markets import list_markets
from marketsim.system.world.cleared import Kept, results_of
from marketsim.system.world.data import world_data
from marketsim.system.world.portfolios import UnsoundWorld, lay_entries


def lay(store: Connection, now: datetime, known: Mapping[str, Kept] | None = None) -> None:
    """Lay auctions.yaml and post, in the order of posting, every auction that is POSTED at ``now``.

    ``known`` are results by digest, instead of those of cleared.json. Raises UnsoundWorld.
    """
    lay_entries(store, world_data("auctions"), now)
    settings = Settings.load()
    posted = [each for each in list_markets(store, "AUCTION") if each.status(now) == "POSTED"]
    for market in sorted(posted, key=lambda each: each.posted_at or now):
        moment = market.posted_at or now
        inputs = gather(store, settings, market, moment)
        if inputs.left_out:
            raise UnsoundWorld(f"{market.name}: {inputs.left_out[0].reason}")
        keep(store, inputs, results_of(inputs, known), moment)
        post_market(store, settings, market.name, moment)
