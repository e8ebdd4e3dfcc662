"""Faults of the services: what was sent is kept, decided or told otherwise, so that the suite can be seen to notice.

Each breaks one behaviour and leaves every answer as the contract wants it; they are faults of results by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from marketsim.contract.cells import Row
from marketsim.system.store.bids import BidRow
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
