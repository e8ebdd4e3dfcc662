"""Names and bounds of months, seasons and years in the market's calendar (Pacific prevailing time)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
YEARS = range(1900, 9999)  # that can be reckoned with: days before and after them exist, in any time zone


def pacific_midnight(day: date) -> datetime:
    """The UTC instant at which a Pacific day begins (07Z in summer, 08Z in winter)."""
    return datetime(day.year, day.month, day.day, tzinfo=PACIFIC).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """A period of the calendar: its published name and its first and last Pacific day."""

    name: str
    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The first instant, in UTC."""
        return pacific_midnight(self.first)

    @property
    def end(self) -> datetime:
        """The last whole second, in UTC (market status 1.2.0 example: 2024_M09 ends 2024-10-01T06:59:59Z)."""
        return pacific_midnight(self.last + timedelta(days=1)) - timedelta(seconds=1)

    def days(self) -> list[date]:
        """Every Pacific day of the period, in order."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def month(year: int, number: int) -> Span:
    """The monthly period, for example 2024_M09; ``number`` may run past 12 or below 1."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    following = date(year + number // 12, number % 12 + 1, 1)
    return Span(f"{year}_M{number:02d}", date(year, number, 1), following - timedelta(days=1))


def season(year: int, number: int) -> Span:
    """The seasonal period, a calendar quarter, for example 2024_S01 (market-rules.md section 2.1)."""
    first, last = month(year, 3 * number - 2), month(year, 3 * number)
    return Span(f"{year}_S{number:02d}", first.first, last.last)


def span(name: str) -> Span:
    """The period of that name (``2024_M09`` or ``2024_S01``), of the years of YEARS; raises ValueError else."""
    year, _, rest = name.partition("_")
    digits = year + rest[1:]
    sound = len(year) == 4 and len(rest) == 3 and digits.isascii() and digits.isdigit()
    if sound and int(year) in YEARS and rest[0] in "MS":
        number = int(rest[1:])
        if rest[0] == "M" and 1 <= number <= 12:
            return month(int(year), number)
        if rest[0] == "S" and 1 <= number <= 4:
            return season(int(year), number)
    raise ValueError(f"no period is called {name!r}")
