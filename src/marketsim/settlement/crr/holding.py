"""CRRs as they are held: a path with MW, a time of use, and the instants from which and to which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

from ..interval import TradeHour
from ..refusal import Refusal

Hedge = Literal["OBL", "OPT"]
TimeOfUse = Literal["ON", "OFF"]
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class CrrKey(NamedTuple):
    """A CRR in the hands of an owner: what a value or an amount belongs to."""

    crr: str
    owner: str

    def __str__(self) -> str:
        return f"CRR {self.crr} of {self.owner}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One CRR, or the part of one with the same MW over its days; several parts may have one ``crr`` id.

    ``start`` and ``end``: aware instants, the last second of ``end`` still counts. ``mw``: from 0.
    Raises Refusal (a ValueError) for what no CRR can be.
    """

    crr: str
    owner: str
    source: str
    sink: str
    tou: TimeOfUse
    hedge: Hedge
    start: datetime
    end: datetime
    mw: Fraction

    def __post_init__(self) -> None:
        where = str(self.key)
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise Refusal(
                "instants with a zone", f"{self.start} and {self.end}", "write them in UTC, Z", where
            )
        if self.start > self.end:
            raise Refusal("a start before the end", f"{self.start} to {self.end}", "correct the dates", where)
        if self.tou not in ("ON", "OFF"):
            raise Refusal("a time of use ON or OFF", repr(self.tou), "correct it", where)
        if self.hedge not in ("OBL", "OPT"):
            raise Refusal("a hedge type OBL or OPT", repr(self.hedge), "correct it", where)
        if self.mw < 0:
            raise Refusal("MW from 0", str(self.mw), "turn source and sink for a counter-flow", where)

    @property
    def key(self) -> CrrKey:
        """What its values are booked under."""
        return CrrKey(self.crr, self.owner)

    @property
    def option(self) -> bool:
        """Whether it is never charged."""
        return self.hedge == "OPT"

    def covers(self, hour: TradeHour) -> bool:
        """Whether the whole hour lies in the days it holds, up to the last second."""
        starts = hour.starts
        return self.start <= starts and starts + HOUR - SECOND <= self.end
