"""Flows after an outage, from flows before it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.random_market import random_market
from marketsim.clearing.grid import Grid
from marketsim.clearing.network import Branch, Network
from marketsim.clearing.outages import outages
from marketsim.clearing.problem import ClearingProblem


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_flows_after_an_outage_are_those_of_the_network_without_the_branches(seed: int, tripped: int) -> None:
    """However many branches trip together; nothing is left on them."""
    network = random_market(seed, buses=9, contingencies=0)[0].network
    chance, grid = np.random.default_rng(seed), Grid(network)
    out = np.sort(chance.choice(len(network.branches), size=tripped, replace=False))
    if grid.splits(out):
        with pytest.raises(ClearingProblem, match="in one piece"):
            outages(grid, [("K", out)], np.arange(len(network.branches)))
        return
    injections = chance.normal(size=len(network.buses))
    injections -= injections.mean()
    before = grid.flows(injections)
    made = outages(grid, [("K", out)], np.arange(len(network.branches)))
    after = made.after(slice(0, 1), before, before[out])[0]
    assert after == pytest.approx(without(network, out).flows(injections), abs=1e-9)
    assert not np.any(after[out])


def test_contingencies_of_several_sizes_keep_apart() -> None:
    """One branch, two branches, one branch: each as if it were alone."""
    network = random_market(4, buses=9, contingencies=0)[0].network
    grid, watched = Grid(network), np.arange(len(network.branches))
    whole = [each for each in watched if not grid.splits(np.array([each]))]
    pairs = [
        (one, two) for one in whole for two in whole if one < two and not grid.splits(np.array([one, two]))
    ]
    groups = [np.array([whole[0]]), np.array(pairs[0]), np.array([whole[1]]), np.array(pairs[-1])]
    before = grid.flows(np.eye(9)[0] - np.eye(9)[5])
    made = outages(grid, [(str(each), each) for each in groups], watched)
    for block in (slice(0, 4), slice(1, 3), slice(2, 4)):
        after = made.after(block, before, before[made.tripped])
        for row, group in zip(after, groups[block], strict=True):
            assert row == pytest.approx(without(network, group).flows(np.eye(9)[0] - np.eye(9)[5]), abs=1e-9)


def test_a_weak_second_path_is_a_path_all_the_same() -> None:
    """Nearly everything goes over one line; its loss sends all of it over the other."""
    lines = [Branch("strong", "A", "B", 1e6, None, None), Branch("weak", "A", "B", 0.01, None, None)]
    grid = Grid(Network.of("AB", lines))
    flows = grid.flows(np.array([5.0, -5.0]))
    made = outages(grid, [("K", np.array([0]))], np.array([0, 1]))
    assert made.after(slice(0, 1), flows, flows[:1])[0][1] == pytest.approx(5.0)


def without(network: Network, out: np.ndarray) -> Grid:
    """The grid with these branches out."""
    strength = network.susceptance.copy()
    strength[out] = 0.0
    return Grid(
        Network(
            network.buses,
            network.branches,
            network.from_bus,
            network.to_bus,
            strength,
            network.normal_mw,
            network.emergency_mw,
        )
    )
