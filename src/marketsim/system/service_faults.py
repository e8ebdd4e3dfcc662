"""Faults of the services: what was sent is kept, decided or told otherwise, so that the suite can be seen to notice.

Each breaks one behaviour and leaves every answer as the contract wants it; they are faults of results by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from marketsim.contract.cells import Row
from marketsim.system.calendar.periods import pacific_midnight
from marketsim.system.call import Caller
from marketsim.system.states import StateTable
from marketsim.system.store.bids import BidRow
from marketsim.system.store.load import LoadHour
from marketsim.system.store.nominations import NominationRow

POSTED_STILL_ACTIVE = "posted-still-active"
KINDS_MIXED = "kinds-mixed"
ONE_TIME_OF_USE = "one-time-of-use"
PUBLIC_TO_ONE = "public-to-one"
NEWEST_UNLISTED = "newest-unlisted"
SHORT_FACTORS = "short-factors"
LONG_CAPS = "long-caps"
SHORT_RECORDS = "short-records"
SHORT_CREDIT = "short-credit"
ALWAYS_NEW = "always-new"
CHANGES_UNKEPT = "changes-unkept"
PRICE_OFF = "price-off"
DISAPPROVED_TRANSFERRED = "disapproved-transferred"
LATE_TRADES = "late-trades"
OLD_LOAD_LEFT = "old-load-left"
PLAIN_DAYS = "plain-days"
WINTER_DAYS = "winter-days"
GROSS_COUNTED = "gross-counted"
HIGHEST_AS_EXCEEDANCE = "highest-as-exceedance"
CEC_OF_ALL = "cec-of-all"
OTHER_STATUS = "other-status"
SLOW_WINDOWS = "slow-windows"
WINDOWS_OVERLAP = "windows-overlap"
CONVERSIONS_UNNAMED = "conversions-unnamed"
FUNCTIONS_SHUT = "functions-shut"
READERS_SHUT_OUT = "readers-shut-out"
ONE_OWNER_A_PERSON = "one-owner-a-person"
ANYBODY_IN = "anybody-in"
ROLLED_BACK_ANYWAY = "rolled-back-anyway"
REHEARSAL_KEPT = "rehearsal-kept"
SERVICE_FAULTS = (
    POSTED_STILL_ACTIVE,
    KINDS_MIXED,
    ONE_TIME_OF_USE,
    PUBLIC_TO_ONE,
    NEWEST_UNLISTED,
    SHORT_FACTORS,
    LONG_CAPS,
    SHORT_RECORDS,
    SHORT_CREDIT,
    ALWAYS_NEW,
    CHANGES_UNKEPT,
    PRICE_OFF,
    DISAPPROVED_TRANSFERRED,
    LATE_TRADES,
    OLD_LOAD_LEFT,
    PLAIN_DAYS,
    WINTER_DAYS,
    GROSS_COUNTED,
    HIGHEST_AS_EXCEEDANCE,
    CEC_OF_ALL,
    OTHER_STATUS,
    SLOW_WINDOWS,
    WINDOWS_OVERLAP,
    CONVERSIONS_UNNAMED,
    FUNCTIONS_SHUT,
    READERS_SHUT_OUT,
    ONE_OWNER_A_PERSON,
    ANYBODY_IN,
    ROLLED_BACK_ANYWAY,
    REHEARSAL_KEPT,
)
"""What the services keep, decide and tell."""

A_CENT, A_KILOWATT = 0.01, 0.001
Kept = TypeVar("Kept")


def listed(rows: Sequence[Kept], faults: frozenset[str]) -> list[Kept]:
    """A list whose last is the newest; with the fault that one is left out."""
    return list(rows[:-1] if NEWEST_UNLISTED in faults else rows)


def crrs_listed(rows: Sequence[Row], faults: frozenset[str]) -> list[Row]:
    """A file of CRRs; with the fault without the one of the highest id, in all of its parts."""
    if NEWEST_UNLISTED not in faults:
        return list(rows)
    newest = max((int(str(row["CrrId"])) for row in rows), default=None)
    return [row for row in rows if row["CrrId"] != newest]


def caps_told(rows: Iterable[Row], faults: frozenset[str]) -> list[Row]:
    """Nomination caps; with the fault 0.001 MW too high."""
    if LONG_CAPS not in faults:
        return list(rows)
    return [row | {"MW": round(float(str(row["MW"])) + A_KILOWATT, 3)} for row in rows]


def factors_told(rows: Iterable[Row], faults: frozenset[str]) -> list[Row]:
    """A source and sink list; with the fault every participation factor is 0.1 % too small."""
    if SHORT_FACTORS not in faults:
        return list(rows)
    return [row | {"ParticipationFactor": float(str(row["ParticipationFactor"])) * 0.999} for row in rows]


def bids_told(rows: Iterable[BidRow], faults: frozenset[str]) -> list[BidRow]:
    """The bids and offers of a portfolio; with the fault the last point of each is 0.001 MW too small."""
    if SHORT_RECORDS not in faults:
        return list(rows)
    return [replace(each, curve=(*each.curve[:-1], _short_point(*each.curve[-1]))) for each in rows]


def nominations_told(rows: Iterable[NominationRow], faults: frozenset[str]) -> list[NominationRow]:
    """The nominations of a portfolio; with the fault each is 0.001 MW too small."""
    if SHORT_RECORDS not in faults:
        return list(rows)
    return [replace(each, mw=round(each.mw - A_KILOWATT, 3)) for each in rows]


def _short_point(mw: float, price: float) -> tuple[float, float]:
    return round(mw - A_KILOWATT, 3), price


def credit_told(dollars: float, faults: frozenset[str]) -> float:
    """The credit that a portfolio requires; with the fault a dollar less."""
    return max(0.0, round(dollars - 1, 2)) if SHORT_CREDIT in faults else dollars


def price_told(dollars: float, faults: frozenset[str]) -> float:
    """The price of a trade; with the fault a cent more."""
    return round(dollars + A_CENT, 2) if PRICE_OFF in faults else dollars


def short(amount: float, faults: frozenset[str]) -> float:
    """An amount that was uploaded; with the fault 0.001 less, as it reads back."""
    return max(0.0, round(amount - A_KILOWATT, 3)) if SHORT_RECORDS in faults else amount


def customers_told(customers: int, faults: frozenset[str]) -> int:
    """A number of customers that was uploaded; with the fault one more, for it cannot fall below 1."""
    return customers + 1 if SHORT_RECORDS in faults else customers


def hours_told(hours: Iterable[LoadHour], faults: frozenset[str]) -> list[LoadHour]:
    """Hourly load; with faults 0.001 MW too small, or with the days of 23 and 25 hours numbered like any other."""
    told = [each._replace(mw=short(each.mw, faults)) for each in hours]
    if PLAIN_DAYS not in faults:
        return told
    return [_plainly_numbered(each) for each in told if each.hour_ending < 25]


def _plainly_numbered(hour: LoadHour) -> LoadHour:
    day = timedelta(days=1)
    lacks_one = pacific_midnight(hour.day + day) - pacific_midnight(hour.day) < day
    return hour._replace(hour_ending=hour.hour_ending - 1) if lacks_one and hour.hour_ending > 3 else hour


def midnight_told(day: date, faults: frozenset[str]) -> datetime:
    """When a day of load begins; with the fault at 08:00 UTC in summer too."""
    return (
        datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        if WINTER_DAYS in faults
        else pacific_midnight(day)
    )


def status_told(table: StateTable, status: str, faults: frozenset[str]) -> str:
    """The status of one market or window by its name; with the fault the one that follows, or the first of all."""
    if OTHER_STATUS not in faults:
        return status
    return next((after for before, _, after in table.rows if before == status), table.rows[0][0])


def caller_seen(caller: Caller, faults: frozenset[str]) -> Caller:
    """Who calls; with faults without the grants that only read, or without those for all owners but one."""
    grants = caller.grants
    if READERS_SHUT_OUT in faults:
        grants = tuple(each for each in grants if each.write)
    if ONE_OWNER_A_PERSON in faults:
        grants = tuple(each for each in grants if each.participant == caller.grants[0].participant)
    return replace(caller, grants=grants) if faults else caller
