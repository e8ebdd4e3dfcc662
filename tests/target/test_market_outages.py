"""Outages of a market: every branch at a location's buses, by the names that the market's own folder gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marketsim.target.binding import Binder
from marketsim.target.console import Console
from marketsim.target.halt import Halted
from marketsim.target.market_folder import MarketFolder
from marketsim.target.outages import Outages, branches_of

CASE = b"""\
function mpc = toy
mpc.bus = [
\t1 3 0;
\t2 1 0;
];
mpc.branch = [
\t1 2 0 0.1;
\t1 2 0 0.2;
\t2 1 0 0.3;
];
mpc.bus_name = {
\t'NORTH';
\t'O''HARE';
};
"""


def test_parallel_branches_are_counted_within_their_pair() -> None:
    """In the order of the file; the other direction is another pair."""
    assert list(branches_of(MarketFolder({"case.m": CASE}))) == [
        ("NORTH-O'HARE-1", ("NORTH", "O'HARE")),
        ("NORTH-O'HARE-2", ("NORTH", "O'HARE")),
        ("O'HARE-NORTH-1", ("O'HARE", "NORTH")),
    ]


def test_a_location_is_cut_off_until_the_outages_end(talk: Callable[..., Any], console: Console) -> None:
    """Of one market alone; the console tells what is islanded."""
    session = talk().session
    binder, us = Binder(session), session.party("CRRH")
    market, outages = binder.market(us, "auction", "PREP"), Outages(console)
    generator = binder.locations(us, market, "GEN")[0]
    try:
        assert generator in outages.cut_off(market.name, generator)
    finally:
        outages.end(market.name)
    assert console.send("PUT", f"/markets/{market.name}/outages", {"branches": []}) == {"islanded": []}


@pytest.mark.parametrize("deed", [lambda each: each.cut_off("A", "B"), lambda each: each.end("A")])
def test_without_a_console_it_waits_for_the_iso(deed: Callable[[Outages], Any]) -> None:
    """Nobody of ours takes a line out of service on a live target."""
    with pytest.raises(Halted) as stop:
        deed(Outages(None))
    assert (stop.value.verdict, stop.value.waits_for) == ("skipped", "ISO")
