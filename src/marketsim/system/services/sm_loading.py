"""Loads what the rules of the secondary market judge, from uploads and from the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from marketsim.contract.messages import secondary_market as messages
from marketsim.system.calendar.business_days import after_business_days
from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.rules.rule import Violation
from marketsim.system.rules.sm_facts import (
    AWAITED,
    Binding,
    Delivery,
    Holding,
    Offer,
    OfferRecords,
    Product,
    Response,
    ResponseRecords,
    Terms,
    record,
)
from marketsim.system.services.sm_claims import claims
from marketsim.system.store.holdings import Crr
from marketsim.system.store.locations import locations
from marketsim.system.store.secondary_market import held_crrs, offers_by_request, responses_by_request

NewOffer = (
    messages.NewPublicSmBuyOffer
    | messages.NewPublicSmSellOffer
    | messages.NewPrivateSmBuyOffer
    | messages.NewPrivateSmSellOffer
)
LONGEST_MESSAGE = 1024  # of SmOfferStatus and SmResponseStatus


@dataclass(frozen=True, slots=True)
class Requested:
    """The stored offers that an upload names, and the participant's response records to them."""

    offers: Mapping[int, dict[str, Any]]
    responses: Mapping[int, dict[str, Any]]


def offer_records(call: Call, desk: Desk, targets: tuple[str | None, ...]) -> OfferRecords:
    """The facts about every record of uploaded offers."""
    offers: list[NewOffer] = call.body
    terms = tuple(_terms_of(each) for each in offers)
    deliveries = tuple(
        Delivery(record(index), each.asset_owner, crr_id, terms[index])
        for index, each in enumerate(offers)
        if (crr_id := crr_id_of(each)) is not None
    )
    return OfferRecords(
        deliveries=deliveries,
        holdings=_holdings(desk.store, deliveries),
        **claims(desk.store, {each.crr_id for each in deliveries}, call.now),
        asset_owners=tuple(each.asset_owner for each in offers),
        targets=targets,
        terms=terms,
        prices=tuple(each.price for each in offers),
        locations=_known(desk.store, {name for each in offers for name in (each.source, each.sink)}),
        earliest=_earliest(call, desk),
        most_mw=desk.settings.number("secondary_market.most_mw"),
        most_price=desk.settings.number("secondary_market.most_price"),
    )


def requested(call: Call, desk: Desk) -> Requested:
    """What is kept about the requests that an upload names."""
    ids = {each.request_id for each in call.body}
    return Requested(
        offers_by_request(desk.store, ids), responses_by_request(desk.store, call.participant, ids)
    )


def bindings(call: Call, found: Requested) -> tuple[Binding, ...]:
    """The facts about every record that binds a counterparty."""
    records: list[messages.TargetRespondingMp] = call.body
    return tuple(
        Binding(each.request_id, each.responding_mp_name, each.price, _offer(found, each.request_id))
        for each in records
    )


def responses(call: Call, found: Requested, wanted_type: str) -> tuple[Response, ...]:
    """The facts about every record that answers an offer of the wanted type."""
    records: Sequence[messages.SmResponseToBuyOffer | messages.SmResponseToSellOffer] = call.body
    return tuple(
        Response(
            request_id=each.request_id,
            wanted_type=wanted_type,
            offer=_offer(found, each.request_id),
            status=found.responses[each.request_id]["status"] if each.request_id in found.responses else None,
            crr_id=each.crr_id if isinstance(each, messages.SmResponseToBuyOffer) else None,
        )
        for each in records
    )


def response_records(call: Call, desk: Desk, records: tuple[Response, ...]) -> ResponseRecords:
    """The facts about every response record, with the CRRs that would be delivered: the seller's, either way."""
    deliveries = tuple(
        each
        for index, response in enumerate(records)
        if (each := _delivery(call, index, response)) is not None
    )
    judged_again = desk.settings.flag("secondary_market.lead_at_response")
    return ResponseRecords(
        deliveries=deliveries,
        holdings=_holdings(desk.store, deliveries),
        **claims(desk.store, {each.crr_id for each in deliveries}, call.now),
        records=records,
        earliest=_earliest(call, desk) if judged_again else None,
    )


def _delivery(call: Call, index: int, response: Response) -> Delivery | None:
    """What an answer to an offer would move; None where it is unknown, or answered before."""
    offer = response.offer
    if offer is None or response.status not in AWAITED:
        return None
    sells = offer.offer_type == "SELL"
    seller = offer.asset_owner if sells else call.participant
    crr_id = offer.crr_id if sells else response.crr_id
    return None if crr_id is None else Delivery(record(index), seller, crr_id, offer.terms)


def _earliest(call: Call, desk: Desk) -> date:
    """The first Pacific day on which a trade that is registered now may begin."""
    today = call.now.astimezone(PACIFIC).date()
    return after_business_days(today, desk.settings.whole("secondary_market.lead_days"))


def texts_by_record(violations: Iterable[Violation]) -> dict[str, str]:
    """What is wrong with each record at fault, by its path; cut to the length the contract allows."""
    texts: dict[str, list[str]] = {}
    for each in violations:
        text = each.rule.message.format(*each.finding.values)
        texts.setdefault(each.finding.path, []).append(text)
    return {path: "; ".join(lines)[:LONGEST_MESSAGE] for path, lines in texts.items()}


def crr_id_of(offer: NewOffer) -> int | None:
    """The CRR a sell offer names; None for a buy offer."""
    if isinstance(offer, messages.NewPublicSmSellOffer | messages.NewPrivateSmSellOffer):
        return offer.crr_id
    return None


def target_of(offer: NewOffer) -> str | None:
    """The counterparty a private offer names; None for a public offer."""
    if isinstance(offer, messages.NewPrivateSmBuyOffer | messages.NewPrivateSmSellOffer):
        return offer.target_mp_name
    return None


def _terms_of(offer: NewOffer) -> Terms:
    product = Product(offer.source, offer.sink, offer.tou, offer.hedge_type, offer.crr_type)
    return Terms(product, offer.start_date, offer.end_date, offer.mw)


def _offer(found: Requested, request_id: int) -> Offer | None:
    row = found.offers.get(request_id)
    if row is None:
        return None
    return Offer(
        asset_owner=row["asset_owner"],
        offer_type=row["offer_type"],
        terms=_terms_in(row),
        price=row["price"],
        status=row["status"],
        crr_id=row["crr_id"],
    )


def _terms_in(row: Mapping[str, Any]) -> Terms:
    product = Product(row["source"], row["sink"], row["tou"], row["hedge_type"], row["crr_type"])
    return Terms(product, row["start"], row["end"], row["mw"])


def _holdings(store: Connection, deliveries: Iterable[Delivery]) -> dict[int, Holding]:
    found = held_crrs(store, {each.crr_id for each in deliveries})
    return {crr_id: Holding(crr.owner, _terms_of_crr(crr)) for crr_id, crr in found.items()}


def _terms_of_crr(crr: Crr) -> Terms:
    product = Product(crr.source, crr.sink, crr.tou, crr.hedge_type, crr.crr_type)
    return Terms(product, crr.start, crr.end, crr.mw)


def _known(store: Connection, names: Iterable[str]) -> frozenset[str]:
    query = select(locations.c.name).where(locations.c.name.in_(set(names)))
    return frozenset(store.execute(query).scalars())
