"""Announced outages of a target, every week or once: what fails in one is a matter of timing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from marketsim.target.calendar import PACIFIC
from marketsim.target.profile_tables import MaintenanceTable

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = tuple(day[:3] for day in DAYS)
_WEEKLY = re.compile(rf"({'|'.join((*DAYS, *_SHORT))})\s+([01]?\d|2[0-3]):([0-5]\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outage:
    """One outage: from when until when (aware, Pacific), and what is announced of it."""

    start: datetime
    end: datetime
    reason: str

    def __str__(self) -> str:
        """``maintenance from Mon 2026-11-23 09:00 to Tue 2026-11-24 09:00 Pacific``."""
        form = "%a %Y-%m-%d %H:%M"
        return f"{self.reason} from {self.start:{form}} to {self.end:{form}} Pacific"


def outage_at(windows: Iterable[MaintenanceTable], moment: datetime) -> Outage | None:
    """The announced outage that a moment (aware) falls into, the one that lasts longest; None outside of all."""
    instant = moment.astimezone(UTC)
    hits = [
        each
        for window in windows
        for each in _around(window, moment)
        if each.start.astimezone(UTC) <= instant < each.end.astimezone(UTC)
    ]
    return max(hits, key=lambda each: each.end.astimezone(UTC), default=None)


def maintenance_flaws(windows: Iterable[MaintenanceTable]) -> Iterator[str]:
    """Times that are no times, and windows that mix the two kinds or end before they begin."""
    for window in windows:
        start, end = window.from_, window.to
        if _weekly(start) is not None and _weekly(end) is not None:
            if _weekly(start) == _weekly(end):
                yield f"Expected a maintenance window that ends; found one from {start} to {end}."
        elif isinstance(start, datetime) and isinstance(end, datetime):
            if _pacific(end) <= _pacific(start):
                yield f"Expected a maintenance window to end after it begins; found {start} to {end}."
        else:
            yield (
                'Expected maintenance.from and .to as weekday and time, "Mon 09:00", or as date and time, '
                f"2026-12-05T08:00:00 (Pacific), both alike; found {start} to {end}."
            )


def _around(window: MaintenanceTable, moment: datetime) -> Iterator[Outage]:
    """The outages of a window near a moment: last week's may still last."""
    start, end = _weekly(window.from_), _weekly(window.to)
    if start is None or end is None:
        yield Outage(_pacific(window.from_), _pacific(window.to), window.reason)
        return
    today = moment.astimezone(PACIFIC).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    lasts = end - start if end > start else end - start + timedelta(days=7)
    for week in (monday - timedelta(days=7), monday):
        begins = week + start
        yield Outage(begins.replace(tzinfo=PACIFIC), (begins + lasts).replace(tzinfo=PACIFIC), window.reason)


def _weekly(text: Any) -> timedelta | None:
    """The time since Monday's midnight that ``Mon 09:00`` names; None for anything else."""
    found = _WEEKLY.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        return None
    day, hours, minutes = found.groups()
    return timedelta(days=_SHORT.index(day[:3].lower()), hours=int(hours), minutes=int(minutes))


def _pacific(moment: datetime) -> datetime:
    """A date and time of the profile: Pacific unless it names its own offset."""
    return moment.replace(tzinfo=PACIFIC) if moment.tzinfo is None else moment.astimezone(PACIFIC)
