"""Random allocations proven the best by conditions and networks of their own, and against another solver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from full_programme import Row, base_flow, best_value, rows, use
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from benchmarks.random_market import random_market
from marketsim.clearing.allocation import AllocatedProduct, Nomination, allocate
from marketsim.clearing.market import Bid, Interface, Model, Product

MARKETS = st.builds(
    random_market,
    st.integers(0, 10**6),
    buses=st.integers(2, 16),
    contingencies=st.integers(0, 5),
    bids=st.integers(0, 40),
    segments=st.just(1),
    interfaces=st.integers(0, 3),
    base_loading=st.integers(0, 6),
    options=st.booleans(),
)


def nominations(product: Product) -> list[Nomination]:
    return [Nomination(each.key, each.source, each.sink, each.mw) for each in product.bids]


def as_bid(each: Nomination) -> Bid:
    return Bid(each.key, each.source, each.sink, False, ((0.0, 1.0), (max(each.mw, 1e-6), 1.0)))


def loads(model: Model, limits: Sequence[Row], wanted: Sequence[Nomination]) -> np.ndarray:
    """What 1 MW of each nomination puts on each limit."""
    loaded = [[use(row, model, as_bid(each)) for each in wanted] for row in limits]
    return np.array(loaded).reshape(len(limits), len(wanted))


def room(model: Model, limits: Sequence[Row], product: Product) -> np.ndarray:
    """MW that base loading leaves on each limit."""
    return np.array([max(row.limit - base_flow(row, model, product), 0.0) for row in limits])


def allocated(model: Model, product: Product, objective: str = "least_squares") -> AllocatedProduct:
    return allocate(
        model, nominations(product), product.base_loading, period="2026_M09", tou="ON",
        objective=objective,  # type: ignore[arg-type]
    )  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(MARKETS)
def test_awards_have_the_closed_form_of_the_multipliers_within_every_limit(market) -> None:  # type: ignore[no-untyped-def]
    """x = clip(n - n a'm / 2, 0, n), feasible in every case, m above 0 only at a limit: so nothing is better."""
    model, product = market
    result = allocated(model, product)
    wanted, limits = nominations(product), list(rows(model))
    nominated = np.array([each.mw for each in wanted])
    awarded = np.array([each.mw for each in result.awards])
    matrix, left = loads(model, limits, wanted), room(model, limits, product)
    assert np.all(matrix @ awarded <= left + 1e-6)
    places = {(row.element, row.contingency, row.direction): index for index, row in enumerate(limits)}
    multiplier = np.zeros(len(limits))
    for each in result.binding:
        multiplier[places[each.name, each.contingency, each.direction]] = each.shadow_price
    assert np.all(multiplier >= 0.0)
    at = multiplier > 0.0
    assert (matrix @ awarded)[at] == pytest.approx(left[at], abs=1e-6)
    form = np.clip(nominated - nominated * (multiplier @ matrix) / 2.0, 0.0, nominated)
    assert awarded == pytest.approx(form, abs=1e-6)
    assert result.residual < 1e-6


@settings(max_examples=25, deadline=None)
@given(MARKETS)
def test_most_mw_is_the_dense_programme_s(market) -> None:  # type: ignore[no-untyped-def]
    """The sum of awards is that of a linear programme with every row of every case; least squares never award more."""
    model, product = market
    most = sum(each.mw for each in allocated(model, product, "max_mw").awards)
    bids = tuple(as_bid(each) for each in nominations(product))
    dense = best_value(model, Product("2026_M09", "ON", bids, product.base_loading))
    assert most == pytest.approx(dense, rel=1e-7, abs=1e-7)
    assert sum(each.mw for each in allocated(model, product).awards) <= most + 1e-6


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_another_method_finds_the_same_awards(seed: int) -> None:
    """Lawson's and Hanson's least distance, by scipy's non-negative least squares, with every row of every case."""
    model, product = random_market(seed, buses=8, contingencies=2, bids=12, segments=1)
    wanted, limits = nominations(product), list(rows(model))
    nominated = np.array([each.mw for each in wanted])
    cuts = least_distance(loads(model, limits, wanted), room(model, limits, product), nominated)
    ours = np.array([each.mw for each in allocated(model, product).awards])
    assert ours == pytest.approx(nominated - cuts, abs=1e-6)


def least_distance(matrix: np.ndarray, left: np.ndarray, nominated: np.ndarray) -> np.ndarray:
    """The cuts z with the least sum of z^2 / n that keep every row and 0 <= z <= n: y = z / sqrt(n) nearest to 0."""
    root = np.sqrt(nominated)
    sides = np.vstack([matrix * root, np.eye(len(root)), -np.eye(len(root))])
    least = np.concatenate([matrix @ nominated - left, np.zeros(len(root)), -root])
    stacked, aim = np.vstack([sides.T, least]), np.append(np.zeros(len(root)), 1.0)
    weights, _ = nnls(stacked, aim, maxiter=5000)
    off = stacked @ weights - aim
    return -off[:-1] / off[-1] * root


@pytest.mark.parametrize("seed", range(4))
def test_rows_that_say_the_same_are_no_hindrance(seed: int) -> None:
    """Every limit three times over, as interfaces of the branches: multipliers aren't unique, awards are."""
    model, product = random_market(seed, buses=12, bids=40, segments=1, interfaces=0, contingencies=2)
    rated = [
        (name, float(mw))
        for name, mw in zip(model.network.branches, model.network.normal_mw, strict=True)
        if np.isfinite(mw)
    ]
    again = tuple(
        Interface(f"{name} {weight}", "PATH", weight * mw, weight * mw, ((name, weight),))
        for name, mw in rated
        for weight in (1.0, 0.5)
    )
    one, other = allocated(model, product), allocated(replace(model, interfaces=again), product)
    assert [each.mw for each in other.awards] == pytest.approx([each.mw for each in one.awards], abs=1e-6)
    assert other.residual < 1e-6
