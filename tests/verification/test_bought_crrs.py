"""The private results name the CRR that a bid became, which the bid could not."""

from __future__ import annotations

from typing import Any

from marketsim.verification import verify_participant

PRODUCT = {"Period": "2026_M12", "TOU": "ON"}
PATH = {"Source": "WEST", "Sink": "EAST", "HedgeType": "OBL", "CrrType": "AUC", "AssetOwner": "TRDR"}
BUY: dict[str, Any] = {**PRODUCT, **PATH, "Record": 1, "BidType": "BUY", "CrrId": None, "Description": None}
BIDS = [{**BUY, "MW": mw, "Price": 9.0} for mw in (0.0, 10.0)]
SELL = {**BUY, "Record": 2, "BidType": "SELL", "CrrId": 7}
OFFER = [{**SELL, "MW": mw, "Price": 1.0} for mw in (0.0, 4.0)]


def _told(kind: str, crr_id: int | None, mw: float) -> dict[str, Any]:
    row = {"MarketName": "AUCTION", **PRODUCT, **PATH, "BidType": kind, "CrrId": crr_id}
    return {**row, "BidMW": mw, "MW": mw, "ClearingPrice": 5.0}


def test_the_id_of_a_bought_crr_is_no_stranger() -> None:
    """A bid to buy is found again by its path and MW, whatever its CRR is called."""
    rows = [_told("BUY", 1_000_001, 10.0)]
    assert verify_participant("TRDR", BIDS, {"PRIVATE_AUCTION_RESULT": rows}).findings == ()


def test_the_id_of_an_offered_crr_counts() -> None:
    """An offer names its CRR; results of another one are not its own."""
    sound = [_told("BUY", 1_000_001, 10.0), _told("SELL", 7, 4.0)]
    assert verify_participant("TRDR", [*BIDS, *OFFER], {"PRIVATE_AUCTION_RESULT": sound}).findings == ()
    other = [_told("BUY", 1_000_001, 10.0), _told("SELL", 8, 4.0)]
    found = verify_participant("TRDR", [*BIDS, *OFFER], {"PRIVATE_AUCTION_RESULT": other}).findings
    assert {each.check for each in found} == {"awards"}
