"""A CRR as an inventory lists it, whichever of the formats it came from."""

from __future__ import annotations

from typing import NamedTuple

from marketsim.verification.inventory.amounts import Thousandths, days_text

OWNER, SELLER = "OWNER", "SELLER"
GAINED, COUNTERFLOW = "LSE_LMT", "LMT_CNT"
MIGRATED = frozenset({GAINED, COUNTERFLOW})


class Terms(NamedTuple):
    """What tells two positions apart; a side that does not tell a member leaves it empty on both."""

    owner: str
    source: str
    sink: str
    tou: str
    hedge: str
    crr_type: str
    offer: str
    category: str
    market: str

    @property
    def path(self) -> str:
        """From where to where."""
        return f"{self.source} to {self.sink}"


class Holding(NamedTuple):
    """MW (thousandths) on the Pacific days ``first`` to ``last``; several rows may share one id.

    ``was``: the old market name, for a row under new names. ``flaw``: how its instants miss the edges of days.
    ``listed``: the day of the inventory that lists it, 0 where that is not told.
    """

    crr_id: str
    parent: str
    terms: Terms
    period: str
    first: int
    last: int
    mw: Thousandths
    was: str = ""
    flaw: str = ""
    listed: int = 0

    @property
    def days(self) -> str:
        """Its days, for a finding."""
        return days_text(self.first, self.last)

    def within(self, since: int) -> tuple[int, int, Thousandths]:
        """Days and MW without the days before ``since``."""
        return max(self.first, since), self.last, self.mw
