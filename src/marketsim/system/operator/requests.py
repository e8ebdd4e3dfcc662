"""What the operator console takes: one Struct a request body; unknown members are errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from marketsim.system.calendar.periods import YEARS
from marketsim.system.operator.problem import OperatorProblem

Instant = Annotated[datetime, Meta(tz=True)]
Name = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9. _-]+\Z", max_length=50)]
Location = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9. _-]+\Z", max_length=150)]


class Body(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One request body of the console."""

    def require_years(self) -> None:
        """Raise OperatorProblem where an instant or a day lies in no year that can be reckoned with."""
        for moment in _moments(self):
            if moment.year not in YEARS:
                raise OperatorProblem.told(
                    f"the time {moment.isoformat()}",
                    expected=f"a year from {YEARS[0]} to {YEARS[-1]}",
                    fix="correct the date; nothing was changed",
                )


def _moments(value: Any) -> Iterator[date]:
    """Every date and instant in a body, however deep."""
    if isinstance(value, date):
        yield value
    elif isinstance(value, Body):
        for name in value.__struct_fields__:
            yield from _moments(getattr(value, name))
    elif isinstance(value, list):
        for each in value:
            yield from _moments(each)


class SetClock(Body, frozen=True, kw_only=True):
    """Either the market time it shall be, or how far to move it."""

    now: Instant | None = None
    advance_seconds: float | None = None


class RequestIds(Body, frozen=True, kw_only=True):
    """The requests whose traces are asked for."""

    request_ids: Annotated[list[str], Meta(max_length=10_000)]


class FaultList(Body, frozen=True, kw_only=True):
    """The faults that shall be in force, instead of those that are."""

    faults: Annotated[list[str], Meta(max_length=1000)]


class NewMarket(Body, frozen=True, kw_only=True):
    """An allocation or auction market; ``periods`` are names such as 2026_M12 or 2027_S01."""

    name: Name
    market_type: Literal["ALLOCATION", "AUCTION"]
    market_term: Literal["MONTHLY", "ANNUAL"]
    open_date: Instant
    close_date: Instant
    periods: Annotated[list[str], Meta(min_length=1, max_length=12)]
    data_publish_date: Instant | None = None
    posted_at: Instant | None = None


class ChangedMarket(Body, frozen=True, kw_only=True):
    """New dates of a market or window; ``postedAt`` null takes results back, ``cancelled`` withdraws it."""

    data_publish_date: Instant | msgspec.UnsetType = msgspec.UNSET
    open_date: Instant | msgspec.UnsetType = msgspec.UNSET
    close_date: Instant | msgspec.UnsetType = msgspec.UNSET
    posted_at: Instant | msgspec.UnsetType | None = msgspec.UNSET
    cancelled: bool | msgspec.UnsetType = msgspec.UNSET


class ChangedTorWindow(Body, frozen=True, kw_only=True):
    """New dates of a TOR conversion window."""

    conversion_open: Instant | msgspec.UnsetType = msgspec.UNSET
    conversion_close: Instant | msgspec.UnsetType = msgspec.UNSET
    approval_open: Instant | msgspec.UnsetType = msgspec.UNSET
    approval_close: Instant | msgspec.UnsetType = msgspec.UNSET
    posted_at: Instant | msgspec.UnsetType | None = msgspec.UNSET


class NewTorPath(Body, frozen=True, kw_only=True):
    """What a right holder may convert in a window; without dates over the whole period."""

    holder: Annotated[str, Meta(max_length=64)]
    source: Location
    sink: Location
    max_mw: Annotated[float, Meta(gt=0, le=1_000_000)]
    start_date: Instant | None = None
    end_date: Instant | None = None


class NewTorWindow(Body, frozen=True, kw_only=True):
    """A TOR conversion window for the CRRs of a period, such as 2027_M05; named after it where no name is given."""

    period: Annotated[str, Meta(max_length=20)]
    conversion_open: Instant
    conversion_close: Instant
    approval_open: Instant
    approval_close: Instant
    paths: Annotated[list[NewTorPath], Meta(max_length=10_000)]
    name: Annotated[str, Meta(pattern=r"^[a-zA-Z0-9. _-]+\Z", max_length=100)] | None = None


class Nothing(Body, frozen=True, kw_only=True):
    """An order that says all by its path."""


class Outages(Body, frozen=True, kw_only=True):
    """The branches that shall be out of service in the market, and no others."""

    branches: Annotated[list[Annotated[str, Meta(max_length=80)]], Meta(max_length=10_000)]


class Withdrawn(Body, frozen=True, kw_only=True):
    """The locations that the market's next source and sink list shall lack, and no others."""

    withdrawn: Annotated[list[Location], Meta(max_length=10_000)]


class SecurityAmount(Body, frozen=True, kw_only=True):
    """The security a participant shall have posted, in $."""

    amount: Annotated[float, Meta(ge=0, le=1e12)]


class NewCapCalculation(Body, frozen=True, kw_only=True):
    """Nomination caps to be worked out for an allocation; without kinds or a load window we choose."""

    name: Annotated[str, Meta(pattern=r"^[a-zA-Z0-9. _-]+\Z", max_length=40)]
    market: Name
    kinds: Annotated[list[Literal["SEQ", "MEQ", "UPPER_BOUND", "SIGNATURE"]], Meta(max_length=4)] | None = (
        None
    )
    load_window: Annotated[str, Meta(max_length=40)] | None = None


class NewMessage(Body, frozen=True, kw_only=True):
    """A message to one participant, or to everyone; ``attachment`` is base64."""

    text: Annotated[str, Meta(pattern=r"^[a-zA-Z0-9#@(). _-]*\Z", max_length=512)]
    participant: Annotated[str, Meta(max_length=64)] | None = None
    attachment_name: Annotated[str, Meta(pattern=r"^[a-zA-Z0-9(). _-]*\Z", max_length=50)] | None = None
    attachment: bytes | None = None
    sent_time: Instant | None = None


class NewHolding(Body, frozen=True, kw_only=True):
    """A CRR that shall exist: who holds how many MW from where to where, in which period of which market."""

    owner: Annotated[str, Meta(max_length=64)]
    source: Location
    sink: Location
    tou: Literal["ON", "OFF"]
    hedge_type: Literal["OBL", "OPT"]
    crr_type: Literal["LSE", "AUC", "OBAALSE", "MT", "LSE_LMT", "LMT_CNT", "LSE_THCNT", "MT_TOR"]
    category: Literal["ALLOCATION", "AUCTION", "SECONDARY_MARKET", "SYSTEM", "LOAD_MIGRATION"]
    market_name: Name
    period: Annotated[str, Meta(max_length=20)]
    mw: Annotated[float, Meta(gt=0, le=1_000_000)]
    parent_crr_id: Annotated[int, Meta(ge=1, le=9_999_999_999)] | None = None
    offer_type: Literal["OWNER", "SELLER"] = "OWNER"


class CreditChecks(Body, frozen=True, kw_only=True):
    """The requests whose trades shall be judged; without them all that await their credit check."""

    request_ids: (
        Annotated[list[Annotated[int, Meta(ge=1, le=9_999_999_999)]], Meta(max_length=10_000)] | None
    ) = None


class Disapproval(Body, frozen=True, kw_only=True):
    """Why a trade is refused, in the characters of messages."""

    reason: Annotated[str, Meta(pattern=r"^[a-zA-Z0-9#@(). _-]+\Z", max_length=400)]
