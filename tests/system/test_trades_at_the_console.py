"""The ISO's side of a trade at its console: credit checks, transfers, disapprovals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from standing import Standing
from trade_sides import SELLER, Sides, sides_of


@pytest.fixture
def sides(private: Callable[..., Standing]) -> Iterator[Sides]:
    yield sides_of(private())


def test_a_trade_that_both_sides_can_afford_is_approved_and_transferred(sides: Sides) -> None:
    """The seller keeps the rest under the same id, the buyer gets a CRR of its own from SECONDARY_MARKET."""
    trade = sides.answered_sale(mw=4.125)
    (told,) = sides.checked(trade)
    assert (told["status"], told["short"], told["reason"]) == ("APPROVED", [], None)
    assert trade in sides.offers("APPROVED")
    assert trade in sides.responses("APPROVED")
    kept, got = sides.held(sides.crr), sides.held(told["newCrrId"])
    assert (kept["mw"], kept["owner"]) == (11.875, SELLER)
    assert got["parent_crr_id"] == sides.crr
    assert (got["owner"], got["mw"], got["category"], got["market_name"]) == (
        "GBTR", 4.125, "SECONDARY_MARKET", "SECONDARY_MARKET",
    )  # fmt: skip
    same = ("source", "sink", "tou", "hedge_type", "crr_type", "period", "start", "end")
    assert [got[name] for name in same] == [kept[name] for name in same]


def test_a_trade_waits_for_security_and_goes_on_once_it_is_posted(sides: Sides) -> None:
    """Short by a cent it stays, with the reason; a cent more, posted by the participant itself, approves it."""
    trade = sides.answered_sale()
    sides.secure("GBTR", 0)
    (told,) = sides.checked(trade)
    assert told["status"] == "PENDING_CREDIT_CHECK"
    (short,) = told["short"]
    assert (short["participant"], short["posted"]) == ("GBTR", 0)
    sides.secure("GBTR", round(short["required"] - 0.01, 2))
    assert sides.trade(trade)["status"] == "PENDING_CREDIT_CHECK"
    assert trade in sides.offers("PENDING_CREDIT_CHECK")
    assert sides.deposit("mui-gbtr", "GBTR", 0.01).status_code == 200
    assert sides.trade(trade)["status"] == "APPROVED"
    assert sides.trade(trade)["short"] == []


def test_a_disapproved_trade_changes_no_holding(sides: Sides) -> None:
    """DISAPPROVED on both sides, with the reason; it is decided once."""
    trade, before = sides.answered_sale(), sides.inventory()
    told = sides.console("POST", f"/trades/{trade}/disapproval", {"reason": "No proof of identity"})
    assert (told["status"], told["reason"]) == ("DISAPPROVED", "No proof of identity")
    assert trade in sides.offers("DISAPPROVED")
    assert trade in sides.responses("DISAPPROVED")
    assert sides.inventory() == before
    assert sides.refused("POST", f"/trades/{trade}/disapproval", {"reason": "again"}) == 409
    assert sides.refused("POST", "/credit-checks", {"requestIds": [trade]}) == 409


def test_a_trade_whose_first_day_has_begun_is_in_error(sides: Sides) -> None:
    """What waits too long can't be carried out any more."""
    trade, before = sides.answered_sale(), sides.inventory()
    sides.console("POST", "/clock", {"now": sides.start})
    (told,) = sides.checked(trade)
    assert (told["status"], told["reason"]) == ("ERROR", "the first day of the trade has begun")
    assert trade in sides.offers("ERROR")
    assert trade in sides.responses("ERROR")
    assert sides.inventory() == before


@pytest.mark.parametrize("request_id", [0, 9_999_999_999, "x"])
def test_what_is_no_answered_offer_is_not_there(sides: Sides, request_id: Any) -> None:
    """An unknown request, or an offer that nobody has answered."""
    assert sides.refused("POST", f"/trades/{request_id}/disapproval", {"reason": "no"}) == 404
    assert sides.refused("POST", f"/trades/{sides.posted_sale()}/disapproval", {"reason": "no"}) == 404
    assert sides.refused("POST", "/credit-checks", {"requestIds": [sides.posted_sale()]}) == 404


def test_all_that_wait_are_judged_unless_some_are_named(sides: Sides) -> None:
    """An order without requests judges every pending trade, in the order of the requests."""
    trades = {sides.answered_sale(mw=1), sides.answered_sale(mw=2)}
    told = sides.console("POST", "/credit-checks", {})["trades"]
    assert trades <= {each["requestId"] for each in told}
    assert [each["requestId"] for each in told] == sorted(each["requestId"] for each in told)
    assert sides.held(sides.crr)["mw"] == 13
    assert sides.console("POST", "/credit-checks", {}) == {"trades": []}


def test_the_transitions_of_a_check_are_told_by_its_request_id(sides: Sides) -> None:
    """The console's own orders are traced like requests where they carry a request id."""
    trade = sides.answered_sale()
    answer = sides.order("POST", "/credit-checks", {"requestIds": [trade]})
    found = sides.system.trace(answer)
    assert found is not None
    assert [(each["table"], each["event"]) for each in found["transitions"]] == [
        ("sm-offer", "approve"),
        ("sm-response", "approve"),
    ]


def test_both_parties_are_told_what_became_of_their_trade(sides: Sides) -> None:
    """Each gets a private message; what one of them is short of is told to that one alone."""
    trade = sides.answered_sale()
    sides.secure("GBTR", 1.25)
    sides.checked(trade)
    waits = f"Secondary market trade {trade} awaits its credit check"
    assert sides.messages("srtx", SELLER)[-1] == f"{waits} - the other party posted too little security"
    assert sides.messages("gbtr", "GBTR")[-1].startswith(f"{waits} - 1.25 USD are posted and ")
    sides.secure("GBTR", 1_000_000)
    for person, name in (("srtx", SELLER), ("gbtr", "GBTR")):
        assert sides.messages(person, name)[-1].startswith(f"Secondary market trade {trade} is APPROVED")
