"""The security that holdings require when a trade is checked, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from marketsim.system.calendar.periods import month, season
from marketsim.system.store.holdings import Crr
from marketsim.system.trades.requirement import CreditCheck
from marketsim.system.trades.valuing import Valuation

MAY = month(2031, 5)  # 31 days
PRICES = {("2031_M05", "ON", "A"): Fraction(10), ("2031_M05", "ON", "B"): Fraction("2.5")}
VALUATION = Valuation(date(2031, 1, 1), PRICES, expected=Fraction(4), margin=Fraction(5))
CHECK = CreditCheck(
    VALUATION, annual=frozenset({"ALLOC_AN_2031_T1"}), long_term=frozenset({"ALLOC_AN_2031_LT"}),
    counterflow=True, rounding="up",
)  # fmt: skip


def crr(crr_id: int = 1, owner: str = "SRTX", **changes: object) -> Crr:
    """10 MW from A to B in May 2031, worth -7.50 $/MW in the auction."""
    held = Crr(
        crr_id=crr_id, parent_crr_id=None, owner=owner, source="A", sink="B", tou="ON", hedge_type="OBL",
        crr_type="AUC", category="AUCTION", market_name="AUC_MN_2031_M05", period=MAY.name, start=MAY.start,
        end=MAY.end, mw=10.0,
    )  # fmt: skip
    return replace(held, **changes)  # type: ignore[arg-type]


def required(*inventory: Crr, owner: str = "SRTX", check: CreditCheck = CHECK) -> Decimal:
    return check.required(owner, inventory)


@pytest.mark.parametrize(
    ("held", "dollars"),
    [
        (crr(), "125.00"),  # 10 x (5 + 7.5)
        (crr(source="B", sink="A"), "10.00"),  # worth 7.5, expected to be worth 4: 10 x (5 - 4)
        (crr(tou="OFF"), "10.00"),  # no price: the expected value alone
        (crr(hedge_type="OPT"), "50.00"),  # never worth less than nothing: 10 x 5
        (crr(start=month(2031, 5).start, end=month(2031, 5).end, mw=0.001), "0.02"),  # 0.0125, rounded up
        (crr(offer_type="SELLER"), "0.00"),
        (crr(owner="GBTR"), "0.00"),
    ],
)
def test_a_crr_requires_the_margin_less_what_it_is_worth(held: Crr, dollars: str) -> None:
    """What it is worth is the smaller of its auction price and what is expected of it."""
    assert required(held) == Decimal(dollars)


def test_days_that_are_over_require_nothing() -> None:
    """On the 22nd of 31 days, ten are to come; after the last one none."""
    for today, dollars in ((date(2031, 5, 22), "40.33"), (date(2031, 6, 1), "0.00")):
        check = replace(CHECK, valuation=replace(VALUATION, today=today))
        assert required(crr(), check=check) == Decimal(dollars)  # 125 x 10/31 = 40.3226


def test_crrs_net_inside_a_group_and_not_beyond() -> None:
    """A credit offsets what others of the group require; auctioned and traded CRRs get nothing from an allocation."""
    worth = replace(CHECK, valuation=replace(VALUATION, expected=Fraction(50)))
    credit = crr(2, source="B", sink="A")  # 10 x (5 - 7.5) = -25
    assert required(crr(), credit, check=worth) == Decimal("100.00")
    traded = replace(credit, category="SECONDARY_MARKET", market_name="SECONDARY_MARKET")
    assert required(crr(), traded, check=worth) == Decimal("100.00")
    allocated = replace(credit, category="ALLOCATION", crr_type="LSE", market_name="ALLOC_MN_2031_M05_T1")
    assert required(crr(), allocated, check=worth) == Decimal("125.00")
    assert required(allocated, check=worth) == Decimal("0.00")


def test_long_term_rights_are_grouped_by_the_years_ahead() -> None:
    """Three groups: the years that come, the third with all after it. A migrated CRR is in the group of its parent."""
    groups = []
    for year in (2031, 2032, 2033, 2034, 2039):
        period = season(year, 1)
        held = crr(
            category="ALLOCATION", market_name="ALLOC_AN_2031_LT", period=period.name, start=period.start,
            end=period.end,
        )  # fmt: skip
        moved = crr(2, parent_crr_id=1, category="LOAD_MIGRATION", start=period.start, end=period.end)
        groups.append(CHECK.group(held, {}))
        assert CHECK.group(moved, {1: held}) == groups[-1]
    assert groups == [f"LT_ALLOCATION_{number}" for number in (1, 1, 2, 3, 3)]


def test_who_sold_an_allocated_crr_holds_collateral_for_the_counterflow() -> None:
    """As much as the way back would require, whoever holds the CRR now, until it comes home; a setting."""
    spring = season(2031, 2)
    mine = crr(
        mw=0.0, category="ALLOCATION", crr_type="LSE", market_name="ALLOC_AN_2031_T1", period=spring.name,
        start=spring.start, end=spring.end,
    )  # fmt: skip
    sold = replace(mine, crr_id=2, parent_crr_id=1, owner="GBTR", mw=10.0, category="SECONDARY_MARKET")
    again = replace(sold, crr_id=3, parent_crr_id=2, owner="PCFT")
    assert required(mine, sold) == Decimal("10.00")  # no price: 10 x (5 - 4)
    assert required(mine, replace(sold, mw=0.0), again) == Decimal("10.00")
    assert required(mine, replace(sold, owner="SRTX")) == Decimal("10.00")  # as a holding of its own
    assert required(mine, sold, check=replace(CHECK, counterflow=False)) == Decimal("0.00")
    monthly = replace(mine, market_name="ALLOC_MN_2031_M05_T1")
    assert required(monthly, sold) == Decimal("0.00")
    auctioned = replace(sold, owner="SRTX", offer_type="SELLER", category="AUCTION")
    assert required(mine, auctioned) == Decimal("10.00")
