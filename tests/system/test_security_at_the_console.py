"""Security that the ISO books lower at its console rejects what it no longer covers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from standing import Standing

SRTX = {"participantName": "SRTX"}


def submitted(system: Standing) -> dict[str, str]:
    """A submitted copy of a portfolio of the world, by another name; what names it."""
    markets = system.ask("srtx", "GET", "/marketstatus/v1.0/activeAuctionMarkets", params=SRTX).json()
    market = next(each["name"] for each in markets if each["marketTerm"] == "MONTHLY" and _open(system, each))
    read = {**SRTX, "marketName": market, "portfolioName": "World spread"}
    bids = system.ask("srtx", "GET", "/auction/v1.0/portfolio", params=read).json()["bids"]
    new = [{name: value for name, value in bid.items() if name != "bidId"} for bid in bids]
    named = {**SRTX, "marketName": market, "portfolioName": "copy"}
    body = {**named, "newBids": new, "newOffers": []}
    assert system.ask("srtx", "POST", "/auction/v1.0/portfolioCreation", json=body).status_code == 200
    told = system.ask("srtx", "POST", "/auction/v1.0/portfolioSubmission", json=named).json()
    assert told["status"] == "SUBMITTED"
    return named


def _open(system: Standing, market: dict[str, Any]) -> bool:
    asked = {**SRTX, "marketName": market["name"]}
    return bool(system.ask("srtx", "GET", "/marketstatus/v1.0/marketStatus", params=asked).json() == "OPEN")


@pytest.mark.parametrize(("faults", "status"), [([], "REJECTED"), (["rule:portfolio-secured"], "SUBMITTED")])
def test_lowered_security_rejects_unless_the_rule_is_off(
    private: Callable[..., Standing], faults: list[str], status: str
) -> None:
    """With the rule off nothing asks for security, so nothing is rejected for want of it."""
    system = private()
    named = submitted(system)
    system.ask("operator", "PUT", "/operator/v1/faults", json={"faults": faults})
    booked = system.ask("operator", "PUT", "/operator/v1/participants/SRTX/security", json={"amount": 0})
    assert booked.status_code == 200
    told = system.ask("srtx", "GET", "/auction/v1.0/portfolioStatus", params=named).json()
    assert told["status"] == status


def test_what_lowered_security_rejects_is_told_by_the_request_id_of_the_order(
    private: Callable[..., Standing],
) -> None:
    """As with any request: the transitions that an order of the ISO causes can be looked up."""
    system = private()
    submitted(system)
    booked = system.ask("operator", "PUT", "/operator/v1/participants/SRTX/security", json={"amount": 0})
    assert booked.status_code == 200
    told = system.trace(booked)
    assert told is not None
    moves = {(each["table"], each["event"], each["to"]) for each in told["transitions"]}
    assert moves == {("portfolio", "reject", "REJECTED")}
