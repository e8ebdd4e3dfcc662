"""Result rows of a small market, as a file has them."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from marketsim.pictures.canvas import Picture

SVG = "{http://www.w3.org/2000/svg}"


def award(owner: str = "SRTX", **more: Any) -> dict[str, Any]:
    """A buy of 50 MW of which 30 cleared."""
    row = {
        "Period": "2026_M09", "TOU": "ON", "AssetOwner": owner, "BidType": "BUY", "HedgeType": "OBL",
        "Source": "NODE_A", "Sink": "NODE_B", "BidMW": "50", "MW": "30.0", "ClearingPrice": "12.5",
    }  # fmt: skip
    return row | more


def price(location: str, amount: Any, **more: Any) -> dict[str, Any]:
    """A location's price."""
    return {"Period": "2026_M09", "TOU": "ON", "SourceSink": location, "ClearingPrice": amount} | more


def constraint(name: str = "A-B-1", **more: Any) -> dict[str, Any]:
    """A line at its limit of 100 MW in the base case."""
    row = {
        "Period": "2026_M09", "TOU": "ON", "ConstraintName": name, "ConstraintType": "BRANCH", "Contingency": "",
        "Direction": "FORWARD", "Limit": "100", "Flow": "100", "ShadowPrice": "3.25",
    }  # fmt: skip
    return row | more


def texts(picture: Picture) -> list[str]:
    """Every text that is drawn, title and description left out."""
    return [each.text or "" for each in ElementTree.fromstring(picture.svg).iter(f"{SVG}text")]


def described(picture: Picture) -> str:
    """The description for those who do not see it."""
    return ElementTree.fromstring(picture.svg).findtext(f"{SVG}desc") or ""
