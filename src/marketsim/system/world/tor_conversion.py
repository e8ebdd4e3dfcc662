"""Lays the TOR conversion windows, their paths, what was requested and decided. Needs the holdings laid."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from marketsim.system.calendar.periods import PACIFIC, Span, month
from marketsim.system.conversion.posting import post_window
from marketsim.system.settings import Settings
from marketsim.system.store.tor_conversion import add_approval, add_path, add_request
from marketsim.system.store.tor_windows import TorWindowRow, add_tor_window
from marketsim.system.world.data import world_data

TIMES_OF_USE = ("ON", "OFF")
PENDING = "PENDING_APPROVAL"


def lay(store: Connection, now: datetime) -> None:
    """Lay tor_conversion.yaml around ``now``, and post what was posted by then as the ISO does."""
    data, settings = world_data("tor_conversion"), Settings.load()
    hedge_type = settings.text("tor_conversion.hedge_type")
    for entry in data["windows"]:
        window = _window(entry, now)
        add_tor_window(store, window)
        for path in data["paths"]:
            add_path(store, {**path, "window": window.name, **_dates(window.span)})
        for request in data["requests"]:
            if request["month"] == entry["month"]:
                _lay_request(store, window, request, hedge_type)
        if "posted" in entry:
            post_window(store, settings, window.name, now + timedelta(days=entry["posted"]))


def _window(entry: dict[str, Any], now: datetime) -> TorWindowRow:
    today = now.astimezone(PACIFIC)
    period = month(today.year, today.month + entry["month"])
    conversion, approval = (
        [now + timedelta(days=days) for days in entry[window]] for window in ("conversion", "approval")
    )
    return TorWindowRow(
        name=f"TOR_CONVERSION_{period.name}",
        period=period.name,
        conversion_open=conversion[0],
        conversion_close=conversion[1],
        approval_open=approval[0],
        approval_close=approval[1],
        posted_at=None,
    )


def _dates(period: Span) -> dict[str, datetime]:
    return {"start": period.start, "end": period.end}


def _lay_request(store: Connection, window: TorWindowRow, entry: dict[str, Any], hedge_type: str) -> None:
    decided = [entry.get(tou, PENDING) for tou in TIMES_OF_USE]
    row = {name: entry[name] for name in ("holder", "source", "sink", "mw", "modeled")}
    row |= {"window": window.name, "transferee": entry["to"], "status": _request_status(decided)}
    row |= _dates(window.span) | {"created_at": window.conversion_open + timedelta(days=2)}
    request_id = add_request(store, row)
    for tou, status in zip(TIMES_OF_USE, decided, strict=True):
        approval = {"request_id": request_id, "tou": tou, "hedge_type": hedge_type, "status": status}
        at = None if status == PENDING else window.approval_open + timedelta(days=2)
        add_approval(store, approval | {"decided_at": at})


def _request_status(decided: list[str]) -> str:
    """As services/tor_uploads.py decides: by both times of use."""
    if PENDING in decided:
        return PENDING
    return "APPROVED" if set(decided) == {"APPROVED"} else "DISAPPROVED"
