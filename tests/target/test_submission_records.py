"""A submission's records are counted before it is sent; a profile may allow fewer than the market does."""

from __future__ import annotations

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.contract.messages import auction
from marketsim.target.guard import Guard
from marketsim.target.halt import Halted
from marketsim.target.records import records_in


def bids(count: int) -> auction.NewPortfolio:
    """A portfolio of so many bids."""
    points = [auction.BidPoint(mw=mw, price=1.0) for mw in (0.0, 1.0)]
    bid = auction.NewBid(
        asset_owner="SRTX", source="A", sink="B", hedge_type="OBL", tou="ON", period="2027_M01",
        crr_type="AUC", bid_curve=points,
    )  # fmt: skip
    return auction.NewPortfolio(
        portfolio_name="p", market_name="m", participant_name="SRTX", new_offers=[], new_bids=[bid] * count
    )


def test_records_are_bids_and_offers_or_members_of_a_list() -> None:
    """Bytes and services without the limit are not counted."""
    assert records_in("auction", bids(3)) == 3
    assert records_in("secondary_market", [object(), object()]) == 2
    assert records_in("auction", b"[1,2,3]") == 0
    assert records_in("load_migration", [1, 2, 3]) == 0
    assert records_in("nomination", None) == 0


def test_a_submission_beyond_the_profiles_limit_is_not_sent() -> None:
    """It is skipped, and waits for us: the profile can be changed."""
    guard = Guard("structured", "all", max_records=2)
    creation = Contract.load().operation("auction", "portfolioCreation")
    guard.admit(creation, 2)
    with pytest.raises(Halted, match="raise \\[limits\\] max_records") as halted:
        guard.admit(creation, 3)
    assert (halted.value.verdict, halted.value.cause, halted.value.waits_for) == ("skipped", "data", "us")
