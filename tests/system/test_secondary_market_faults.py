"""What puts single records of an upload to the secondary market in error; each fault hangs on a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from counter import Counter, counter_of, day, end_of_day
from srtx_sale import SRTX_CRR, buy, posted, privately, sell

from marketsim.system.store.holdings import change_crr, list_crrs
from marketsim.system.store.secondary_market import sm_offers


@pytest.fixture
def counter() -> Iterator[Counter]:
    with counter_of("secondary_market") as open_counter:
        yield open_counter


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


APPROVED_SALE = 9  # in the world, from GBTR to SRTX
# PCFT's option of the world: 10 MW, 2 of them in a trade that awaits its credit check.
OF_PCFT = {"crrId": 1000004, "source": "IVANPAH_7_B1", "tou": "OFF", "mw": 8.001}


def _record(request_id: int, responder: str = "GBTR", price: float = 118.75) -> dict[str, Any]:
    return {"requestId": request_id, "respondingMpName": responder, "price": price}


# By rule: the operation, who asks, and a record at fault, given a public sale of SRTX and a private purchase
# by GBTR that awaits SRTX.
FAULTS: dict[str, tuple[str, str, Callable[[int, int], Any]]] = {
    "sm-dates-in-order": (
        "postPublicSmBuyOffers", "GBTR",
        lambda *_: buy(startDate=day(2027, 2, 1), endDate=end_of_day(2027, 1, 31))),
    "sm-whole-days": ("postPublicSmBuyOffers", "GBTR", lambda *_: buy(endDate=day(2027, 3, 31))),
    "sm-lead-time": ("postPublicSmBuyOffers", "GBTR", lambda *_: buy(startDate=day(2026, 11, 27))),
    "sm-mw-bounded": ("postPublicSmBuyOffers", "GBTR", lambda *_: buy(mw=1_000_000.001)),
    "sm-price-bounded": ("postPublicSmBuyOffers", "GBTR", lambda *_: buy(price=-10_000_000_001)),
    "sm-location-exists": ("postPublicSmBuyOffers", "GBTR", lambda *_: buy(sink="DLAP_PGAE")),
    "sm-two-parties": ("postPrivateSmBuyOffers", "GBTR", lambda *_: privately(buy(), "GBTR")),
    "sm-crr-owned": ("postPublicSmSellOffers", "GBTR", lambda *_: sell("GBTR")),
    "sm-mw-held": ("postPublicSmSellOffers", "SRTX", lambda *_: sell(mw=16.001)),
    "sm-crr-product": ("postPublicSmSellOffers", "SRTX", lambda *_: sell(tou="OFF")),
    "sm-crr-dates": ("postPublicSmSellOffers", "SRTX", lambda *_: sell(endDate=end_of_day(2027, 4, 1))),
    "sm-mw-not-in-trade": ("postPublicSmSellOffers", "PCFT", lambda *_: sell("PCFT", **OF_PCFT)),
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


def test_pending_trades_of_a_crr_add_up(counter: Counter) -> None:
    """Of 16 MW, 10 and 6 can await their credit check together, in one upload too, and not a kilowatt more."""
    asked = counter.call(
        "postPrivateSmSellOffers", "SRTX", [privately(sell(mw=mw), "GBTR") for mw in (10, 6.001, 6, 0.001)]
    )
    assert {each["offerStatus"] for each in asked} == {"PENDING_MP_RESPONSE"}
    body = [{"requestId": each["requestId"]} for each in asked[:2]]
    first, second = counter.call("postSmResponseToSellOffers", "GBTR", body)
    assert (first["responseStatus"], second["responseStatus"]) == ("PENDING_CREDIT_CHECK", "ERROR")
    assert second["message"] == "10.000 MW of CRR 1000001 are in trades that await their credit check"
    for each, status in ((asked[2], "PENDING_CREDIT_CHECK"), (asked[3], "ERROR")):
        (told,) = counter.call("postSmResponseToSellOffers", "GBTR", [{"requestId": each["requestId"]}])
        assert told["responseStatus"] == status


def test_trades_of_other_days_do_not_add_up(counter: Counter) -> None:
    """All MW of January and all MW of February are two things."""
    days = ((day(2027, 1, 1), end_of_day(2027, 1, 31)), (day(2027, 2, 1), end_of_day(2027, 2, 28)))
    asked = counter.call(
        "postPrivateSmSellOffers",
        "SRTX",
        [privately(sell(mw=16, startDate=first, endDate=last), "GBTR") for first, last in days],
    )
    body = [{"requestId": each["requestId"]} for each in asked]
    told = counter.call("postSmResponseToSellOffers", "GBTR", body)
    assert [each["responseStatus"] for each in told] == ["PENDING_CREDIT_CHECK"] * 2


def test_a_trade_is_answered_in_good_time(counter: Counter) -> None:
    """What was offered early enough can be answered too late; with that rule off it is taken."""
    (asked,) = counter.call("postPrivateSmSellOffers", "SRTX", [privately(sell(), "GBTR")])
    body = [{"requestId": asked["requestId"]}]
    counter.now = datetime(2026, 12, 31, 20, tzinfo=UTC)
    (late,) = counter.call("postSmResponseToSellOffers", "GBTR", body)
    assert late["responseStatus"] == "ERROR"
    assert counter.fired == {"sm-lead-time-at-response"}
    counter.off = ("sm-lead-time-at-response",)
    (taken,) = counter.call("postSmResponseToSellOffers", "GBTR", body)
    assert taken["responseStatus"] == "PENDING_CREDIT_CHECK"


def test_what_was_sold_since_it_was_offered_is_not_answered(counter: Counter) -> None:
    """The seller's holding is judged again when the buyer answers."""
    (asked,) = counter.call("postPrivateSmSellOffers", "SRTX", [privately(sell(), "GBTR")])
    change_crr(counter.store, SRTX_CRR, mw=3.999)
    (told,) = counter.call("postSmResponseToSellOffers", "GBTR", [{"requestId": asked["requestId"]}])
    assert (told["responseStatus"], counter.fired) == ("ERROR", {"sm-mw-held"})
