"""What congested lines of a market's network make of it: shift factors one way, congestion prices another."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.market import DIRECTIONS, read_market
from marketsim.verification.folder.results import Constraint, Listed
from marketsim.verification.grid.limits import limits_of, participation
from marketsim.verification.grid.network import Grid, Reals
from marketsim.verification.grid.pricing import location_prices
from marketsim.verification.grid.screening import Row, Screening
from marketsim.verification.report import Unreadable

LEAST = 0.01  # MW on a line of a MW between some two of the locations, else its congestion matters to nobody
BRANCH = "BRANCH"


class CongestedNetwork:
    """The network of a zipped market folder, seen from some of its locations."""

    def __init__(self, zipped: bytes, locations: Sequence[str]) -> None:
        """Raises Unreadable for what is no market folder, and for a location that is not in it."""
        market = read_market(MarketFiles.of_zip(zipped))
        grid = Grid(market.case, largest_island=market.settings.largest_island)
        places, weights = participation(market, grid)
        for each in locations:
            if each not in places:
                name = market.settings.files["locations"]
                raise Unreadable(name, None, f"the location {each}", "no row of it", "take another market")
        self.locations = list(locations)
        self._at = [places[each] for each in locations]
        self._screening = Screening(market, grid, limits_of(market, grid, places), weights, outages={})
        self._flows: Reals = grid.flows(weights[:, self._at].toarray())

    def lines(self, chance: random.Random, count: int) -> list[Constraint]:
        """Some lines, each in one direction, that the locations matter to."""
        reach = np.ptp(self._flows, axis=1)
        known = [name for name, most in zip(self._screening.grid.names, reach, strict=True) if most > LEAST]
        chosen = chance.sample(known, min(count, len(known)))
        return [Constraint(BRANCH, name, "", chance.choice(DIRECTIONS)) for name in chosen]

    def factors(self, lines: Sequence[Constraint]) -> Reals:
        """MW on each line, in its direction, of a MW put in at each location; (lines, locations)."""
        at = [self._screening.grid.place[each.name] for each in lines]
        signs = np.array([each.sign for each in lines])
        return np.asarray(signs[:, None] * self._flows[at], dtype=np.float64)

    def prices(self, lines: Sequence[Constraint], shadow: Reals) -> Reals:
        """Prices by location of shadow prices (lines, columns), without shift factors; (locations, columns)."""
        listed = [Listed(each, 0.0, 0.0, 0.0) for each in lines]
        for each in lines:
            self._screening.rows[each] = Row({self._screening.grid.place[each.name]: 1.0}, {})
        return np.asarray(location_prices(self._screening, listed, shadow)[self._at], dtype=np.float64)
