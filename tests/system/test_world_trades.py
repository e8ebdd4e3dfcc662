"""The trades of the demonstration world: in every status, decided by the code that decides any trade."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from counter import NOW, Counter, counter_of
from sqlalchemy import select
from srtx_sale import offers, responses

from marketsim.system.states import SM_OFFER, SM_RESPONSE
from marketsim.system.store.holdings import find_crr
from marketsim.system.store.secondary_market import sm_offers, sm_responses
from marketsim.system.store.trades import sm_decisions, trades


@pytest.fixture
def counter() -> Iterator[Counter]:
    with counter_of("secondary_market") as open_counter:
        yield open_counter


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
    judged = counter.store.execute(select(sm_decisions.c.judged_at)).scalars().all()
    assert judged and all(at <= NOW for at in judged)


def test_the_world_has_trades_in_every_status(counter: Counter) -> None:
    """Every status of the two state tables, and no offer or response beside them."""
    for table, states in ((sm_offers, SM_OFFER), (sm_responses, SM_RESPONSE)):
        found = set(counter.store.execute(select(table.c.status)).scalars())
        assert found == {after for _, _, after in states.rows}


def test_an_approved_trade_of_the_world_has_moved_its_crr(counter: Counter) -> None:
    """The buyer's CRR has the terms of the trade and the seller's as its parent; nothing else has moved."""
    told = {each.request_id: each for each in trades(counter.store)}
    approved = [each for each in told.values() if each.status == "APPROVED"]
    assert len(approved) == 2
    for trade in approved:
        bought = find_crr(counter.store, trade.new_crr_id or 0)
        assert bought is not None
        assert (bought.owner, bought.mw, bought.parent_crr_id) == (trade.buyer, trade.mw, trade.crr_id)
    assert {each.new_crr_id for each in told.values() if each.status != "APPROVED"} == {None}
    (failed,) = [each for each in told.values() if each.status == "ERROR"]
    assert failed.reason == "the first day of the trade has begun"
