"""The messages of the nomination portfolio service, one Struct a schema (nomination 1.3.1)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field
from msgspec.structs import force_setattr

from marketsim.contract.messages.json_object import JsonObject
from marketsim.contract.messages.words import (
    THREE_DECIMALS,
    AssetOwner,
    LocationName,
    Name10,
    Name20,
    Name50,
    PortfolioName,
    RecordId,
    Remark,
    Text,
)

ParticipantName = AssetOwner
HedgeType = Literal["OBL", "OPT"]
Megawatt = Annotated[float, Meta(ge=0.001, extra_json_schema=THREE_DECIMALS)]
TimeOfUse = Literal["ON", "OFF"]
CrrType = Literal["LSE", "OBAALSE"]
PortfolioStatusType = Literal["INVALID", "VALID", "SUBMITTED", "REJECTED", "DELETED", "NEW"]


class NewNomination(JsonObject, frozen=True, kw_only=True):
    """A nomination, not yet saved."""

    asset_owner: AssetOwner
    source: LocationName
    sink: LocationName
    hedge_type: HedgeType
    tou: TimeOfUse
    period: Name20
    crr_type: CrrType
    mw: Megawatt
    description: Remark | UnsetType = UNSET


class NewPortfolio(JsonObject, frozen=True, kw_only=True):
    """A portfolio to be saved."""

    portfolio_name: PortfolioName
    market_name: Name50
    new_nominations: list[NewNomination]
    participant_name: ParticipantName


class Nomination(JsonObject, frozen=True, kw_only=True):
    """A saved nomination."""

    nomination_id: RecordId
    asset_owner: Name10
    source: LocationName
    sink: LocationName
    hedge_type: HedgeType
    tou: TimeOfUse
    period: Name20
    crr_type: CrrType
    mw: Megawatt
    description: Remark | UnsetType = UNSET


class Portfolio(JsonObject, frozen=True, kw_only=True):
    """A saved portfolio."""

    portfolio_name: PortfolioName
    market_name: Name50
    nominations: list[Nomination]


class PortfolioIdentifier(JsonObject, frozen=True, kw_only=True):
    """Names one portfolio of a participant in a market."""

    portfolio_name: PortfolioName
    market_name: Name50
    published_market: Name50 | UnsetType = field(default=UNSET, name="market")
    participant_name: ParticipantName

    def __post_init__(self) -> None:
        """Fill the spelling that only the published document requires, so that both are sent."""
        if self.published_market is UNSET:
            force_setattr(self, "published_market", self.market_name)


class PortfolioStatus(JsonObject, frozen=True, kw_only=True):
    """Where a portfolio stands, and why."""

    portfolio_name: PortfolioName
    market_name: Name50
    status: PortfolioStatusType
    error_message: Text | UnsetType = UNSET
