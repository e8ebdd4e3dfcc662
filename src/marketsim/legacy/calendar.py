"""Pacific days, months and seasons of the old system, with an arithmetic of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
SECOND = timedelta(seconds=1)


@lru_cache(maxsize=65536)
def midnight(day: date) -> datetime:
    """The UTC instant at which a Pacific day begins: 07Z in summer, 08Z in winter."""
    return datetime(day.year, day.month, day.day, tzinfo=PACIFIC).astimezone(UTC)


@lru_cache(maxsize=65536)
def last_second(day: date) -> datetime:
    """The last second of a Pacific day, in UTC."""
    return midnight(day + timedelta(days=1)) - SECOND


def pacific_day(moment: datetime) -> date:
    """The Pacific day of an instant."""
    return moment.astimezone(PACIFIC).date()


def months_later(day: date, months: int) -> date:
    """The first of the month that many months later, or earlier below 0."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A month ``2025_M05`` or a season (calendar quarter) ``2025_S02``, with its first and last Pacific day."""

    name: str
    first: date
    last: date

    @property
    def start(self) -> datetime:
        """First second."""
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """Last second."""
        return last_second(self.last)


@lru_cache(maxsize=4096)
def month(first: date) -> Period:
    """The month of a day."""
    start = first.replace(day=1)
    return Period(f"{start.year}_M{start.month:02d}", start, months_later(start, 1) - timedelta(days=1))


@lru_cache(maxsize=4096)
def season(year: int, number: int) -> Period:
    """The season 1 to 4 of a year."""
    start = date(year, 3 * number - 2, 1)
    return Period(f"{year}_S{number:02d}", start, months_later(start, 3) - timedelta(days=1))


def period_named(name: str) -> Period:
    """The period of that name; raises ValueError."""
    year, kind, number = int(name[:4]), name[4:6], int(name[6:])
    return season(year, number) if kind == "_S" else month(date(year, number, 1))


@lru_cache(maxsize=65536)
def period_of(start: datetime, end: datetime) -> str | None:
    """The season or month that begins and ends with these instants, by name; None where there is none."""
    first = pacific_day(start)
    for period in (season(first.year, (first.month + 2) // 3), month(first)):
        if (period.start, period.end) == (start, end):
            return period.name
    return None
