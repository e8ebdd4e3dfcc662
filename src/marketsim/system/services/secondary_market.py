"""The secondary market: bilateral offers of CRRs, and responses to them (secondary market 1.2.1).

An answered trade stays at PENDING_CREDIT_CHECK here: credit check, approval and transfer are the ISO's part
(marketsim.system.trades).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from marketsim.contract.messages import secondary_market as messages
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.rules.sm_facts import BindingRecords, Bindings, NewOffers, Responses, Upload, record
from marketsim.system.service_faults import listed, price_told
from marketsim.system.services import sm_answers as answers
from marketsim.system.services import sm_loading as loading
from marketsim.system.states import SM_OFFER, SM_RESPONSE
from marketsim.system.store import secondary_market as kept
from marketsim.system.store.crr_holders import crr_holders


def my_offers(call: Call, desk: Desk) -> list[messages.SmOffer]:
    """The participant's own offers of one status."""
    rows = kept.offers_of(desk.store, _reader(call, desk), call.query.get("OfferStatusType", ""))
    return [answers.offer(row) for row in _told(desk, rows)]


def my_responses(call: Call, desk: Desk) -> list[messages.SmResponse]:
    """The responses of one status that the participant gave or is asked for."""
    rows = kept.responses_of(desk.store, _reader(call, desk), call.query.get("responseStatusType", ""))
    return [answers.response(row) for row in _told(desk, rows)]


def _reader(call: Call, desk: Desk) -> str | None:
    """Whose offers and responses are told: those of whoever asks; with a fault everybody's."""
    return None if desk.result_faults.leaks else call.participant


def _told(desk: Desk, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    faults = desk.result_faults.names
    return [{**row, "price": price_told(row["price"], faults)} for row in listed(rows, faults)]


def create(
    call: Call, desk: Desk, *, offer_type: messages.OfferType, post_type: messages.PostType
) -> list[messages.SmOfferStatus]:
    """Keep the sound offers of an upload and answer for each record.

    Raises Refused with SMT0146, SMT0107 or SER0030 (too many records); nothing is kept then.
    """
    _require_size(call, desk)
    targets = tuple(loading.target_of(each) for each in call.body)
    owners = tuple(each.asset_owner for each in call.body)
    desk.require(call, NewOffers(call.participant, owners, targets, crr_holders(desk.store)))
    faults = loading.texts_by_record(desk.findings(call, loading.offer_records(call, desk, targets)))
    given = []
    for index, each in enumerate(call.body):
        terms = answers.terms_of(each) | {"offer_type": offer_type, "post_type": post_type}
        fault = faults.get(record(index))
        row = terms | ({"status": "ERROR"} if fault else _keep_offer(call, desk, each, terms))
        given.append(answers.offer_status(row, fault))
    return given


def bind(call: Call, desk: Desk) -> list[messages.SmOfferStatus]:
    """Name the counterparty of public offers and answer for each record.

    Raises Refused with SMT0016, SMT0063, SMT0107, SMT0145 or SER0030 (too many); nothing is changed then.
    """
    _require_size(call, desk)
    found = loading.requested(call, desk)
    records = loading.bindings(call, found)
    desk.require(call, Bindings(call.participant, records, crr_holders(desk.store)))
    faults = loading.texts_by_record(desk.findings(call, BindingRecords(call.participant, records)))
    given = []
    for index, each in enumerate(records):
        row = found.offers.get(each.request_id)
        if row is None:
            continue
        fault = faults.get(record(index))
        status = "ERROR" if fault else _bind(call, desk, row, each.responder)
        given.append(answers.offer_status(dict(row) | {"status": status}, fault))
    return given


def respond(call: Call, desk: Desk, *, offer_type: str) -> list[messages.SmResponseStatus]:
    """Take the answers to offers of one type, which then await the credit check, and answer for each record.

    Raises Refused with SMT0016, SMT0082 or SER0030 (too many records); nothing is changed then.
    """
    _require_size(call, desk)
    found = loading.requested(call, desk)
    records = loading.responses(call, found, offer_type)
    desk.require(call, Responses(call.participant, records))
    faults = loading.texts_by_record(desk.findings(call, loading.response_records(call, desk, records)))
    given = []
    for index, each in enumerate(records):
        offer = found.offers.get(each.request_id)
        if offer is None:
            continue
        mine = found.responses.get(each.request_id)
        if fault := faults.get(record(index)):
            given.append(
                answers.response_status(
                    each.request_id, mine["response_id"] if mine else None, "ERROR", fault
                )
            )
        else:
            given.append(_answer(call, desk, offer, mine, each.crr_id))
    return given


def _require_size(call: Call, desk: Desk) -> None:
    """Judged before anything is looked up, so that the store is never asked about an unbounded list."""
    limit = desk.settings.whole("secondary_market.upload_records")
    desk.require(call, Upload(len(call.body), limit))


def _keep_offer(call: Call, desk: Desk, offer: loading.NewOffer, terms: Mapping[str, Any]) -> dict[str, Any]:
    """Keep an offer, and of a private one the response it waits for; its requestId and status."""
    target = loading.target_of(offer)
    status = desk.move(SM_OFFER, "-", "post-public" if target is None else "post-private")
    row = {**terms, **answers.contact_columns(offer.contact_info), "price": offer.price}
    row |= {"target": target, "status": status, "created_at": call.now}
    request_id = kept.add_offer(desk.store, row)
    if target is not None:
        _invite(call, desk, request_id, target)
    return {"request_id": request_id, "status": status}


def _invite(call: Call, desk: Desk, request_id: int, responder: str) -> int:
    """Keep the record of a response that is waited for; its responseId."""
    row = {"request_id": request_id, "responder": responder, "invited_at": call.now}
    row["status"] = desk.move(SM_RESPONSE, "-", "invite")
    return kept.add_response(desk.store, row)


def _bind(call: Call, desk: Desk, row: dict[str, Any], responder: str) -> str:
    """Bind a counterparty to an offer; its new status."""
    if not SM_OFFER.allows(row["status"], "bind"):
        return str(row["status"])  # only with sm-offer-posted switched off
    status = desk.move(SM_OFFER, row["status"], "bind")
    kept.change_offer(desk.store, row["request_id"], status=status, target=responder)
    _invite(call, desk, row["request_id"], responder)
    return status


def _answer(
    call: Call, desk: Desk, offer: dict[str, Any], mine: dict[str, Any] | None, crr_id: int | None
) -> messages.SmResponseStatus:
    """Take one response: it and its offer now await the credit check."""
    request_id: int = offer["request_id"]
    if mine is None:  # only with sm-response-awaited switched off: anybody may answer
        response_id, status = _invite(call, desk, request_id, call.participant), "PENDING_MP_RESPONSE"
    else:
        response_id, status = mine["response_id"], mine["status"]
    if SM_RESPONSE.allows(status, "respond") and SM_OFFER.allows(offer["status"], "respond"):
        status = desk.move(SM_RESPONSE, status, "respond")
        kept.change_response(desk.store, response_id, status=status, crr_id=crr_id, answered_at=call.now)
        kept.change_offer(desk.store, request_id, status=desk.move(SM_OFFER, offer["status"], "respond"))
    return answers.response_status(request_id, response_id, status, None)


HANDLERS: dict[str, Callable[[Call, Desk], object]] = {
    "getMySmOffersByStatus": my_offers,
    "getMySmResponsesByStatus": my_responses,
    "postPublicSmBuyOffers": partial(create, offer_type="BUY", post_type="PUBLIC"),
    "postPublicSmSellOffers": partial(create, offer_type="SELL", post_type="PUBLIC"),
    "postPrivateSmBuyOffers": partial(create, offer_type="BUY", post_type="PRIVATE"),
    "postPrivateSmSellOffers": partial(create, offer_type="SELL", post_type="PRIVATE"),
    "targetSmPublicOfferToMp": bind,
    "postSmResponseToBuyOffers": partial(respond, offer_type="BUY"),
    "postSmResponseToSellOffers": partial(respond, offer_type="SELL"),
}
