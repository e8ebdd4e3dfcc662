"""The messages of the load migration service, one Struct a schema (load_migration 1.3.2)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from marketsim.contract.messages.json_object import JsonObject
from marketsim.contract.messages.words import (
    THREE_DECIMALS,
    Duns,
    Instant,
    LocationName,
    Name50,
    Name64,
    RecordId,
)

LMMarketStatus = Literal["PREP", "OPEN", "CLOSED", "POSTED"]
SubmissionStatus = Literal["VALID"]
TimeOfUse = Literal["ON", "OFF"]
Megawatt = Annotated[float, Meta(ge=0.001, extra_json_schema=THREE_DECIMALS)]
YesNo = Literal["Yes", "No"]
Season = Literal[1, 2, 3, 4]
CustomerClass = Literal[
    "AGRICULTURAL",
    "RESIDENTIAL",
    "LARGE15_2",
    "LIGHTING",
    "MED_COM",
    "LARGE1_15",
    "SMALL_COM",
    "LARGE2_3",
    "LARGE3_5",
    "LARGE5_8",
    "LARGE8_13",
    "LARGE13_18",
    "LARGE18_24",
    "LARGE24_30",
    "LARGE30_40",
    "LARGE40_50",
    "LARGE50_60",
    "LARGE60_70",
    "LARGE70_80",
    "LARGE80_UP",
    "INDUSTRIAL",
]
CrrType = Literal["LSE_LMT", "LMT_CNT"]


class UDCSubmissionStatus(JsonObject, frozen=True, kw_only=True):
    """What became of an upload."""

    submission_status: SubmissionStatus


class NHourData(JsonObject, frozen=True, kw_only=True):
    """One of the hours a utility has to use."""

    default_load_aggregation_point: LocationName
    season_number: Season
    tou: TimeOfUse
    effective_date: Instant
    hour_ending: Annotated[int, Meta(ge=1, le=25)]
    last_modified: Instant | UnsetType = UNSET


class SubmissionWindow(JsonObject, frozen=True, kw_only=True):
    """From when until when submissions are taken."""

    open_date: Instant
    close_date: Instant


class LoadMigrationMarket(JsonObject, frozen=True, kw_only=True):
    """A load migration market; effectiveDate is the first of its month."""

    market_name: Name50
    effective_date: Instant
    n_hour_data_posting: YesNo
    n_hour_data_post_date: Instant | UnsetType = UNSET
    submission_window: SubmissionWindow
    market_status: LMMarketStatus


class NumberOfCustomers(JsonObject, frozen=True, kw_only=True):
    """Saved count of customers."""

    lse: Duns
    class_: CustomerClass
    number_of_customers: Annotated[int, Meta(ge=1, le=9_223_372_036_854_775_807)]
    last_modified: Instant | UnsetType = UNSET


class PostNumberOfCustomers(JsonObject, frozen=True, kw_only=True):
    """A count of customers."""

    lse: Duns
    class_: CustomerClass
    number_of_customers: Annotated[int, Meta(ge=0, le=9_223_372_036_854_775_807)]


class NumberOfCustomersSet(JsonObject, frozen=True, kw_only=True):
    """Saved counts of a utility."""

    load_migration_market: Name50
    udc_name: Name64
    number_of_customer_records: list[NumberOfCustomers]


class PostNumberOfCustomersSet(JsonObject, frozen=True, kw_only=True):
    """Counts of a utility."""

    load_migration_market: Name50
    udc_name: Name64
    number_of_customer_records: list[PostNumberOfCustomers]


class DASRsummary(JsonObject, frozen=True, kw_only=True):
    """Saved customer transfer."""

    record_id: Name50
    class_: CustomerClass
    from_lse: Duns
    to_lse: Duns
    num_customer_transfer: Annotated[int, Meta(ge=1, le=9_223_372_036_854_775_807)]
    last_modified: Instant | UnsetType = UNSET


class PostDASRsummary(JsonObject, frozen=True, kw_only=True):
    """A customer transfer between two load-serving entities, named by DUNS number."""

    record_id: Name50
    class_: CustomerClass
    from_lse: Duns
    to_lse: Duns
    num_customer_transfer: Annotated[int, Meta(ge=1, le=9_223_372_036_854_775_807)]


class DASRsummaryset(JsonObject, frozen=True, kw_only=True):
    """Saved transfers of a utility."""

    load_migration_market: Name50
    udc_name: Annotated[str, Meta(max_length=64)]
    dasr_records: list[DASRsummary]


class PostDASRsummaryset(JsonObject, frozen=True, kw_only=True):
    """Transfers of a utility."""

    load_migration_market: Name50
    udc_name: Name64
    effective_date: Instant
    dasr_records: list[PostDASRsummary]


class CustomerRate(JsonObject, frozen=True, kw_only=True):
    """Saved kW per customer."""

    class_: CustomerClass
    tou: TimeOfUse
    season_number: Season
    kw_rate: Megawatt
    year: Annotated[int, Meta(ge=2000, le=2_999)]
    upload_date: Instant
    last_modified: Instant


class PostCustomerRate(JsonObject, frozen=True, kw_only=True):
    """kW per customer of a class."""

    class_: CustomerClass
    tou: TimeOfUse
    season_number: Season
    kw_rate: Megawatt
    year: Annotated[int, Meta(ge=2000, le=2_999)]


class CustomerRateSet(JsonObject, frozen=True, kw_only=True):
    """Saved rates of a utility."""

    load_migration_market: Name50
    udc_name: Name64
    customer_rate_records: list[CustomerRate]


class PostCustomerRateSet(JsonObject, frozen=True, kw_only=True):
    """Rates of a utility."""

    load_migration_market: Name50
    udc_name: Name64
    customer_rate_records: list[PostCustomerRate]


class LoadPercentage(JsonObject, frozen=True, kw_only=True):
    """Share of load that moved, in per cent, and in MW."""

    id: RecordId
    udc: Name64
    from_lse: Name64
    to_lse: Name64
    from_asset_owner: Name64
    to_asset_owner: Name64
    season_number: Season
    tou: TimeOfUse
    load_percentage: Annotated[float, Meta(ge=0, le=100)]
    load_transfer_mw: Annotated[float, Meta(ge=0, le=9_223_372_036_854_775_807)]


class LoadPercentageResults(JsonObject, frozen=True, kw_only=True):
    """All shares of a market."""

    load_migration_market: Name50
    load_migration_percentages: list[LoadPercentage]


class LoadMigrationCrr(JsonObject, frozen=True, kw_only=True):
    """A CRR made or adjusted by load migration."""

    crr_id: RecordId
    parent_crr_id: RecordId
    asset_owner: Name64
    source: LocationName
    sink: LocationName
    tou: TimeOfUse
    start_date: Instant
    end_date: Instant
    crr_type: CrrType
    initial_mw: float | UnsetType = UNSET
    adjusted_mw: float | UnsetType = UNSET


class LoadMigrationResults(JsonObject, frozen=True, kw_only=True):
    """All CRRs of a market."""

    load_migration_market: Name50
    load_migration_crrs: list[LoadMigrationCrr]


class LoadMigrationMarketStatus(JsonObject, frozen=True, kw_only=True):
    """Where the market stands."""

    market_status: LMMarketStatus
