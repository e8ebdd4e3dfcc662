"""The processes of a month or a year, with their days (processes.yaml)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from marketsim.contract.yaml12 import read_yaml
from marketsim.system.calendar.periods import Span, month, pacific_midnight, season, span

_FILE = Path(__file__).with_name("processes.yaml")


@dataclass(frozen=True, slots=True)
class Process:
    """One process: what it is, the name of its market or window, when it opens, closes and is posted (UTC).

    ``kind`` is load, load_migration, tor, model, outages, allocation or auction. A model or outages have only
    ``opens``: their day. ``approved`` is when a TOR window closes for approval.
    """

    kind: str
    name: str
    term: str
    periods: tuple[Span, ...]
    opens: datetime
    closes: datetime | None
    approved: datetime | None
    posts: datetime | None
    source: str
    provenance: str


@cache
def calendar_data() -> Mapping[str, Any]:
    """The data of processes.yaml."""
    data: dict[str, Any] = read_yaml(_FILE)
    return data


def month_processes(name: str, *, first: bool = False) -> list[Process]:
    """What runs for a month such as 2025_M05; ``first`` is whether it is the first wholly on this system.

    Raises ValueError for a name that is no month's.
    """
    period = span(name)
    if period != month(period.first.year, period.first.month):
        raise ValueError(f"{name} is no month")
    data = calendar_data()
    later, since = data["first_month"]["later"], data["first_month"]["from"]
    found, moved = [], 0
    for entry in data["monthly"]:
        moved = later if first and (moved or entry["process"] == since) else 0

        def day(days: int, moved: int = moved) -> date:
            return period.first + timedelta(days=days + moved)

        found.append(_process(entry, "MONTHLY", (period,), {"period": period.name}, day))
    return found


def year_processes(year: int) -> list[Process]:
    """What runs in the year before for the annual markets of a year."""
    seasons = tuple(season(year, number) for number in (1, 2, 3, 4))
    history = tuple(season(year - 2, number) for number in (1, 2, 3, 4))

    def day(text: str) -> date:
        return date.fromisoformat(f"{year - 1}-{text}")

    names = {"year": f"{year}", "year_before": f"{year - 1}"}
    return [
        _process(entry, "ANNUAL", history if entry["process"] == "load" else seasons, names, day)
        for entry in calendar_data()["annual"]
    ]


def _process(
    entry: Mapping[str, Any],
    term: str,
    periods: tuple[Span, ...],
    names: Mapping[str, str],
    day: Callable[[Any], date],
) -> Process:
    def instant(member: str) -> datetime | None:
        return None if entry.get(member) is None else pacific_midnight(day(entry[member]))

    opens = instant("opens") or instant("day")
    assert opens is not None
    return Process(
        kind=entry["process"],
        name=entry.get("name", entry["process"]).format(**names),
        term=term,
        periods=periods,
        opens=opens,
        closes=instant("closes"),
        approved=instant("approved"),
        posts=instant("posts"),
        source=entry["source"],
        provenance=entry["provenance"],
    )
