"""Bodies for auction and nomination portfolios in the world that is laid on 21 November 2026."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
MONTHLY, PERIOD = "AUC_MN_2027_M01", "2027_M01"
ANNUAL, SEASON = "AUC_AN_2027", "2027_S01"
CLOSED, PREP, POSTED = "AUC_MN_2026_M12", "AUC_MN_2027_M02", "AUC_MN_2026_M11"
ALLOCATION = "ALLOC_MN_2027_M01_T1"
CLOSED_ALLOCATION, PREP_ALLOCATION = "ALLOC_MN_2026_M12_T1", "ALLOC_MN_2027_M01_T2"

_numbers = count(1)


def fresh_name() -> str:
    """A portfolio name no test used before."""
    return f"test {next(_numbers)}"


def bid(owner: str = "SRTX", **changes: Any) -> dict[str, Any]:
    """A sound bid for the open monthly auction."""
    return {
        "assetOwner": owner,
        "source": "DIABLO_7_B1",
        "sink": "DLAP_PGAE-APND",
        "hedgeType": "OBL",
        "tou": "ON",
        "period": PERIOD,
        "crrType": "AUC",
        "bidCurve": curve((0, 50), (10, 50)),
    } | changes


def curve(*points: tuple[float, float]) -> list[dict[str, float]]:
    """A bid curve of (MW, price) points."""
    return [{"mw": mw, "price": price} for mw, price in points]


def auction_portfolio(name: str, *bids: Any, offers: Any = (), **changes: Any) -> dict[str, Any]:
    """A body of auction.portfolioCreation for SRTX."""
    return {
        "portfolioName": name,
        "marketName": MONTHLY,
        "newBids": list(bids),
        "newOffers": list(offers),
        "participantName": "SRTX",
    } | changes


def nomination(owner: str = "NVLY", **changes: Any) -> dict[str, Any]:
    """A sound nomination for the open monthly allocation."""
    return {
        "assetOwner": owner,
        "source": "GEYSERS_7_B1",
        "sink": "DLAP_PGAE-APND",
        "hedgeType": "OBL",
        "tou": "ON",
        "period": PERIOD,
        "crrType": "LSE",
        "mw": 12.345,
    } | changes


def nomination_portfolio(name: str, *nominations: Any, **changes: Any) -> dict[str, Any]:
    """A body of nomination.portfolioCreation for NVLY."""
    return {
        "portfolioName": name,
        "marketName": ALLOCATION,
        "newNominations": list(nominations),
        "participantName": "NVLY",
    } | changes
