"""The messages of the load service, one Struct a schema (historical_forecasted_load 1.1.1)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from marketsim.contract.messages.json_object import JsonObject
from marketsim.contract.messages.words import (
    THREE_DECIMALS,
    Instant,
    LocationName,
    Name,
    Name20,
    Name40,
    Name64,
    Text,
)

LoadSubmissionWindowStatus = Literal["OPEN", "CLOSED"]
MarketTerm = Literal["MONTHLY", "ANNUAL"]
historicalforecastedloadFlag = Literal["H", "F"]  # noqa: N816  (the schema's spelling)
Megawatt = Annotated[float, Meta(ge=0, extra_json_schema=THREE_DECIMALS)]
LoadType = Literal["FINAL_LOAD", "GROSS_LOAD", "GROSS_GENERATION"]
CRRTimeOfUse = Literal["OFF", "ON"]
SubmissionStatus = Literal["VALID", "ERROR"]


class Period(JsonObject, frozen=True, kw_only=True):
    """A named stretch of time."""

    name: Name20
    start_date: Instant
    end_date: Instant


class SubmissionWindow(JsonObject, frozen=True, kw_only=True):
    """From when until when submissions are taken."""

    open_date: Instant
    close_date: Instant


class LoadSubmissionWindow(JsonObject, frozen=True, kw_only=True):
    """A window for load, with the periods it covers."""

    name: Name
    hist_forecast_flag: historicalforecastedloadFlag
    term: MarketTerm
    submission_window: SubmissionWindow
    periods: Annotated[list[Period], Meta(min_length=1, max_length=4)]
    window_status: LoadSubmissionWindowStatus


class LoadSubmissionStatus(JsonObject, frozen=True, kw_only=True):
    """What became of a submission."""

    status: SubmissionStatus
    submission_time: Instant
    error_messages: Text | UnsetType = UNSET


class HourlyLoadRecord(JsonObject, frozen=True, kw_only=True):
    """Load of one sink in one hour; effectiveDate is Pacific midnight of the day."""

    sink_name: LocationName
    effective_date: Instant
    hour_ending: Annotated[int, Meta(ge=1, le=25)]
    data_type: LoadType
    mw: Megawatt


class HourlyLoadResponseRecord(JsonObject, frozen=True, kw_only=True):
    """Saved load of one sink in one hour."""

    sink_name: LocationName
    effective_date: Instant
    hour_ending: Annotated[int, Meta(ge=1, le=25)]
    data_type: LoadType
    mw: Megawatt
    time_of_use: CRRTimeOfUse


class LoadExceedance(JsonObject, frozen=True, kw_only=True):
    """Highest and exceedance load of a sink in a time of use."""

    sink_name: LocationName
    max_mw: Megawatt = field(name="maxMW")
    exceedance: Megawatt
    time_of_use: CRRTimeOfUse


class LoadDataSet(JsonObject, frozen=True, kw_only=True):
    """Load of one window and period."""

    hist_forecast_flag: historicalforecastedloadFlag
    asset_owner: Name64
    load_submission_window_name: Name40
    period_name: Name20
    hourly_load: Annotated[list[HourlyLoadRecord], Meta(min_length=1)]


class LoadDataResponseSet(JsonObject, frozen=True, kw_only=True):
    """Saved load of one window and period, with its status."""

    hist_forecast_flag: historicalforecastedloadFlag
    asset_owner: Name64
    load_submission_window_name: Name40
    period_name: Name20
    hourly_load: Annotated[list[HourlyLoadResponseRecord], Meta(min_length=1)]
    load_submission_status: LoadSubmissionStatus


class LoadExceedanceSet(JsonObject, frozen=True, kw_only=True):
    """Exceedance values, and when they were calculated."""

    load_exceedance: list[LoadExceedance]
    last_calculation: Instant
