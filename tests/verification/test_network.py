"""The oracle's network: flows obey Kirchhoff, outages are what solving the network without the lines gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.verification import Unreadable
from marketsim.verification.case.case import Case, Line, case_of
from marketsim.verification.grid.network import Grid


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A connected network of 3 to 12 buses with some lines more than a tree needs, parallel ones too."""
    size = draw(st.integers(3, 12))
    pairs = [(draw(st.integers(0, at - 1)), at) for at in range(1, size)]
    more = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(
        lambda pair: pair[0] != pair[1]
    )
    pairs += draw(st.lists(more, min_size=2, max_size=10))
    reactance = st.floats(0.01, 1.0)
    lines = [
        Line(f"L{at}", str(one), str(other), draw(reactance), (0, 0, 0), True, at)
        for at, (one, other) in enumerate(pairs)
    ]
    return case_of("case", map(str, range(size)), lines)


@settings(deadline=None, max_examples=60)
@given(case=cases(), seed=st.integers(0, 99))
def test_what_flows_out_of_a_bus_is_what_is_injected(case: Case, seed: int) -> None:
    """At every bus, also the one whose angle is 0."""
    grid = Grid(case, largest_island=False)
    injected = np.random.default_rng(seed).normal(size=(grid.size, 2))
    injected -= injected.mean(axis=0)
    flows = grid.flows(injected)
    out = np.zeros_like(injected)
    np.add.at(out, grid.tail, flows)
    np.add.at(out, grid.head, -flows)
    np.testing.assert_allclose(out, injected, atol=1e-9)


@settings(deadline=None, max_examples=60)
@given(case=cases(), seed=st.integers(0, 99), count=st.integers(1, 3))
def test_flows_after_an_outage_are_those_of_the_network_without_the_lines(
    case: Case, seed: int, count: int
) -> None:
    """Solved again with the lines out of service; where that falls apart, the outage is known to split."""
    chance = np.random.default_rng(seed)
    grid = Grid(case, largest_island=False)
    out = chance.choice(len(grid.names), size=min(count, len(grid.names)), replace=False)
    injected = chance.normal(size=(grid.size, 1))
    injected -= injected.mean()
    (outage,) = grid.outages([out])
    served = case.in_service.copy()
    served[out] = False
    try:
        rest = Grid(replace(case, in_service=served), largest_island=False)
    except Unreadable:
        assert outage is None
        return
    assert outage is not None
    kept = np.setdiff1d(np.arange(len(grid.names)), out)
    after = outage.flows(grid.flows(injected), kept)
    np.testing.assert_allclose(after, rest.flows(injected), atol=1e-6)
    before = grid.flows(injected)
    for place, line in enumerate(kept.tolist()):
        weighted = before[line] + outage.weights(line) @ before[out]
        np.testing.assert_allclose(weighted, after[place], atol=1e-9)


def test_the_largest_island_counts_where_that_is_wanted() -> None:
    """What lies apart is no part of the network; else a network in two pieces is refused."""
    lines = [
        Line("A", "1", "2", 0.1, (0, 0, 0), True, 1),
        Line("B", "2", "3", 0.1, (0, 0, 0), True, 2),
        Line("C", "4", "5", 0.1, (0, 0, 0), True, 3),
        Line("D", "1", "3", 0.0, (0, 0, 0), False, 4),
    ]
    case = case_of("case", "12345", lines)
    assert Grid(case, largest_island=True).names == ["A", "B"]
    with pytest.raises(Unreadable):
        Grid(case, largest_island=False)
