"""The exposure of a bid, and what a portfolio requires."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.system.credit import CreditTerms, exposure, required_credit

CURVE = ((0.0, 50.0), (10.0, 50.0), (20.0, 30.0))
STEP = CreditTerms(Decimal(5), "step", "up")
LINEAR = CreditTerms(Decimal(5), "linear", "up")

mw = st.integers(0, 200_000).map(lambda n: n / 1000)
price = st.integers(-50_000, 50_000).map(lambda n: n / 100)
curves = st.lists(st.tuples(mw, price), min_size=2, max_size=20, unique_by=lambda point: point[0]).map(
    lambda points: tuple(sorted(points))
)


def test_the_step_reading_takes_the_dearest_point() -> None:
    """The worked toy of market rules 5.4: max(10 x 55, 20 x 35) = 700."""
    assert exposure(CURVE, STEP) == 700


def test_the_linear_reading_peaks_between_the_points() -> None:
    """The same toy read linearly peaks at 18.75 MW, and a part of a cent is rounded up."""
    assert exposure(CURVE, LINEAR) == Decimal("703.125")
    assert required_credit([CURVE], LINEAR) == 703.13
    assert required_credit([CURVE], CreditTerms(Decimal(5), "linear", "half-even")) == 703.12


def test_a_negative_bid_is_exposed_by_the_margin_alone() -> None:
    """Of a bid to be paid only the margin counts, on its largest MW."""
    assert exposure(((0.0, -20.0), (8.0, -20.0)), STEP) == 40


def test_a_portfolio_without_bids_requires_nothing() -> None:
    """The sum over no bids is 0."""
    assert required_credit([], STEP) == 0


@given(curves)
def test_the_step_exposure_is_the_largest_over_the_points(curve: tuple[tuple[float, float], ...]) -> None:
    """It agrees with exact fractions over every point."""
    expected = max(Fraction(str(m)) * (max(Fraction(str(p)), Fraction(0)) + 5) for m, p in curve)
    assert Fraction(exposure(curve, STEP)) == expected


@given(curves)
def test_the_linear_exposure_bounds_every_mw_between_the_points(
    curve: tuple[tuple[float, float], ...],
) -> None:
    """At no MW of any segment is the cost higher, and it is not below the step reading's points."""
    most = exposure(curve, LINEAR)
    for (first, before), (last, after) in pairwise(curve):
        for n in range(11):
            at = first + (last - first) * n / 10
            cost = at * (max(before + (after - before) * n / 10, 0) + 5)
            assert cost <= float(most) * (1 + 1e-12) + 1e-9


@given(st.lists(curves, max_size=5))
def test_the_requirement_is_in_cents_and_never_understated(curves: list) -> None:
    """Rounded up to a cent, it lies less than a cent above the sum of exposures."""
    exact = sum((exposure(curve, STEP) for curve in curves), Decimal(0))
    rounded = Decimal(repr(required_credit(curves, STEP)))
    assert rounded == rounded.quantize(Decimal("0.01"))
    assert 0 <= rounded - exact < Decimal("0.01")


def test_an_unknown_rounding_is_an_error() -> None:
    """A word that is no rounding is refused, never replaced by another."""
    with pytest.raises(KeyError, match="nearest"):
        required_credit([CURVE], CreditTerms(Decimal(5), "step", "nearest"))
