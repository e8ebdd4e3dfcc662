"""What the oracle takes for published is the rule's figure, also where a binary number lies on an edge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketsim.verification.rounding import published_mw, published_mws, published_price, published_prices

MILLIONTHS = 1_000_000


@given(st.integers(0, 10**9), st.integers(-20, 20))
@example(272148610, -5)
@example(399493372, -5)
@pytest.mark.parametrize("sign", [1, -1])
def test_columns_are_rounded_as_single_figures_are(sign: int, whole: int, off: int) -> None:
    """MW and prices in thousandths, some ten-millionths off."""
    value = sign * (whole / 1000 + off / 10_000_000)
    (mw,), (price,) = published_mws(np.array([value])), published_prices(np.array([value]))
    assert (mw, price) == (published_mw(value) * MILLIONTHS, published_price(value) * MILLIONTHS)
