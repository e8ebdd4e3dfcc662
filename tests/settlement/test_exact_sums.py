"""Sums and shares over one denominator are exactly what adding one fraction after the other gives."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.settlement.allocation import by_demand, in_cents
from marketsim.settlement.largest_remainder import largest_remainder
from marketsim.settlement.model import settle
from marketsim.settlement.number import half_up, together, total
from marketsim.settlement.random_system import random_system
from marketsim.settlement.rulesets import RULE_SETS

FRACTIONS = st.fractions(max_denominator=10**6)
LISTS = st.lists(FRACTIONS, min_size=1, max_size=12)
DEMANDS = st.lists(st.fractions(0, 10**4, max_denominator=1000), max_size=8)


@given(LISTS)
def test_a_sum_of_fractions_is_exact_and_a_fraction(values: list[Fraction]) -> None:
    """Reduced, as a sum step by step would be."""
    expected = list(accumulate(values))[-1]
    found = total(values)
    assert (type(found), found.numerator, found.denominator) == (
        Fraction,
        expected.numerator,
        expected.denominator,
    )
    numerators, over = together(values)
    assert [Fraction(each, over) for each in numerators] == values


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=12))
def test_a_sum_of_floats_is_taken_from_the_first_to_the_last(values: list[float]) -> None:
    """With what rounding there is at every step."""
    assert total(values) == list(accumulate(values))[-1]


@given(FRACTIONS | st.integers(-2000, 2000).map(lambda halves: Fraction(halves, 200)))
def test_cents_are_the_amount_rounded_half_away_from_zero(amount: Fraction) -> None:
    """Also at a half."""
    assert Fraction(in_cents(amount), 100) == half_up(amount, 2)


@given(FRACTIONS, DEMANDS)
def test_shares_by_demand_are_the_largest_remainders_of_exact_shares(
    offset: Fraction, demands: list[Fraction]
) -> None:
    """Of the offset in cents; nothing where nobody has demand. The one that is exempt has no part."""
    demand = {f"SC{at:02}": each for at, each in enumerate(demands)}
    found = by_demand(offset, {**demand, "MSS": Fraction(7)}, frozenset({"MSS"}))
    over, whole = sum(demands), half_up(offset, 2)
    none = (Fraction(0),) * len(demands)
    expected = largest_remainder([whole * each / over for each in demands], 2, whole) if over else none
    assert found == {**dict(zip(demand, expected, strict=True)), "MSS": 0}
    assert all(type(each) is Fraction for each in found.values())


@pytest.mark.parametrize("seed", range(6))
def test_what_areas_export_is_exactly_what_their_resources_come_to(seed: int) -> None:
    """Leg by leg, end by end."""
    inputs = random_system(seed, 3 + seed, 2)
    results = settle(inputs, RULE_SETS["prr-1185"])
    for leg in results.legs():
        for (area, hour), found in leg.transfer.items():
            ends = [leg.source[name, hour] for name, each in inputs.etsrs.items() if each.source == area]
            ends += [leg.sink[name, hour] for name, each in inputs.etsrs.items() if each.sink == area]
            assert list(found) == [sum(values) for values in zip(*ends, strict=True)]
