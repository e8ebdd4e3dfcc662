"""The name of a load migration market that is not listed yet is inferred from the last one that is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketsim.target.migration import month_after


@given(year=st.integers(2000, 2998), month=st.integers(1, 12), stem=st.sampled_from(("LM_", "Load 2 ", "")))
def test_the_month_in_a_name_moves_on_by_one(year: int, month: int, stem: str) -> None:
    """December is followed by January of the next year; the rest of the name stays."""
    following = f"{year + 1}_M01" if month == 12 else f"{year}_M{month + 1:02d}"
    assert month_after(f"{stem}{year}_M{month:02d} x") == f"{stem}{following} x"
