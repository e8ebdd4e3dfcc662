"""The secondary market: offers, counterparties and responses, from stored state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from counter import Counter, counter_of, day, end_of_day
from hypothesis import given
from hypothesis import strategies as st
from srtx_sale import SRTX_CRR, bound, buy, offers, posted, privately, responses, sell


@pytest.fixture
def counter() -> Iterator[Counter]:
    with counter_of("secondary_market") as open_counter:
        yield open_counter


def test_a_public_offer_is_posted_and_listed(counter: Counter) -> None:
    """A public offer is answered POSTED with a requestId of its own and is then listed whole, once."""
    before = {each["requestId"] for each in offers(counter, "SRTX", "POSTED")}
    request_id = posted(counter)
    assert counter.moves == [("sm-offer", "-", "post-public", "POSTED")]
    (kept,) = [each for each in offers(counter, "SRTX", "POSTED") if each["requestId"] not in before]
    assert kept == sell() | {"requestId": request_id, "offerType": "SELL", "postType": "PUBLIC"}


def test_a_public_offer_to_buy_names_no_crr(counter: Counter) -> None:
    """An offer to buy is kept without a CRR ID."""
    (answer,) = counter.call("postPublicSmBuyOffers", "GBTR", [buy()])
    assert (answer["offerType"], answer["postType"], answer["offerStatus"]) == ("BUY", "PUBLIC", "POSTED")
    kept = {each["requestId"]: each for each in offers(counter, "GBTR", "POSTED")}
    assert "crrId" not in kept[answer["requestId"]]


@pytest.mark.parametrize(
    ("operation", "owner", "offer", "target"),
    [
        ("postPrivateSmSellOffers", "SRTX", privately(sell(), "NVLY"), "NVLY"),
        ("postPrivateSmBuyOffers", "GBTR", privately(buy(), "SRTX"), "SRTX"),
    ],
)
def test_a_private_offer_waits_for_its_counterparty(
    counter: Counter, operation: str, owner: str, offer: dict[str, Any], target: str
) -> None:
    """A private offer awaits its counterparty (CRRH or CLSE), who finds it among its responses."""
    (answer,) = counter.call(operation, owner, [offer])
    assert answer["offerStatus"] == "PENDING_MP_RESPONSE"
    waiting = {each["requestId"]: each for each in responses(counter, target, "PENDING_MP_RESPONSE")}
    asked = waiting[answer["requestId"]]
    assert (asked["initiatingAO"], asked["respondingAssetOwner"], asked["mw"]) == (owner, target, 4)
    assert asked.get("crrId") == offer.get("crrId")


def test_offers_are_private_to_their_owner(counter: Counter) -> None:
    """Nobody lists the offers of another."""
    request_id = posted(counter)
    everyone = ("GBTR", "GBT2", "PCFT", "NVLY")
    assert all(each["assetOwner"] == owner for owner in everyone for each in offers(counter, owner, "POSTED"))
    assert request_id not in {
        each["requestId"] for owner in everyone for each in offers(counter, owner, "POSTED")
    }


def test_every_record_has_its_own_request(counter: Counter) -> None:
    """Each record of an upload gets a requestId of its own and is answered in order."""
    answers = counter.call("postPublicSmSellOffers", "SRTX", [sell(mw=mw) for mw in (1, 2, 3)])
    assert [each["mw"] for each in answers] == [1, 2, 3]
    assert len({each["requestId"] for each in answers}) == 3


def test_a_public_offer_is_bound_and_answered(counter: Counter) -> None:
    """POSTED, bound to a counterparty, answered by it, then waiting for the credit check on both sides."""
    request_id = posted(counter)
    (answer,) = bound(counter, request_id)
    assert (answer["requestId"], answer["offerStatus"]) == (request_id, "PENDING_MP_RESPONSE")
    assert counter.moves == [
        ("sm-offer", "POSTED", "bind", "PENDING_MP_RESPONSE"),
        ("sm-response", "-", "invite", "PENDING_MP_RESPONSE"),
    ]
    (offer,) = [
        each for each in offers(counter, "SRTX", "PENDING_MP_RESPONSE") if each["requestId"] == request_id
    ]
    assert offer["targetMpName"] == "GBTR"
    (taken,) = counter.call("postSmResponseToSellOffers", "GBTR", [{"requestId": request_id}])
    assert taken["responseStatus"] == "PENDING_CREDIT_CHECK"
    assert [move[2:] for move in counter.moves] == [("respond", "PENDING_CREDIT_CHECK")] * 2
    waiting = responses(counter, "GBTR", "PENDING_CREDIT_CHECK")
    assert [each["responseId"] for each in waiting] == [taken["responseId"]]
    assert request_id in {each["requestId"] for each in offers(counter, "SRTX", "PENDING_CREDIT_CHECK")}


def test_a_buyer_gets_the_crr_that_the_responder_names(counter: Counter) -> None:
    """The response to an offer to buy carries the CRR ID of the responder, which is listed with it."""
    (asked,) = counter.call("postPrivateSmBuyOffers", "GBTR", [privately(buy(), "SRTX")])
    record = {"requestId": asked["requestId"], "crrId": SRTX_CRR}
    (taken,) = counter.call("postSmResponseToBuyOffers", "SRTX", [record])
    assert taken["responseStatus"] == "PENDING_CREDIT_CHECK"
    (listed,) = responses(counter, "SRTX", "PENDING_CREDIT_CHECK")
    assert (listed["requestId"], listed["crrId"]) == (asked["requestId"], SRTX_CRR)


@pytest.mark.parametrize(
    ("crr_id", "fault"),
    [
        (1000002, "sm-crr-owned"),  # GBTR's own
        (1000005, "sm-crr-product"),  # another product of SRTX
    ],
)
def test_a_responder_delivers_only_what_was_asked_for(counter: Counter, crr_id: int, fault: str) -> None:
    """A response with a CRR that the responder lacks, or of another product, is in ERROR; nothing changes."""
    (asked,) = counter.call("postPrivateSmBuyOffers", "GBTR", [privately(buy(), "SRTX")])
    record = {"requestId": asked["requestId"], "crrId": crr_id}
    (answer,) = counter.call("postSmResponseToBuyOffers", "SRTX", [record])
    assert (answer["responseStatus"], fault in counter.fired) == ("ERROR", True)
    waiting = responses(counter, "SRTX", "PENDING_MP_RESPONSE")
    assert asked["requestId"] in {each["requestId"] for each in waiting}


def test_a_request_is_bound_and_answered_once(counter: Counter) -> None:
    """Binding or answering again, or twice in one upload, is an ERROR in that record and changes nothing."""
    request_id = posted(counter)
    record = {"requestId": request_id, "respondingMpName": "GBTR", "price": 118.75}
    first, second = counter.call("targetSmPublicOfferToMp", "SRTX", [record, record])
    assert (first["offerStatus"], second["offerStatus"]) == ("PENDING_MP_RESPONSE", "ERROR")
    (again,) = bound(counter, request_id, "NVLY")
    assert (again["offerStatus"], again["message"]) == ("ERROR", f"request {request_id} is not POSTED")
    answers = counter.call("postSmResponseToSellOffers", "GBTR", [{"requestId": request_id}] * 2)
    assert [each["responseStatus"] for each in answers] == ["PENDING_CREDIT_CHECK", "ERROR"]
    (late,) = counter.call("postSmResponseToSellOffers", "GBTR", [{"requestId": request_id}])
    assert late["responseStatus"] == "ERROR"
    assert late["responseId"] == answers[0]["responseId"]


def test_an_offer_is_answered_by_its_own_operation(counter: Counter) -> None:
    """An offer to sell cannot be answered as if it were one to buy."""
    (asked,) = counter.call("postPrivateSmSellOffers", "SRTX", [privately(sell(), "GBTR")])
    record = {"requestId": asked["requestId"], "crrId": SRTX_CRR}
    (answer,) = counter.call("postSmResponseToBuyOffers", "GBTR", [record])
    assert (answer["responseStatus"], "sm-offer-kind" in counter.fired) == ("ERROR", True)


@given(mw=st.integers(1, 20_000), first=st.integers(0, 88), days=st.integers(1, 89))
def test_a_part_of_a_holding_is_sold_or_the_record_says_why(mw: int, first: int, days: int) -> None:
    """Whatever MW and whole days are offered of a holding: kept as sent within it, ERROR beyond it."""
    begin = date(2027, 1, 1) + timedelta(days=first)
    last = begin + timedelta(days=days - 1)
    offer = sell(
        mw=mw / 1000,
        startDate=day(begin.year, begin.month, begin.day),
        endDate=end_of_day(last.year, last.month, last.day),
    )
    with counter_of("secondary_market") as counter:
        (answer,) = counter.call("postPublicSmSellOffers", "SRTX", [offer])
        held = mw <= 16_000 and last <= date(2027, 3, 31)
        assert answer["offerStatus"] == ("POSTED" if held else "ERROR")
        kept = [
            each for each in offers(counter, "SRTX", "POSTED") if each["requestId"] == answer.get("requestId")
        ]
        assert [each["mw"] for each in kept] == ([mw / 1000] if held else [])
