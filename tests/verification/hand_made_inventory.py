"""A small inventory by hand: rows, and what happened to them, as downloads and the API tell it."""

from __future__ import annotations

from datetime import date
from typing import Any

from paper_inventory import begin, end, text

Json = dict[str, Any]
SPRING, SUMMER = (date(2026, 4, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 9, 30))
PAIR = ("DIABLO_7_B1", "DLAP_PGAE-APND")
BACK = PAIR[::-1]


def row(crr_id: int, owner: str, mw: float, **other: Any) -> Json:
    """A row of the inventory, in summer and of the annual auction unless told otherwise."""
    first, last = other.pop("days", SUMMER)
    source, sink = other.pop("path", PAIR)
    return {
        "CrrId": crr_id, "ParentCrrId": None, "AssetOwner": owner, "Source": source, "Sink": sink, "TOU": "ON",
        "HedgeType": "OBL", "CrrType": "AUC", "Category": "AUCTION", "MarketName": "AUC_AN_2026",
        "Period": "2026_S03", "StartDate": begin(first), "EndDate": end(last), "MW": mw, "OfferType": "OWNER",
    } | other  # fmt: skip


def allocated(crr_id: int, owner: str, mw: float, **other: Any) -> Json:
    """A row of the annual allocation."""
    same = {"CrrType": "LSE", "Category": "ALLOCATION", "MarketName": "ALLOC_AN_2026_T1"}
    return row(crr_id, owner, mw, **(same | other))


def traded(crr_id: int, parent: int, owner: str, mw: float, **other: Any) -> Json:
    """A row that came of a trade."""
    same = {"ParentCrrId": parent, "Category": "SECONDARY_MARKET", "MarketName": "SECONDARY_MARKET"}
    return row(crr_id, owner, mw, **(same | other))


def migrated(crr_id: int, parent: int, owner: str, mw: float, *, against: bool = False, **other: Any) -> Json:
    """A row that came of load migration: with its parent's path, or against it."""
    same = {
        "ParentCrrId": parent, "Category": "LOAD_MIGRATION", "MarketName": "LOAD_MIGRATION_2026_M06",
        "CrrType": "LMT_CNT" if against else "LSE_LMT", "path": BACK if against else PAIR,
    }  # fmt: skip
    return row(crr_id, owner, mw, **(same | other))


def converted(crr_id: int, owner: str, mw: float, **other: Any) -> Json:
    """A row that came of a conversion."""
    same = {"CrrType": "MT_TOR", "HedgeType": "OPT", "Category": "SYSTEM", "MarketName": "SYSTEM"}
    return row(crr_id, owner, mw, **(same | other))


def offer(crr_id: int, seller: str, buyer: str, mw: float, **other: Any) -> Json:
    """An ``SmOffer`` to sell, as its owner reads it."""
    first, last = other.pop("days", SUMMER)
    return {
        "assetOwner": seller, "targetMpName": buyer, "requestId": 7, "offerType": "SELL", "postType": "PRIVATE",
        "crrId": crr_id, "source": PAIR[0], "sink": PAIR[1], "tou": "ON", "hedgeType": "OBL", "crrType": "AUC",
        "startDate": text(begin(first)), "endDate": text(end(last)), "mw": mw, "price": 12.5,
    } | other  # fmt: skip


def result(crr_id: int, parent: int, owner: str, *, against: bool = False, **other: Any) -> Json:
    """A CRR of ``loadMigrationCrrResults``."""
    first, last = other.pop("days", SUMMER)
    source, sink = BACK if against else PAIR
    return {
        "crrId": crr_id, "parentCrrId": parent, "assetOwner": owner, "source": source, "sink": sink, "tou": "ON",
        "startDate": text(begin(first)), "endDate": text(end(last)),
        "crrType": "LMT_CNT" if against else "LSE_LMT",
    } | other  # fmt: skip
