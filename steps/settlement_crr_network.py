"""The sentence on congested lines of the network of a market, and what of prices and shift factors comes of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeVar

from pytest_bdd import given

from fixtures.story import Story
from marketsim.settlement.crr import At, Binding
from marketsim.settlement.crr.random_month import congestion
from marketsim.settlement.interval import hours_of
from marketsim.target.binding import missing
from marketsim.target.market_desk import MarketDesk
from steps.settlement_crr_sheet import sheet

K = TypeVar("K")
LINES = 6  # of the network that are congested now and then
DECIMALS = 10  # of prices and shift factors that were worked out with floats
ROUNDING = Fraction(1, 1000)  # $ that this may make of an hourly value


@given("congestion at random on lines of the ISO's network, prices and shift factors worked out apart")
def network_congestion(story: Story, desk: MarketDesk, chance: random.Random) -> None:
    """Shift factors as flows of a MW put in; prices from the shadow prices at once, by the oracle's own arithmetic."""
    import numpy as np

    from marketsim.verification.congestion import CongestedNetwork

    mine = sheet(story)
    ends = sorted({end for each in mine.holdings for end in (each.source, each.sink)})
    folder = desk.folder(story.bound["market"].name)
    if lost := set(ends) - {row["Location"] for row in folder.rows("locations.csv")}:
        raise missing(f"a network that has the location {min(lost)}")
    network = CongestedNetwork(folder.zipped(), ends)
    lines = network.lines(chance, LINES)
    hours = [hour for day in story.bound["crr days"] for hour in hours_of(day)]
    mine.constraints = congestion(chance, hours, [str(each) for each in lines])
    free = Binding(Fraction(0), Fraction(0))
    shadow = [
        [float(mine.constraints.get(At(str(line), hour), free).shadow_price) for hour in hours]
        for line in lines
    ]
    mine.factors = _table(lines, ends, network.factors(lines))
    mine.prices = _table(ends, hours, network.prices(lines, np.array(shadow)))
    story.bound["crr rounding"] = ROUNDING


def _table(rows: Sequence[object], columns: Sequence[K], cells: Any) -> dict[tuple[str, K], Fraction]:
    unit = 10**DECIMALS
    return {
        (str(row), column): Fraction(round(float(cells[at, n]) * unit), unit)
        for at, row in enumerate(rows)
        for n, column in enumerate(columns)
    }
