"""Market time: what rules, windows and answers go by. TLS and the Date header go by the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from marketsim.system.store.clock import clock_ahead, put_clock_ahead
from marketsim.system.store.engine import Store

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


class ClockProblem(Exception):
    """The market clock cannot be set to that moment."""


class MarketClock:
    """Runs with the wall clock, shifted by what the operator set; the shift lives in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.reading() as connection:
            self._ahead = clock_ahead(connection)

    def now(self) -> datetime:
        """Market time in UTC, whole seconds."""
        return (datetime.now(UTC) + self._ahead).replace(microsecond=0)

    def set(self, moment: datetime) -> datetime:
        """Make it that moment now; raises ClockProblem outside the years 2000 to 2199."""
        if moment.tzinfo is None:
            raise ClockProblem("the moment needs a time zone, for example 2026-11-21T08:00:00Z")
        if not EARLIEST <= moment < LATEST:
            raise ClockProblem(f"market time lies between {EARLIEST:%Y} and {LATEST:%Y}")
        return self._shift(moment - datetime.now(UTC))

    def advance(self, seconds: float) -> datetime:
        """Move market time on, or back by a negative number; raises ClockProblem when that leads too far."""
        try:
            return self.set(datetime.now(UTC) + self._ahead + timedelta(seconds=seconds))
        except OverflowError:
            raise ClockProblem(f"{seconds} seconds lead too far") from None

    def _shift(self, ahead: timedelta) -> datetime:
        whole = timedelta(seconds=round(ahead.total_seconds()))
        with self._store.writing() as connection:
            put_clock_ahead(connection, whole)
        self._ahead = whole
        return self.now()
