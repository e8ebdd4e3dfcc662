"""What the rules about load are asked about: a window, a period, and the records of a submission by sink."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from marketsim.system.calendar.periods import Span
from marketsim.system.rules.rule import Finding
from marketsim.system.store.load_windows import LoadWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedWindow:
    """The load window a request names, as found in the store (None: there is none), and the period."""

    window_name: str
    window: LoadWindow | None
    now: datetime
    period_name: str | None = None

    @property
    def period(self) -> Span | None:
        """The named period, when it is one of the window's."""
        return self.window.period(self.period_name) if self.window and self.period_name else None


class HourKey(NamedTuple):
    """What may stand only once for a sink: the instant its day begins, the hour ending and the load type."""

    effective_date: datetime
    hour_ending: int
    data_type: str


@dataclass(frozen=True, slots=True)
class SinkRecords:
    """The records of one sink: their places in the body (``hourlyLoad[17]`` is 17) and their keys.

    The keys are plain tuples of a HourKey's members: there may be hundreds of thousands.
    """

    sink: str
    places: list[int]
    keys: list[tuple[datetime, int, str]]

    def finding(self, wrong: Callable[[HourKey], bool], shown: Callable[[HourKey], object]) -> list[Finding]:
        """One finding for the sink when any of its records is wrong: the first of them, and how many."""
        bad = [n for n, key in enumerate(self.keys) if wrong(HourKey(*key))]
        if not bad:
            return []
        first = HourKey(*self.keys[bad[0]])
        return [Finding(f"hourlyLoad[{self.places[bad[0]]}]", (self.sink, shown(first), len(bad)))]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSheet(NamedWindow):
    """A load submission: its records by sink, the Pacific day of each instant in it, and the known sinks.

    ``complete`` demands every hour of the period for each sink and type (setting load.complete).
    """

    flag: str
    metered_subsystem: bool
    sinks: tuple[SinkRecords, ...] = field(repr=False)
    days: Mapping[datetime, date] = field(repr=False)
    load_points: frozenset[str] = frozenset()
    complete: bool = False
