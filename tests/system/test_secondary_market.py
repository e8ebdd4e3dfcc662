"""The secondary market: offers, counterparties and responses, from stored state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from counter import NOW, Counter, codes, counter_of, day, end_of_day
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from marketsim.system.rules.rulebook import Refused
from marketsim.system.store.holdings import list_crrs
from marketsim.system.store.secondary_market import sm_offers, sm_responses

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


@pytest.fixture
def counter() -> Iterator[Counter]:
    with counter_of("secondary_market") as open_counter:
        yield open_counter


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


def test_a_record_in_error_sinks_no_neighbour(counter: Counter) -> None:
    """A faulty record answers ERROR with its text, gets no requestId and is not kept; the others are."""
    before = counter.rows(sm_offers)
    good, bad = counter.call("postPublicSmSellOffers", "SRTX", [sell(), sell(mw=16.001)])
    assert (good["offerStatus"], bad["offerStatus"]) == ("POSTED", "ERROR")
    assert "requestId" not in bad
    assert bad["message"] == "16.001 MW of CRR 1000001 are offered, 16.000 MW are held"
    assert counter.rows(sm_offers) == before + 1


def test_a_record_tells_all_of_its_faults(counter: Counter) -> None:
    """A record with several faults names each of them."""
    wrong = sell(source="NOWHERE", mw=20, startDate=day(2026, 11, 24))
    (answer,) = counter.call("postPublicSmSellOffers", "SRTX", [wrong])
    assert counter.fired == {
        "sm-location-exists", "sm-mw-held", "sm-crr-product", "sm-crr-dates", "sm-lead-time",
    }  # fmt: skip
    assert answer["message"].count(";") == 4


def test_a_trade_begins_five_business_days_ahead(counter: Counter) -> None:
    """Thanksgiving and weekends do not count: on Saturday 21 November the first day is Monday the 30th."""
    (crr,) = [
        each.crr_id
        for each in list_crrs(counter.store, owner="GBTR", categories=("AUCTION",))
        if each.mw == 60
    ]
    held = {"source": "MALIN_5_N101", "sink": "DLAP_PGAE-APND", "hedgeType": "OBL", "crrType": "AUC"}
    of = {"crrId": crr, "endDate": end_of_day(2026, 12, 31)} | held
    records = [sell("GBTR", **of, startDate=day(2026, *begin)) for begin in ((11, 29), (11, 30))]
    early, timely = counter.call("postPublicSmSellOffers", "GBTR", records)
    assert (early["offerStatus"], early["message"]) == ("ERROR", "a trade may not begin before 2026-11-30")
    assert timely["offerStatus"] == "POSTED"


@pytest.mark.parametrize("crr_id", [0, -5, 9999999999, 2**62])
def test_a_crr_id_that_no_crr_has_is_not_held(counter: Counter, crr_id: int) -> None:
    """A private sale may carry any number as its CRR ID; such a record answers ERROR."""
    offer = privately(sell(crrId=crr_id), "GBTR")
    (answer,) = counter.call("postPrivateSmSellOffers", "SRTX", [offer])
    assert answer["offerStatus"] == "ERROR"
    assert answer["message"] == f"CRR {crr_id} is not held by SRTX"


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_ends_of_the_calendar_are_no_days_of_a_trade(counter: Counter, edge: str) -> None:
    """Dates at the ends of what a date-time can say are a fault of the record, not of the system."""
    offer = sell(startDate=edge, endDate=edge)
    (answer,) = counter.call("postPublicSmSellOffers", "SRTX", [offer])
    assert (answer["offerStatus"], answer["startDate"]) == ("ERROR", edge)
    assert "sm-whole-days" in counter.fired


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


def _refused(counter: Counter, operation: str, participant: str, body: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        counter.call(operation, participant, body)
    return list(codes(refusal.value))


UNKNOWN = 9_999_999_999
APPROVED_SALE = 9  # in the world, from GBTR to SRTX


def _record(request_id: int, responder: str = "GBTR", price: float = 118.75) -> dict[str, Any]:
    return {"requestId": request_id, "respondingMpName": responder, "price": price}


# By rule: the code, the operation, who asks, and what is sent, given the requestId of a public sale of SRTX.
REFUSALS: dict[str, tuple[str, str, str, Callable[[int], Any]]] = {
    "sm-binding-request-exists": (
        "SMT0016", "targetSmPublicOfferToMp", "SRTX", lambda mine: [_record(mine), _record(UNKNOWN)]),
    "sm-response-request-exists": (
        "SMT0016", "postSmResponseToSellOffers", "GBTR", lambda mine: [{"requestId": UNKNOWN}]),
    "sm-request-owned": ("SMT0063", "targetSmPublicOfferToMp", "PCFT", lambda mine: [_record(mine)]),
    "sm-offer-by-its-owner": (
        "SMT0146", "postPublicSmSellOffers", "GBTR", lambda mine: [sell("SRTX")]),
    "sm-target-holds-crrs": (
        "SMT0107", "postPrivateSmSellOffers", "SRTX", lambda mine: [privately(sell(), "UPGAE")]),
    "sm-responder-holds-crrs": (
        "SMT0107", "targetSmPublicOfferToMp", "SRTX", lambda mine: [_record(mine, "gbtr")]),
    "sm-response-awaited": (
        "SMT0082", "postSmResponseToSellOffers", "GBTR", lambda mine: [{"requestId": mine}]),
    "sm-price-agreed": (
        "SMT0145", "targetSmPublicOfferToMp", "SRTX", lambda mine: [_record(mine, price=118.74)]),
    "sm-upload-size": ("SER0030", "postPublicSmSellOffers", "SRTX", lambda mine: [sell(mw=0.001)] * 501),
}  # fmt: skip


@pytest.mark.parametrize("rule", REFUSALS)
def test_a_refusal_names_its_code_and_changes_nothing(counter: Counter, rule: str) -> None:
    """An upload with one such fault is refused as a whole, and with that rule switched off it is not."""
    code, operation, participant, body = REFUSALS[rule]
    mine = posted(counter)
    kept = (counter.rows(sm_offers), counter.rows(sm_responses))
    assert _refused(counter, operation, participant, body(mine)) == [code]
    assert counter.fired == {rule}
    assert (counter.rows(sm_offers), counter.rows(sm_responses)) == kept
    assert mine in {each["requestId"] for each in offers(counter, "SRTX", "POSTED")}
    counter.off = (rule,)
    counter.call(operation, participant, body(mine))


def test_every_refusal_is_told(counter: Counter) -> None:
    """A refusal has one code for each record at fault, and existence is told before content."""
    mine = posted(counter)
    records = [_record(UNKNOWN), _record(mine, price=1), _record(UNKNOWN - 1)]
    assert _refused(counter, "targetSmPublicOfferToMp", "SRTX", records) == ["SMT0016", "SMT0016"]


# By rule: the operation, who asks, and a record at fault, given a public sale of SRTX and a private purchase
# by GBTR that awaits SRTX.
FAULTS: dict[str, tuple[str, str, Callable[[int, int], Any]]] = {
    "sm-dates-in-order": (
        "postPublicSmBuyOffers", "GBTR",
        lambda *_: buy(startDate=day(2027, 2, 1), endDate=end_of_day(2027, 1, 31))),
    "sm-whole-days": ("postPublicSmBuyOffers", "GBTR", lambda *_: buy(endDate=day(2027, 3, 31))),
    "sm-lead-time": ("postPublicSmBuyOffers", "GBTR", lambda *_: buy(startDate=day(2026, 11, 27))),
    "sm-location-exists": ("postPublicSmBuyOffers", "GBTR", lambda *_: buy(sink="DLAP_PGAE")),
    "sm-two-parties": ("postPrivateSmBuyOffers", "GBTR", lambda *_: privately(buy(), "GBTR")),
    "sm-crr-owned": ("postPublicSmSellOffers", "GBTR", lambda *_: sell("GBTR")),
    "sm-mw-held": ("postPublicSmSellOffers", "SRTX", lambda *_: sell(mw=16.001)),
    "sm-crr-product": ("postPublicSmSellOffers", "SRTX", lambda *_: sell(tou="OFF")),
    "sm-crr-dates": ("postPublicSmSellOffers", "SRTX", lambda *_: sell(endDate=end_of_day(2027, 4, 1))),
    "sm-offer-posted": ("targetSmPublicOfferToMp", "GBTR", lambda sale, bid: _record(bid, "NVLY")),
    "sm-responder-is-another": ("targetSmPublicOfferToMp", "SRTX", lambda sale, bid: _record(sale, "SRTX")),
    "sm-offer-kind": ("postSmResponseToSellOffers", "SRTX", lambda sale, bid: {"requestId": bid}),
    "sm-response-once": ("postSmResponseToSellOffers", "SRTX", lambda *_: {"requestId": APPROVED_SALE}),
}  # fmt: skip


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_puts_its_record_in_error(counter: Counter, rule: str) -> None:
    """A record with one such fault answers ERROR with a text, and with that rule switched off it does not."""
    operation, participant, record = FAULTS[rule]
    sale = posted(counter)
    (asked,) = counter.call("postPrivateSmBuyOffers", "GBTR", [privately(buy(), "SRTX")])
    body = [record(sale, asked["requestId"])]
    (answer,) = counter.call(operation, participant, body)
    assert counter.fired == {rule}
    assert "ERROR" in (answer.get("offerStatus"), answer.get("responseStatus"))
    assert answer["message"]
    assert counter.moves == []
    counter.off = (rule,)
    (answer,) = counter.call(operation, participant, body)
    assert "ERROR" not in (answer.get("offerStatus"), answer.get("responseStatus"))


def test_the_world_has_offers_and_responses_in_several_statuses(counter: Counter) -> None:
    """From the start there are public offers both ways, waiting and decided trades, seen by their parties."""
    public = [*offers(counter, "SRTX", "POSTED"), *offers(counter, "PCFT", "POSTED")]
    assert {each["offerType"] for each in public} == {"BUY", "SELL"}
    assert all(each["postType"] == "PUBLIC" and each["contactInfo"]["name"] for each in public)
    (private,) = offers(counter, "SRTX", "PENDING_MP_RESPONSE")
    assert [each["requestId"] for each in responses(counter, "GBTR", "PENDING_MP_RESPONSE")] == [
        private["requestId"]
    ]
    assert [each["initiatingAO"] for each in responses(counter, "SRTX", "APPROVED")] == ["GBTR"]
    assert [each["respondingAssetOwner"] for each in responses(counter, "GBT2", "DISAPPROVED")] == ["GBT2"]
    (delivered,) = responses(counter, "GBT2", "APPROVED")
    assert (delivered["initiatingOfferType"], delivered["crrId"]) == ("BUY", 1000003)


def test_the_waiting_trades_of_the_world_can_be_answered(counter: Counter) -> None:
    """What waits in the world from the start is answered without a fault."""
    (sale,) = responses(counter, "GBTR", "PENDING_MP_RESPONSE")
    (bid,) = responses(counter, "PCFT", "PENDING_MP_RESPONSE")
    sold = counter.call("postSmResponseToSellOffers", "GBTR", [{"requestId": sale["requestId"]}])
    delivery = {"requestId": bid["requestId"], "crrId": 1000004}
    bought = counter.call("postSmResponseToBuyOffers", "PCFT", [delivery])
    assert [each["responseStatus"] for each in (*sold, *bought)] == ["PENDING_CREDIT_CHECK"] * 2


def test_a_trade_of_the_world_was_made_before_it(counter: Counter) -> None:
    """No row of the world was made after the moment at which the world was laid."""
    for table in (sm_offers.c.created_at, sm_responses.c.invited_at, sm_responses.c.answered_at):
        assert all(at <= NOW for (at,) in counter.store.execute(select(table)) if at is not None)
