"""The messages of the market status service, one Struct a schema (market_status 1.2.0)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from marketsim.contract.messages.json_object import JsonObject
from marketsim.contract.messages.words import Instant, Name50

MarketStatus = Literal["PREP", "OPEN", "CLOSED", "POSTED"]
MarketType = Literal["ALLOCATION", "AUCTION"]
MarketTerm = Literal["MONTHLY", "ANNUAL"]
TimeOfUse = Literal["ON", "OFF"]


class Period(JsonObject, frozen=True, kw_only=True):
    """A named stretch of time."""

    name: Annotated[str, Meta(max_length=20)]
    start_date: Instant
    end_date: Instant


class SubmissionWindow(JsonObject, frozen=True, kw_only=True):
    """From when until when submissions are taken."""

    open_date: Instant
    close_date: Instant


class Product(JsonObject, frozen=True, kw_only=True):
    """What is traded: a period and a time of use."""

    period: Period
    tou: TimeOfUse


class Market(JsonObject, frozen=True, kw_only=True):
    """A market with its window and products."""

    name: Name50
    market_type: MarketType
    market_term: MarketTerm
    data_publish_date: Instant
    submission_window: SubmissionWindow
    products: Annotated[list[Product], Meta(min_length=2)]
