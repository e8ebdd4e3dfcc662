"""Trade hours and their twelve five-minute intervals, on the Pacific clock with its short and its long day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from .refusal import Refusal

PACIFIC = ZoneInfo("America/Los_Angeles")
INTERVALS = 12  # of five minutes in an hour
YEARS = range(2000, 2100)


@lru_cache(maxsize=4096)
def hours_in(day: date) -> int:
    """How many hours a trade day has: 24; 23 when the clocks go forward, 25 when they go back."""
    return (_midnight(day + timedelta(days=1)) - _midnight(day)) // timedelta(hours=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PACIFIC).astimezone(UTC)


@dataclass(frozen=True, order=True, slots=True)
class TradeHour:
    """An hour of a trade day by its hour ending: 1 is the hour after midnight.

    Hours are counted as they pass, without gap: the short day ends with 23, the long one with 25, where 2 and 3 are
    the two hours from one o'clock. Raises Refusal (a ValueError) for an hour that the day does not have.
    """

    day: date
    hour: int

    def __post_init__(self) -> None:
        if self.day.year not in YEARS:
            raise Refusal(f"a trade day from {YEARS[0]} to {YEARS[-1]}", str(self.day), "check the date")
        most = hours_in(self.day)
        if not 1 <= self.hour <= most:
            fix = "hours count on from midnight, also on the days when the clocks change"
            raise Refusal(f"an hour ending from 1 to {most} on {self.day}", str(self.hour), fix)

    @property
    def starts(self) -> datetime:
        """The moment the hour begins, in UTC."""
        return _midnight(self.day) + timedelta(hours=self.hour - 1)

    def intervals(self) -> tuple[Interval, ...]:
        """The twelve five-minute intervals in order."""
        return tuple(Interval(self, k) for k in range(1, INTERVALS + 1))

    def __str__(self) -> str:
        return f"{self.day} hour {self.hour}"


@dataclass(frozen=True, order=True, slots=True)
class Interval:
    """A five-minute interval ``k`` (1 to 12) of a trade hour; Refusal for another ``k``."""

    hour: TradeHour
    k: int

    def __post_init__(self) -> None:
        if not 1 <= self.k <= INTERVALS:
            fix = "count the five-minute intervals from the start of the hour"
            raise Refusal(f"an interval from 1 to {INTERVALS} of {self.hour}", str(self.k), fix)

    @property
    def c(self) -> int:
        """The fifteen-minute interval it lies in, 1 to 4."""
        return (self.k + 2) // 3

    @property
    def i(self) -> int:
        """The ten-minute interval it lies in, 1 to 6."""
        return (self.k + 1) // 2

    @property
    def f(self) -> int:
        """The five-minute interval itself, 1 to 12."""
        return self.k

    @property
    def starts(self) -> datetime:
        """The moment the interval begins, in UTC."""
        return self.hour.starts + timedelta(minutes=5 * (self.k - 1))

    def __str__(self) -> str:
        """Month, day, hour, and the three interval numbers that a determinant's subscripts ``mdhcif`` name."""
        day = self.hour.day
        return f"{day.year} m{day.month} d{day.day} h{self.hour.hour} c{self.c} i{self.i} f{self.f}"


def hours_of(day: date) -> tuple[TradeHour, ...]:
    """The 23, 24 or 25 hours of a trade day in order."""
    return tuple(TradeHour(day, hour) for hour in range(1, hours_in(day) + 1))
