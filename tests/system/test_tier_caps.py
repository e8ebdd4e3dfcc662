"""What each tier allows: worked numbers, and what holds for all numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.system.calendar.periods import season
from marketsim.system.eligibility.megawatts import cut, exact, told
from marketsim.system.eligibility.problem import CapProblem
from marketsim.system.eligibility.rights import Pair, by_pair, by_sink
from marketsim.system.eligibility.tier import Eligible, Tier, tier_of
from marketsim.system.settings import Settings
from marketsim.system.store.holdings import Crr
from marketsim.system.store.markets import MarketRow

SETTINGS = Settings.load()
T1, LT, T2, T3 = (Tier("ANNUAL", name, "ALLOC_AN_2027") for name in ("T1", "LT", "T2", "T3"))
MONTHLY_T1, MONTHLY_T2 = (Tier("MONTHLY", name, "ALLOC_MN_2027_M01") for name in ("T1", "T2"))
MEGAWATTS = st.integers(0, 2_000_000).map(lambda n: Fraction(n, 1000))
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def bound(tier: Tier, metric: float, held: float = 0, pairs: float = 0) -> float:
    made = Eligible(exact(metric), exact(held), exact(pairs))
    return float(made.upper_bound(tier, tier.share(SETTINGS)))


@pytest.mark.parametrize(
    ("tier", "metric", "held", "pairs", "allowed"),
    [
        (T1, 100, 0, 500, 66.666),  # two thirds, cut and not rounded to 66.667
        (T1, 90, 25, 500, 35),  # 60 less 25 of long-term rights
        (T1, 90, 25, 12.5, 12.5),  # no more than last year's pairs
        (T1, 90, 70, 12.5, 0),  # long-term rights above two thirds
        (LT, 100, 0, 66.666, 50),
        (LT, 100, 0, 41.25, 41.25),  # no more than was awarded in T1
        (LT, 100, 20, 66.666, 30),
        (T2, 100, 66.666, 0, 22.222),  # two thirds of 33.334 are 22.2226...
        (T3, 100, 88.888, 0, 11.112),
        (T3, 100, 120, 0, 0),
        (MONTHLY_T1, 40.5, 12.345, 0, 28.155),
        (MONTHLY_T2, 40.5, 40.345, 0, 0.155),
    ],
)
def test_the_upper_bound_of_a_tier(
    tier: Tier, metric: float, held: float, pairs: float, allowed: float
) -> None:
    """Worked by hand from market rules 3.2."""
    assert bound(tier, metric, held, pairs) == allowed


def test_seq_is_the_metric_and_meq_what_is_left_of_it() -> None:
    """What is held counts against the monthly quantity; in the annual process against the tiers."""
    made = Eligible(Fraction("100.0004"), held=Fraction("30.5"))
    assert made.quantity(T2) == Fraction(100)
    assert made.quantity(MONTHLY_T1) == Fraction("69.5")
    assert Eligible(Fraction(10), held=Fraction(11)).quantity(MONTHLY_T1) == 0


SHARES = st.lists(st.fractions(0, 1, max_denominator=1000), min_size=3, max_size=3)


@given(metric=MEGAWATTS, long_term=MEGAWATTS, pairs=MEGAWATTS, taken=SHARES)
def test_awards_within_the_tiers_never_add_up_to_more_than_the_seq(
    metric: Fraction, long_term: Fraction, pairs: Fraction, taken: list[Fraction]
) -> None:
    """Whatever part of each tier's cap is awarded, and of what was held before, if that was not too much itself."""
    held = min(long_term, metric)
    seq = Eligible(metric).quantity(T1)
    for tier, part in zip((T1, T2, T3), taken, strict=True):
        cap = Eligible(metric, held, pairs).upper_bound(tier, tier.share(SETTINGS))
        assert cap >= 0 and cap == cut(cap)
        held += cut(cap * part)
    assert held <= max(seq, long_term)


@given(metric=MEGAWATTS, held=MEGAWATTS, first=st.fractions(0, 1, max_denominator=100))
def test_both_monthly_tiers_stay_within_the_meq(metric: Fraction, held: Fraction, first: Fraction) -> None:
    """T2 has what T1 left."""
    meq = Eligible(metric, held).quantity(MONTHLY_T1)
    share = MONTHLY_T1.share(SETTINGS)
    award = cut(first * Eligible(metric, held).upper_bound(MONTHLY_T1, share))
    left = Eligible(metric, held + award).upper_bound(MONTHLY_T2, share)
    assert award + left == meq


@given(MEGAWATTS.map(lambda mw: mw / 7))
def test_cutting_never_adds(mw: Fraction) -> None:
    """To steps of 0.001, less than a step away, and the same again when cut again."""
    found = cut(mw)
    assert mw - Fraction(1, 1000) < found <= mw
    assert cut(found) == found
    assert exact(float(found)) == found


def test_megawatts_are_told_without_digits_that_say_nothing() -> None:
    """As the published example writes them."""
    assert [told(Fraction(each)) for each in ("100", "40.5", "0.125", "0")] == ["100", "40.5", "0.125", "0"]


def market(name: str, term: str = "ANNUAL", kind: str = "ALLOCATION") -> MarketRow:
    return MarketRow(name, kind, term, NOW, NOW, NOW, None, False, (season(2027, 1),))


def test_a_tier_is_told_by_the_end_of_the_name() -> None:
    """Which cycle it belongs to is told by what comes before."""
    tier = tier_of(market("ALLOC_AN_2027_LT"))
    assert (tier.name, tier.market("T1"), sorted(tier.kinds)) == (
        "LT",
        "ALLOC_AN_2027_T1",
        ["SEQ", "SIGNATURE", "UPPER_BOUND"],
    )
    assert tier_of(market("ALLOC_MN_2027_M01_T2", "MONTHLY")).kinds == {"MEQ", "UPPER_BOUND"}
    strange = (
        market("ALLOC_AN_2027"),
        market("ALLOC_MN_2027_M01_T3", "MONTHLY"),
        market("AUC_AN_2027", kind="AUCTION"),
    )
    for each in strange:
        with pytest.raises(CapProblem, match=r"expected: an .* allocation whose name ends in"):
            tier_of(each)


RIGHT = Crr(
    crr_id=1, parent_crr_id=None, owner="NVLY", source="A", sink="B", tou="ON", hedge_type="OBL", crr_type="LSE",
    category="ALLOCATION", market_name="ALLOC_AN_2026_T1", period="2026_S04", start=season(2026, 4).start,
    end=season(2026, 4).end, mw=80.0,
)  # fmt: skip


def test_migrated_load_takes_and_gives_rights() -> None:
    """The counterflow takes from its parent's pair, what is gained adds to its own, another's parent plays no part."""
    gained = replace(RIGHT, crr_id=2, parent_crr_id=77, source="C", crr_type="LSE_LMT", mw=2.5)
    lost = replace(RIGHT, crr_id=3, parent_crr_id=1, source="B", sink="A", crr_type="LMT_CNT", mw=4.125)
    passed_on = replace(gained, crr_id=4, parent_crr_id=2, source="B", sink="C", crr_type="LMT_CNT", mw=1.0)
    stray = replace(lost, crr_id=5, parent_crr_id=99)
    pairs = by_pair([RIGHT], [RIGHT, gained, lost, passed_on, stray])
    assert pairs == {Pair("A", "B", "ON"): Fraction("75.875"), Pair("C", "B", "ON"): Fraction("1.5")}
    assert by_sink(pairs) == {("B", "ON"): Fraction("77.375")}


def test_a_pair_is_never_below_nothing() -> None:
    """However much load was lost."""
    lost = replace(RIGHT, crr_id=3, parent_crr_id=1, crr_type="LMT_CNT", mw=90.0)
    assert by_pair([RIGHT], [lost]) == {Pair("A", "B", "ON"): 0}
