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

    def reread(self) -> None:
        """Go by the shift that the store has: another unit of work has written it."""
        with self._store.reading() as connection:
            self._ahead = clock_ahead(connection)

    def now(self) -> datetime:
        """Market time in UTC, whole seconds."""
        return _wall() + self._ahead

    def set(self, moment: datetime) -> datetime:
        """Make it that moment now; raises ClockProblem outside the years 2000 to 2199."""
        if moment.tzinfo is None:
            raise ClockProblem("the moment needs a time zone, for example 2026-11-21T08:00:00Z")
        if not EARLIEST <= moment < LATEST:
            raise ClockProblem(f"market time lies in the years {EARLIEST.year} to {LATEST.year - 1}")
        return self._shift(moment.astimezone(UTC).replace(microsecond=0) - _wall())

    def advance(self, seconds: float) -> datetime:
        """Move market time on, or back by a negative number; raises ClockProblem when that leads too far."""
        try:
            return self.set(self.now() + timedelta(seconds=seconds))
        except (OverflowError, ValueError):
            raise ClockProblem(f"{seconds} seconds lead too far") from None

    def _shift(self, ahead: timedelta) -> datetime:
        with self._store.writing() as connection:
            put_clock_ahead(connection, ahead)
        self._ahead = ahead
        return self.now()


def _wall() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
