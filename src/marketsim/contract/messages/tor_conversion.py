"""The messages of the TOR conversion service, one Struct a schema (tor_conversion 1.2.1)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field
from msgspec.structs import force_setattr

from marketsim.contract.messages.json_object import JsonObject
from marketsim.contract.messages.words import (
    THREE_DECIMALS,
    Instant,
    LocationName,
    Name20,
    Name64,
    Name100,
    RecordId,
    Text,
)

Megawatt = Annotated[float, Meta(ge=0.001, extra_json_schema=THREE_DECIMALS)]
TimeOfUse = Literal["ON", "OFF"]
HedgeType = Literal["OBL", "OPT"]
Modeled = Literal["Y", "N"]
ConversionWindowStatus = Literal[
    "NEW",
    "OPEN_FOR_CONVERSION",
    "CLOSED_FOR_CONVERSION",
    "OPEN_FOR_APPROVAL",
    "CLOSED_FOR_APPROVAL",
    "POSTED",
]
TorRequestStatus = Literal["PENDING_APPROVAL", "ERROR", "APPROVED", "DISAPPROVED"]
ConversionApprovalStatus = Literal["PENDING_APPROVAL", "APPROVED", "DISAPPROVED"]
TORConversionUploadStatus = Literal["VALID", "ERROR"]


class Period(JsonObject, frozen=True, kw_only=True):
    """A named stretch of time."""

    name: Name20
    start_date: Instant
    end_date: Instant


class SubmissionWindow(JsonObject, frozen=True, kw_only=True):
    """From when until when submissions are taken."""

    open_date: Instant
    close_date: Instant


class ConversionRequestUploadResponse(JsonObject, frozen=True, kw_only=True):
    """What became of an upload of requests."""

    status: TORConversionUploadStatus
    timestamp: Instant
    error_messages: Text


class ConversionApprovalUploadResponse(JsonObject, frozen=True, kw_only=True):
    """What became of an upload of approvals."""

    status: TORConversionUploadStatus
    timestamp: Instant
    error_messages: Text


class ConversionRequestWithStatus(JsonObject, frozen=True, kw_only=True):
    """A recorded request."""

    id: RecordId | UnsetType = UNSET
    source: LocationName
    sink: LocationName
    start_date: Instant
    end_date: Instant
    mw: Megawatt
    transferee_ao: Name64 = field(name="transfereeAO")
    request_status: TorRequestStatus
    message: Annotated[str, Meta(max_length=1040)] | UnsetType = UNSET
    modeled: Modeled


class ConversionRequest(JsonObject, frozen=True, kw_only=True):
    """A request to convert a right on a path for a receiver."""

    source: LocationName
    sink: LocationName
    start_date: Instant
    end_date: Instant
    mw: Megawatt
    transferee_ao: Name64 = field(name="transfereeAO")
    modeled: Modeled


class ConversionApprovalRecord(JsonObject, frozen=True, kw_only=True):
    """A record to approve, for one time of use."""

    conversion_approval_id: RecordId
    mt_tor_crr_id: RecordId | UnsetType = UNSET
    source: LocationName
    sink: LocationName
    tou: TimeOfUse
    hedge_type: HedgeType
    mw: Megawatt
    approval_status: ConversionApprovalStatus


class NewTorConversionRequest(JsonObject, frozen=True, kw_only=True):
    """Requests of a right holder for a window."""

    tor_conversion_window: Name100
    tor_holder: Name64
    conversion_requests: list[ConversionRequest]


class MtTorCRRApproval(JsonObject, frozen=True, kw_only=True):
    """Decisions of a receiver for a window."""

    tor_conversion_window: Name100
    asset_owner: Name64
    conversion_approval_records: list[ConversionApprovalRecord]


class TorConversionWindow(JsonObject, frozen=True, kw_only=True):
    """A conversion window."""

    name: Name100
    period: Period
    conversion_submission_window: SubmissionWindow
    conversion_approval_window: SubmissionWindow = field(name="ConversionApprovalWindow")
    published_conversion_approval_window: SubmissionWindow | UnsetType = field(
        default=UNSET, name="conversionApprovalWindow"
    )
    status: ConversionWindowStatus

    def __post_init__(self) -> None:
        """Fill the spelling that only the published document requires, so that both are sent."""
        if self.published_conversion_approval_window is UNSET:
            force_setattr(self, "published_conversion_approval_window", self.conversion_approval_window)


class TorConversionPath(JsonObject, frozen=True, kw_only=True):
    """A path that may be converted."""

    id: RecordId
    source: Annotated[str, Meta(max_length=150)]
    sink: Annotated[str, Meta(max_length=150)]
    start_date: Instant
    end_date: Instant
    max_mw: Megawatt
