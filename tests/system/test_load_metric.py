"""The load metric: the MW exceeded in at most a small share of the hours."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.system.load_metric import exceedance

loads = st.lists(st.integers(0, 50).map(float), min_size=1, max_size=400)
shares = st.fractions(0, Fraction(99, 100))


@given(loads, shares)
def test_it_is_the_lowest_load_exceeded_in_at_most_that_share_of_the_hours(
    hours: list[float], share: Fraction
) -> None:
    """Counting by brute force finds the same value among the hours themselves."""
    within = [mw for mw in hours if Fraction(sum(each > mw for each in hours), len(hours)) <= share]
    assert exceedance(hours, share) == min(within)


@pytest.mark.parametrize(("hours", "rank"), [(199, 1), (200, 2), (384, 2), (399, 2), (400, 3), (1232, 7)])
def test_the_rank_of_half_a_per_cent(hours: int, rank: int) -> None:
    """Of N hours with different loads it is the floor(0.005 N) + 1 highest: the 2nd of 384 ON hours."""
    assert exceedance([float(n) for n in range(1, hours + 1)], Fraction("0.005")) == hours + 1 - rank


@pytest.mark.parametrize("share", [Fraction(-1, 200), Fraction(1)])
def test_a_share_outside_its_range_is_an_error(share: Fraction) -> None:
    """A share below 0, or of all hours, has no value."""
    with pytest.raises(ValueError, match="share of hours"):
        exceedance([1.0], share)
