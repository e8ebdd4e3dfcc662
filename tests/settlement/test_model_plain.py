"""The reference model against a plain second computation, and in floating point against itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_systems import whole_hour
from plain_settlement import settled_plainly

from marketsim.settlement.interval import TradeHour
from marketsim.settlement.model import settle
from marketsim.settlement.random_system import random_system
from marketsim.settlement.rulesets import RULE_SETS

ADOPTED = RULE_SETS["prr-1185"]
CLOSE = Fraction(1, 10**40)
SIGNS = (1, -1, 0)
DST = (TradeHour(date(2019, 11, 3), 3), TradeHour(date(2019, 11, 3), 25))


def agree(inputs: Any) -> int:
    """Every value of the plain computation is the model's too; how many there were."""
    results = settle(inputs, ADOPTED)
    plain = settled_plainly(inputs)
    for hour, found in zip(inputs.hours(), plain, strict=True):
        for (row, whose, k), value in found.items():
            assert abs(getattr(results, row)[whose, hour][k - 1] - Fraction(value)) < CLOSE, (
                row,
                whose,
                hour,
                k,
            )
    return sum(map(len, plain))


@pytest.mark.parametrize("tag", [0, 54, 60])
def test_the_worked_hour_comes_out_the_same_by_a_plain_computation(tag: int) -> None:
    """All quantities, credits, values, offsets and charges of three areas."""
    assert agree(whole_hour(tag)) == 12 * (3 * 6 + 2 + 1)


@given(seed=st.integers(0, 10**9), areas=st.integers(3, 8), etsrs=st.none() | st.integers(14, 30))
@settings(max_examples=25, deadline=None)
def test_systems_of_chance_come_out_the_same_by_a_plain_computation(
    seed: int, areas: int, etsrs: int | None
) -> None:
    """Whatever the areas, the resources and the hour."""
    assert agree(random_system(seed, areas, 1, etsrs=etsrs)) == 12 * (areas * 6 + areas - 1 + 5)


@given(seed=st.integers(0, 10**9), areas=st.integers(3, 6), chance=st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_systems_that_no_market_makes_come_out_the_same_by_a_plain_computation(
    seed: int, areas: int, chance: Random
) -> None:
    """Transfers that run back, both ways or against their tag, still hours, prices below zero, no demand."""
    inputs = random_system(seed, areas, DST)
    turned = {at: tuple(chance.choice(SIGNS) * each for each in row) for at, row in inputs.fmm.items()}
    dispatch = {}
    for at, row in inputs.dispatch.items():
        signs = chance.choice(((1,), (-1,), (1, -1), (0,)))
        dispatch[at] = tuple(chance.choice(signs) * each for each in row)
    odd = replace(
        inputs,
        fmm=turned,
        dispatch=dispatch,
        tag={at: chance.choice(SIGNS) * each for at, each in inputs.tag.items()},
        system_price={at: tuple(-each for each in row) for at, row in inputs.system_price.items()},
        demand={at: tuple(each * chance.choice((0, 1)) for each in row) for at, row in inputs.demand.items()},
    )
    assert agree(odd) == 12 * len(DST) * (areas * 6 + areas - 1 + 5)


def test_floats_take_the_same_steps() -> None:
    """Unrounded values agree but for the last digits; a charge at half a cent may fall on either side."""
    inputs = random_system(3, 5, 3)
    exact, floats = settle(inputs, ADOPTED), settle(inputs.as_floats(), ADOPTED)
    pairs = list(zip(exact.values(), floats.values(), strict=True))
    assert all(one[:-1] == other[:-1] and isinstance(other.value, float) for one, other in pairs)
    for one, other in pairs:
        assert abs(one.value - other.value) < (0.011 if one.coordinator else 1e-9), one
