"""Offers of SRTX's option of the world, and what a participant lists, handed in at a counter."""

from __future__ import annotations

from typing import Any

from counter import Counter, day, end_of_day

CONTACT = {"name": "Desk", "phone": "555 0100", "email": "desk@example.com"}
# SRTX's option of the world: 16 MW from SYLMARDC to the south, ON, for the first season of the coming year.
SRTX_CRR = 1000001
PRODUCT = {
    "source": "SYLMARDC_2_N501",
    "sink": "DLAP_SCE-APND",
    "tou": "ON",
    "hedgeType": "OPT",
    "crrType": "MT",
    "startDate": day(2027, 1, 1),
    "endDate": end_of_day(2027, 3, 31),
    "mw": 4,
    "price": 118.75,
}


def sell(owner: str = "SRTX", **changes: Any) -> dict[str, Any]:
    """A public offer to sell a part of SRTX's option."""
    return {"assetOwner": owner, "crrId": SRTX_CRR, "contactInfo": CONTACT} | PRODUCT | changes


def buy(owner: str = "GBTR", **changes: Any) -> dict[str, Any]:
    """A public offer to buy what SRTX holds."""
    return {"assetOwner": owner, "contactInfo": CONTACT} | PRODUCT | changes


def privately(offer: dict[str, Any], target: str) -> dict[str, Any]:
    """The offer made to one counterparty alone."""
    return {name: value for name, value in offer.items() if name != "contactInfo"} | {"targetMpName": target}


def offers(counter: Counter, owner: str, status: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = counter.call(
        "getMySmOffersByStatus", owner, query={"OfferStatusType": status}
    )
    return found


def responses(counter: Counter, owner: str, status: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = counter.call(
        "getMySmResponsesByStatus", owner, query={"responseStatusType": status}
    )
    return found


def posted(counter: Counter, offer: dict[str, Any] | None = None) -> int:
    """Post a public sale of SRTX and return its requestId."""
    (answer,) = counter.call("postPublicSmSellOffers", "SRTX", [offer or sell()])
    assert answer["offerStatus"] == "POSTED"
    return int(answer["requestId"])


def bound(counter: Counter, request_id: int, responder: str = "GBTR", price: float = 118.75) -> Any:
    record = {"requestId": request_id, "respondingMpName": responder, "price": price}
    return counter.call("targetSmPublicOfferToMp", "SRTX", [record])
