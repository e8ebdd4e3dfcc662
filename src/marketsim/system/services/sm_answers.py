"""What the secondary market answers, from rows and uploads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from marketsim.contract.messages import secondary_market as messages
from marketsim.system.services.sm_loading import NewOffer, crr_id_of
from marketsim.system.store.secondary_market import HIGHEST_ID


def terms_of(offer: NewOffer) -> dict[str, Any]:
    """The columns of an uploaded offer that its answer repeats."""
    return {
        "asset_owner": offer.asset_owner,
        "crr_id": crr_id_of(offer),
        "source": offer.source,
        "sink": offer.sink,
        "tou": offer.tou,
        "hedge_type": offer.hedge_type,
        "crr_type": offer.crr_type,
        "start": offer.start_date,
        "end": offer.end_date,
        "mw": offer.mw,
    }


def contact_columns(contact: messages.ContactInfo | UnsetType) -> dict[str, str | None]:
    """The columns of an uploaded contact; none where there is no contact."""
    if contact is UNSET:
        return {}
    address = None if contact.address is UNSET else contact.address
    return {
        "contact_name": contact.name,
        "contact_phone": contact.phone,
        "contact_email": contact.email,
        "contact_address": address,
    }


def _contact(row: Mapping[str, Any]) -> messages.ContactInfo | UnsetType:
    if row["contact_name"] is None:
        return UNSET
    return messages.ContactInfo(
        name=row["contact_name"],
        phone=row["contact_phone"],
        email=row["contact_email"],
        address=_present(row["contact_address"]),
    )


def _product(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("source", "sink", "tou", "hedge_type", "crr_type", "mw")
    return {name: row[name] for name in names} | {"start_date": row["start"], "end_date": row["end"]}


def offer(row: Mapping[str, Any]) -> messages.SmOffer:
    """A kept offer."""
    return messages.SmOffer(
        asset_owner=row["asset_owner"],
        request_id=row["request_id"],
        offer_type=row["offer_type"],
        post_type=row["post_type"],
        crr_id=_present(row["crr_id"]),
        price=row["price"],
        target_mp_name=_present(row["target"]),
        contact_info=_contact(row),
        **_product(row),
    )


def response(row: Mapping[str, Any]) -> messages.SmResponse:
    """A kept response with the terms of its offer."""
    return messages.SmResponse(
        response_id=row["response_id"],
        request_id=row["request_id"],
        initiating_offer_type=row["offer_type"],
        initiating_ao=row["asset_owner"],
        crr_id=_present(row["crr_id"] or row["offered_crr_id"]),
        price=row["price"],
        responding_asset_owner=row["responder"],
        **_product(row),
    )


def offer_status(row: Mapping[str, Any], fault: str | None) -> messages.SmOfferStatus:
    """What became of one offer; ``fault`` is what is wrong with it."""
    crr_id = row["crr_id"]
    if crr_id is not None and not 1 <= crr_id <= HIGHEST_ID:
        crr_id = None  # the contract lets a private sell offer name it, but no answer may carry it
    return messages.SmOfferStatus(
        asset_owner=row["asset_owner"],
        request_id=_present(row.get("request_id")),
        offer_type=row["offer_type"],
        post_type=row["post_type"],
        crr_id=_present(crr_id),
        offer_status=row["status"],
        message=_present(fault),
        **_product(row),
    )


def response_status(
    request_id: int, response_id: int | None, status: str, fault: str | None
) -> messages.SmResponseStatus:
    """What became of one response; ``fault`` is what is wrong with it."""
    return messages.SmResponseStatus(
        request_id=request_id,
        response_id=_present(response_id),
        response_status=status,  # type: ignore[arg-type]  # the state table has no other
        message=_present(fault),
    )


def _present(value: Any) -> Any:
    """The value, or nothing at all where it is None."""
    return UNSET if value is None else value
