"""The oracle of nomination caps: its own arithmetic, exact until a cap is cut."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from marketsim.verification.caps import (
    Held,
    TierShares,
    exact,
    held_at,
    long_term,
    meq,
    net_held,
    posted_mw,
    priority,
    seq,
    signature,
    tier_share,
)

TWO_THIRDS, HALF, ALL = Fraction(2, 3), Fraction(1, 2), Fraction(1)
SHARES = TierShares(TWO_THIRDS, HALF, TWO_THIRDS, ALL, ALL, ALL)
MW = st.integers(0, 10**7).map(lambda thousandths: Fraction(thousandths, 1000))


def test_a_year_of_tiers_by_hand() -> None:
    """An exceedance of 120 MW, 20 under rights: 100 are eligible; tiers take 66.666, 22.222 and 11.112."""
    eligible = seq(120, 20)
    held = [Held("GEN", "LAP", "LSE", 80)]
    first = posted_mw(priority(eligible, held, "LAP", SHARES))
    assert (eligible, first) == (100, Decimal("66.666"))
    assert posted_mw(long_term(eligible, exact(first), SHARES)) == Decimal("50")
    second = posted_mw(tier_share("annual_t2", eligible, exact(first), SHARES))
    assert second == Decimal("22.222")
    third = posted_mw(tier_share("annual_t3", eligible, exact(first) + exact(second), SHARES))
    assert (third, first + second + third) == (Decimal("11.112"), Decimal("100"))


def test_the_first_tier_is_no_more_than_what_was_held_net_of_migration() -> None:
    """Of 60 MW, 5 went over to another entity, and 3 came: 58 are left, below two thirds of 100. No offset counts."""
    held = [
        Held("GEN", "LAP", "LSE", 60), Held("LAP", "GEN", "LMT_CNT", 5), Held("HUB", "LAP", "LSE_LMT", 3),
        Held("GEN", "OTHER", "LSE", 9), Held("GEN", "LAP", "LSE_THCNT", 7),
    ]  # fmt: skip
    assert signature(held) == {("GEN", "LAP"): 55, ("HUB", "LAP"): 3, ("GEN", "OTHER"): 9}
    assert priority(100, held, "LAP", SHARES) == held_at(held, "LAP") == 58


def test_a_pair_that_migrated_as_a_whole_is_no_signature_pair() -> None:
    """Nothing is left of it to be nominated again."""
    assert net_held([Held("GEN", "LAP", "LSE", 5), Held("LAP", "GEN", "LMT_CNT", 5)]) == {}


def test_a_month_is_what_seasons_and_long_terms_leave() -> None:
    """Forecast 90.5 less 10 under rights less 70 held; the second tier takes what the first left."""
    eligible = meq(exact("90.5"), 10, 70)
    assert eligible == Fraction(21, 2)
    assert tier_share("monthly_t1", eligible, 0, SHARES) == eligible
    assert tier_share("monthly_t2", eligible, exact(10.4), SHARES) == Fraction(1, 10)
    assert meq(50, 0, 70) == seq(50, 70) == 0


@given(MW, st.lists(st.fractions(0, 1), min_size=2, max_size=2))
def test_tiers_that_take_all_they_may_take_no_more_than_is_eligible(
    eligible: Fraction, part: list[Fraction]
) -> None:
    """Whatever share of its own cap each tier takes; the last may bring the sum to all of it."""
    awarded = part[0] * tier_share("annual_t1", eligible, 0, SHARES)
    awarded += part[1] * tier_share("annual_t2", eligible, awarded, SHARES)
    last = tier_share("annual_t3", eligible, awarded, SHARES)
    assert awarded + last == eligible


@given(MW)
def test_a_posted_cap_is_cut_and_never_rounded_up(mw: Fraction) -> None:
    """By less than a thousandth; what has three digits stays."""
    assert 0 <= mw - exact(posted_mw(mw)) < Fraction(1, 1000)
    assert exact(posted_mw(mw)) == mw
    assert exact(posted_mw(mw + Fraction(999, 10**6))) == mw
