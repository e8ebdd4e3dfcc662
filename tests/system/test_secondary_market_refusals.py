"""What refuses an upload to the secondary market as a whole; each refusal hangs on a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from counter import Counter, codes, counter_of
from srtx_sale import offers, posted, privately, sell

from marketsim.system.rules.rulebook import Refused
from marketsim.system.store.secondary_market import sm_offers, sm_responses


@pytest.fixture
def counter() -> Iterator[Counter]:
    with counter_of("secondary_market") as open_counter:
        yield open_counter


def _refused(counter: Counter, operation: str, participant: str, body: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        counter.call(operation, participant, body)
    return list(codes(refusal.value))


UNKNOWN = 9_999_999_999


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
