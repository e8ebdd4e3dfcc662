"""Lays the load submission windows, and hourly load that was submitted into some of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from marketsim.system.calendar.periods import PACIFIC, Span, month, season
from marketsim.system.calendar.time_of_use import hour_endings
from marketsim.system.states import LOAD_SUBMISSION
from marketsim.system.store.load import LoadHour, LoadSubmission, replace_submission
from marketsim.system.store.load_windows import LoadWindow, add_window
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Lay load.yaml around ``now``."""
    data = world_data("load")
    windows = {_key(entry): _window(entry, now) for entry in data["windows"]}
    for window in windows.values():
        add_window(store, window)
    for entry in data["submissions"]:
        for number in entry.get("seasons", (entry.get("season", 1),)):
            _submit(store, entry, windows[_key(entry)], number)


def _key(entry: dict[str, Any]) -> tuple[str, int, bool]:
    """Which window an entry is or speaks of: its flag, its offset, and whether it is a first round."""
    offset = entry["year"] if entry["flag"] == "H" else entry["month"]
    return entry["flag"], offset, bool(entry.get("first"))


def _window(entry: dict[str, Any], now: datetime) -> LoadWindow:
    today = now.astimezone(PACIFIC)
    if entry["flag"] == "H":
        year = today.year + entry["year"]
        name, periods = entry["name"].format(year=year), tuple(season(year - 1, n) for n in (1, 2, 3, 4))
    else:
        only = month(today.year, today.month + entry["month"])
        name, periods = entry["name"].format(month=only.name), (only,)
    return LoadWindow(
        name=name,
        flag=entry["flag"],
        term=entry["term"],
        open_date=now + timedelta(days=entry["opens"]),
        close_date=now + timedelta(days=entry["closes"]),
        periods=periods,
    )


def _submit(store: Connection, entry: dict[str, Any], window: LoadWindow, season_number: int) -> None:
    period = window.periods[season_number - 1]
    submission = LoadSubmission(
        id=0,
        owner=entry["owner"],
        window_name=window.name,
        period=period.name,
        sink=entry["sink"],
        status=LOAD_SUBMISSION.after("-", "accept"),
        error_message=None,
        submitted_at=window.open_date + timedelta(days=1),
    )
    replace_submission(store, submission, _hours(entry, period))


def _hours(entry: dict[str, Any], period: Span) -> Iterator[LoadHour]:
    """Hours that swing by a quarter around the base: highest in HE18, lower at the weekend.

    With ``generation`` it is a metered subsystem's: gross load and generation, and their difference.
    """
    generation = entry.get("generation")
    for day in period.days()[: entry.get("days")]:
        for hour_ending in hour_endings(day):
            percent = 88 + 3 * (12 - abs(18 - hour_ending)) - (9 if day.weekday() >= 5 else 0) + day.day % 7
            load = round(entry["base"] * percent / 100, 3)
            if generation is None:
                yield LoadHour(day, hour_ending, "FINAL_LOAD", load)
                continue
            yield LoadHour(day, hour_ending, "FINAL_LOAD", round(load - generation, 3))
            yield LoadHour(day, hour_ending, "GROSS_GENERATION", float(generation))
            yield LoadHour(day, hour_ending, "GROSS_LOAD", load)
