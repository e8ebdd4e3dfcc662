"""Random markets against a dense programme of every row, made by other means."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from full_programme import base_flow, best_value, rows, use
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.random_market import random_market
from marketsim.clearing import most_worth
from marketsim.clearing.auction import clear

FIXTURE = [HealthCheck.function_scoped_fixture]
MARKETS = st.builds(
    random_market,
    st.integers(0, 10**6),
    buses=st.integers(2, 16),
    contingencies=st.integers(0, 5),
    bids=st.integers(0, 40),
    interfaces=st.integers(0, 3),
    base_loading=st.integers(0, 6),
    options=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(MARKETS)
def test_awards_are_worth_the_most_that_every_limit_of_every_case_allows(market) -> None:  # type: ignore[no-untyped-def]
    """The value is the dense programme's; no row is over its limit; the duality gap proves it once more."""
    model, product = market
    (result,) = clear(model, [product])
    assert result.value == pytest.approx(best_value(model, product), rel=1e-7, abs=1e-7)
    assert result.duality_gap < 1e-11
    award = {each.key: each.mw for each in result.awards}
    assert all(0.0 <= award[bid.key] <= bid.mw for bid in product.bids)
    for row in rows(model):
        flow = sum((-1 if bid.sells else 1) * award[bid.key] * use(row, model, bid) for bid in product.bids)
        assert flow <= max(row.limit - base_flow(row, model, product), 0.0) + 1e-6


@settings(max_examples=30, deadline=None)
@given(MARKETS)
def test_prices_follow_from_the_shadow_prices_of_what_binds(market) -> None:  # type: ignore[no-untyped-def]
    """A path costs what it loads on the binding rows, each at its limit; an option costs it one-sidedly."""
    model, product = market
    (result,) = clear(model, [product])
    shadow = {(each.name, each.contingency, each.direction): each for each in result.binding}
    binding = [row for row in rows(model) if (row.element, row.contingency, row.direction) in shadow]
    assert len(binding) == len(shadow)
    prices = {each.key: each.price for each in result.awards}
    for bid in product.bids:
        costs = sum(
            shadow[row.element, row.contingency, row.direction].shadow_price * use(row, model, bid)
            for row in binding
        )
        assert prices[bid.key] == pytest.approx(costs, abs=1e-6)
        if bid.hedge_type == "OBL":
            assert prices[bid.key] == result.prices[bid.sink] - result.prices[bid.source]
    for each in result.binding:
        assert each.flow_mw == pytest.approx(each.limit_mw, abs=1e-6)


@settings(max_examples=30, deadline=None, suppress_health_check=FIXTURE)
@given(market=MARKETS, seed=st.integers(0, 10**6), many=st.sampled_from([0, 40_000]))
def test_the_order_of_bids_changes_nothing(monkeypatch, market, seed, many) -> None:  # type: ignore[no-untyped-def]
    """Shuffled bids and base loading: the same awards, prices and binding rows, to the last bit, in either way."""
    model, product = market
    monkeypatch.setattr(most_worth, "MANY_COLUMNS", many)
    bids, base = list(product.bids), list(product.base_loading)
    random.Random(seed).shuffle(bids)
    random.Random(seed).shuffle(base)
    (one,) = clear(model, [product])
    (other,) = clear(model, [replace(product, bids=tuple(bids), base_loading=tuple(base))])
    assert {each.key: each for each in one.awards} == {each.key: each for each in other.awards}
    assert (one.prices, one.binding, one.raised, one.value) == (
        other.prices,
        other.binding,
        other.raised,
        other.value,
    )


@settings(max_examples=30, deadline=None)
@given(MARKETS)
def test_a_raised_limit_is_the_flow_of_base_loading(market) -> None:  # type: ignore[no-untyped-def]
    """Exactly the rows that base loading alone is over are raised, to its flow."""
    model, product = market
    (result,) = clear(model, [product])
    raised = {(each.name, each.contingency, each.direction): each.raised_to_mw for each in result.raised}
    over = {
        (row.element, row.contingency, row.direction): flow
        for row in rows(model)
        if (flow := base_flow(row, model, product)) > row.limit + 1e-5
    }
    assert raised.keys() == over.keys()
    assert raised == pytest.approx(over, abs=1e-6)


@settings(max_examples=30, deadline=None, suppress_health_check=FIXTURE)
@given(market=MARKETS, free=st.integers(0, 20))
def test_very_many_bids_are_cleared_as_well_by_few_columns(monkeypatch, market, free) -> None:  # type: ignore[no-untyped-def]
    """The way that large markets take comes to the same worth, with its own certificate."""
    model, product = market
    (plain,) = clear(model, [product])
    monkeypatch.setattr(most_worth, "MANY_COLUMNS", 0)
    monkeypatch.setattr(most_worth, "FREE_COLUMNS", free)
    (result,) = clear(model, [product])
    monkeypatch.undo()
    assert result.value == pytest.approx(plain.value, rel=1e-9, abs=1e-7)
    assert result.duality_gap < 1e-11
