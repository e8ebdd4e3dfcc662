"""The messages of the secondary market service, one Struct a schema (secondary_market 1.2.1)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from marketsim.contract.messages.json_object import JsonObject
from marketsim.contract.messages.words import (
    THREE_DECIMALS,
    TWO_DECIMALS,
    Instant,
    LocationName,
    Name,
    Name6,
    Name64,
    RecordId,
)

OfferType = Literal["BUY", "SELL"]
OfferStatus = Literal[
    "POSTED",
    "PENDING_MP_RESPONSE",
    "APPROVED",
    "DISAPPROVED",
    "PENDING_CREDIT_CHECK",
    "ERROR",
]
ResponseStatus = Literal["PENDING_MP_RESPONSE", "APPROVED", "DISAPPROVED", "PENDING_CREDIT_CHECK", "ERROR"]
PostType = Literal["PUBLIC", "PRIVATE"]
TimeOfUse = Literal["ON", "OFF"]
HedgeType = Literal["OBL", "OPT"]
CrrType = Literal["LSE", "AUC", "OBAALSE", "MT", "LSE_LMT", "LMT_CNT", "LSE_THCNT", "MT_TOR"]
Megawatt = Annotated[float, Meta(ge=0.001, extra_json_schema=THREE_DECIMALS)]
Price = Annotated[float, Meta(extra_json_schema=TWO_DECIMALS)]


class ContactInfo(JsonObject, frozen=True, kw_only=True):
    """Whom to call about a public offer."""

    name: Annotated[str, Meta(pattern=r"^([a-zA-Z0-9\. _-]*)\Z", max_length=256)]
    phone: Annotated[str, Meta(pattern=r"^([0-9\. _-]*)\Z", max_length=256)]
    email: Annotated[str, Meta(pattern=r"^([a-zA-Z0-9\@\._-]*)\Z", max_length=256)]
    address: Annotated[str, Meta(pattern=r"^([a-zA-Z0-9\. _-]*)\Z", max_length=256)] | UnsetType = UNSET


class NewPrivateSmBuyOffer(JsonObject, frozen=True, kw_only=True):
    """A private offer to buy."""

    asset_owner: Name64
    source: LocationName
    sink: LocationName
    tou: TimeOfUse
    hedge_type: HedgeType
    crr_type: CrrType
    start_date: Instant
    end_date: Instant
    mw: Megawatt
    price: Price
    target_mp_name: Name64
    contact_info: ContactInfo | UnsetType = UNSET


class NewPrivateSmSellOffer(JsonObject, frozen=True, kw_only=True):
    """A private offer to sell."""

    asset_owner: Name64
    crr_id: int
    source: LocationName
    sink: LocationName
    tou: TimeOfUse
    hedge_type: HedgeType
    crr_type: CrrType
    start_date: Instant
    end_date: Instant
    mw: Megawatt
    price: Price
    target_mp_name: Name
    contact_info: ContactInfo | UnsetType = UNSET


class NewPublicSmBuyOffer(JsonObject, frozen=True, kw_only=True):
    """A public offer to buy."""

    asset_owner: Name
    source: LocationName
    sink: LocationName
    tou: TimeOfUse
    hedge_type: HedgeType
    crr_type: CrrType
    start_date: Instant
    end_date: Instant
    mw: Megawatt
    price: Price
    contact_info: ContactInfo


class NewPublicSmSellOffer(JsonObject, frozen=True, kw_only=True):
    """A public offer to sell."""

    asset_owner: Name64
    crr_id: RecordId
    source: LocationName
    sink: LocationName
    tou: TimeOfUse
    hedge_type: HedgeType
    crr_type: CrrType
    start_date: Instant
    end_date: Instant
    mw: Megawatt
    price: Price
    contact_info: ContactInfo


class SmOffer(JsonObject, frozen=True, kw_only=True):
    """A recorded offer."""

    asset_owner: Name64
    request_id: RecordId
    offer_type: OfferType
    post_type: PostType
    crr_id: RecordId | UnsetType = UNSET
    source: LocationName
    sink: LocationName
    tou: TimeOfUse
    hedge_type: HedgeType
    crr_type: CrrType
    start_date: Instant
    end_date: Instant
    mw: Megawatt
    price: Price
    target_mp_name: Name64 | UnsetType = UNSET
    contact_info: ContactInfo | UnsetType = UNSET


class SmResponse(JsonObject, frozen=True, kw_only=True):
    """A recorded response."""

    response_id: RecordId | UnsetType = UNSET
    request_id: RecordId
    initiating_offer_type: OfferType
    initiating_ao: Name64 = field(name="initiatingAO")
    crr_id: RecordId | UnsetType = UNSET
    source: LocationName
    sink: LocationName
    tou: TimeOfUse
    hedge_type: HedgeType
    crr_type: CrrType
    start_date: Instant
    end_date: Instant
    mw: Megawatt
    price: Price
    responding_asset_owner: Name64 | UnsetType = UNSET


class SmResponseToBuyOffer(JsonObject, frozen=True, kw_only=True):
    """Answers an offer to buy with a CRR."""

    request_id: RecordId
    crr_id: RecordId


class SmResponseToSellOffer(JsonObject, frozen=True, kw_only=True):
    """Answers an offer to sell."""

    request_id: RecordId


class SmOfferStatus(JsonObject, frozen=True, kw_only=True):
    """What became of one offer."""

    asset_owner: Name6
    request_id: RecordId | UnsetType = UNSET
    offer_type: OfferType
    post_type: PostType
    crr_id: RecordId | UnsetType = UNSET
    source: LocationName
    sink: LocationName
    tou: TimeOfUse
    hedge_type: HedgeType
    crr_type: CrrType
    start_date: Instant
    end_date: Instant
    mw: Megawatt
    offer_status: OfferStatus
    message: Annotated[str, Meta(max_length=1024)] | UnsetType = UNSET


class TargetRespondingMp(JsonObject, frozen=True, kw_only=True):
    """Who takes a public offer, and at which price."""

    request_id: RecordId
    responding_mp_name: Name64
    price: Price


class SmResponseStatus(JsonObject, frozen=True, kw_only=True):
    """What became of one response."""

    request_id: RecordId
    response_id: RecordId | UnsetType = UNSET
    response_status: ResponseStatus
    message: Annotated[str, Meta(max_length=1024)] | UnsetType = UNSET
