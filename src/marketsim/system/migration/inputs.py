"""What a load migration is worked out from, as plain data that is kept with the run.

MW and kW are texts of exact numbers (``"64.125"``, ``"7/3"``), so that nothing is lost on the way to a file and back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

SEASONS = (1, 2, 3, 4)
TIMES_OF_USE = ("ON", "OFF")


@dataclass(frozen=True, slots=True)
class Rate:
    """kW a customer of a class at the N hours of a season and time of use; ``market`` is where it was uploaded."""

    udc: str
    customer_class: str
    season: int
    tou: str
    year: int
    kw: str
    market: str


@dataclass(frozen=True, slots=True)
class Count:
    """Customers of a class that an LSE (by DUNS number) serves in a utility's territory."""

    udc: str
    lse: str
    customer_class: str
    customers: int
    market: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """Customers of a class that changed from one LSE to another (a DASR record)."""

    udc: str
    record_id: str
    customer_class: str
    from_lse: str
    to_lse: str
    customers: int


@dataclass(frozen=True, slots=True)
class Parent:
    """A right that moves with its owner's load.

    Of type LSE it was allocated in an annual or long-term market, and ``mw`` is what was allocated, whoever holds it
    now. Of type LSE_LMT the owner received it from ``giver`` on that one's right ``base``; ``crr_id`` is None where so
    little was received that no CRR came of it. (Both are None where it was received by another way, such as a cutover.)
    ``start`` and ``end`` are its first and last second.
    """

    crr_id: int | None
    owner: str
    crr_type: str
    source: str
    sink: str
    tou: str
    hedge_type: str
    season: int
    period: str
    start: datetime
    end: datetime
    mw: str
    base: int | None = None
    giver: str | None = None


@dataclass(frozen=True, slots=True)
class Migrated:
    """What earlier markets have moved of a right from its owner to another LSE, unrounded; never below 0."""

    parent_crr_id: int
    from_owner: str
    to_owner: str
    mw: str


@dataclass(frozen=True, slots=True)
class MigrationInputs:
    """Everything that the percentages and the CRRs of one market depend on.

    ``owners`` are (DUNS number, asset owner); ``metric`` and ``whole`` are the settings ``load_migration.metric`` and
    ``load_migration.whole``.
    """

    market: str
    effective_date: datetime
    metric: str
    whole: int
    owners: tuple[tuple[str, str], ...]
    rates: tuple[Rate, ...]
    counts: tuple[Count, ...]
    transfers: tuple[Transfer, ...]
    parents: tuple[Parent, ...]
    migrated: tuple[Migrated, ...]

    def encoded(self) -> str:
        """As JSON."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def decoded(cls, text: str) -> MigrationInputs:
        """From JSON."""
        return msgspec.json.decode(text, type=cls)
