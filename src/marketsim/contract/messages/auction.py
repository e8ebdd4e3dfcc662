"""The messages of the auction portfolio service, one Struct a schema (auction 1.2.1)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from marketsim.contract.messages.json_object import JsonObject
from marketsim.contract.messages.words import (
    THREE_DECIMALS,
    TWO_DECIMALS,
    AssetOwner,
    LocationName,
    Name20,
    Name50,
    PortfolioName,
    RecordId,
    Remark,
    Text,
)

ParticipantName = AssetOwner
HedgeType = Literal["OBL", "OPT"]
Megawatt = Annotated[float, Meta(ge=0, extra_json_schema=THREE_DECIMALS)]
TimeOfUse = Literal["ON", "OFF"]
CrrType = Literal["LSE", "AUC", "OBAALSE", "MT", "LSE_LMT", "LMT_CNT", "LSE_THCNT", "MT_TOR"]
PortfolioStatusType = Literal["INVALID", "VALID", "SUBMITTED", "REJECTED", "DELETED", "NEW"]


class BidPoint(JsonObject, frozen=True, kw_only=True, gc=False):
    """A point of a bid curve: so much at this price in dollars per MW for the period.

    Of two numbers and ten thousand a body, so the garbage collector need not look at it.
    """

    mw: Megawatt
    price: Annotated[float, Meta(extra_json_schema=TWO_DECIMALS)]


class NewBid(JsonObject, frozen=True, kw_only=True):
    """A bid to buy, not yet saved."""

    asset_owner: AssetOwner
    source: LocationName
    sink: LocationName
    hedge_type: HedgeType
    tou: TimeOfUse
    period: Name20
    crr_type: CrrType
    bid_curve: Annotated[list[BidPoint], Meta(min_length=2, max_length=20)]
    description: Annotated[str, Meta(pattern=r"^([a-zA-Z0-9\#\@\\. _-]*)\Z", max_length=512)] | UnsetType = (
        UNSET
    )


class NewOffer(JsonObject, frozen=True, kw_only=True):
    """An offer to sell a CRR one holds, not yet saved."""

    crr_id: RecordId
    asset_owner: AssetOwner
    source: LocationName
    sink: LocationName
    hedge_type: HedgeType
    tou: TimeOfUse
    period: Name20
    crr_type: CrrType
    bid_curve: Annotated[list[BidPoint], Meta(min_length=2, max_length=20)]
    description: Remark | UnsetType = UNSET


class NewPortfolio(JsonObject, frozen=True, kw_only=True):
    """A portfolio to be saved."""

    portfolio_name: PortfolioName
    market_name: Name50
    new_bids: list[NewBid]
    new_offers: list[NewOffer]
    participant_name: ParticipantName


class Bid(JsonObject, frozen=True, kw_only=True):
    """A saved bid."""

    bid_id: RecordId
    asset_owner: AssetOwner
    source: LocationName
    sink: LocationName
    hedge_type: HedgeType
    tou: TimeOfUse
    period: Name20
    crr_type: CrrType
    bid_curve: Annotated[list[BidPoint], Meta(min_length=2, max_length=20)]
    description: Remark | UnsetType = UNSET


class Offer(JsonObject, frozen=True, kw_only=True):
    """A saved offer."""

    bid_id: RecordId
    crr_id: int
    asset_owner: AssetOwner
    source: LocationName
    sink: LocationName
    hedge_type: HedgeType
    tou: TimeOfUse
    period: Name20
    crr_type: CrrType
    bid_curve: Annotated[list[BidPoint], Meta(min_length=2, max_length=20)]
    description: Remark | UnsetType = UNSET


class Portfolio(JsonObject, frozen=True, kw_only=True):
    """A saved portfolio."""

    portfolio_name: PortfolioName
    market_name: Name50
    bids: list[Bid]
    offers: list[Offer]


class PortfolioIdentifier(JsonObject, frozen=True, kw_only=True):
    """Names one portfolio of a participant in a market."""

    portfolio_name: PortfolioName
    market_name: Name50
    participant_name: ParticipantName


class PortfolioStatus(JsonObject, frozen=True, kw_only=True):
    """Where a portfolio stands, and why."""

    portfolio_name: PortfolioName
    market_name: Name50
    status: PortfolioStatusType
    error_message: Text | UnsetType = UNSET


class PortfolioCredit(JsonObject, frozen=True, kw_only=True):
    """The security a portfolio requires, in dollars."""

    portfolio_name: PortfolioName
    market_name: Name50
    required_credit: Annotated[float, Meta(ge=0, extra_json_schema=TWO_DECIMALS)]
