"""``extract.toml``: what an extract says of itself."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import tomli_w

from marketsim.contract.instants import utc_text
from marketsim.legacy.extract import FORMAT, Head
from marketsim.legacy.fault import Faults, shown

FILE = "extract.toml"
MOST_BYTES = 100_000
_KNOWN = {"format", "name", "taken_at", "go_live", "history_from", "seed", "made_by"}


def head_bytes(head: Head) -> bytes:
    """The file for a head; the same head gives the same bytes."""
    told: dict[str, Any] = {
        "format": FORMAT,
        "name": head.name,
        "taken_at": utc_text(head.taken_at),
        "go_live": head.go_live.isoformat(),
        "history_from": head.history_from.isoformat(),
    }
    told |= {
        name: value for name, value in (("seed", head.seed), ("made_by", head.made_by)) if value is not None
    }
    return tomli_w.dumps(told).encode("utf-8")


def read_head(content: bytes, faults: Faults) -> Head | None:
    """The head in a file; None where a fault was noted."""
    try:
        told = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
        faults.add(FILE, None, None, "TOML in UTF-8", shown(str(problem)))
        return None
    before = faults.total
    for name in sorted(told.keys() - _KNOWN):
        faults.add(
            FILE, None, shown(name), f"one of {', '.join(sorted(_KNOWN))}", "another key", "take it out"
        )
    if told.get("format") != FORMAT or isinstance(told.get("format"), bool):
        faults.add(FILE, None, "format", str(FORMAT), shown(str(told.get("format"))), "extract it anew")
    head = Head(
        name=_text(told, "name", faults) or "",
        taken_at=_instant(told, faults),
        go_live=_day(told, "go_live", faults),
        history_from=_day(told, "history_from", faults),
        seed=_seed(told, faults),
        made_by=_text(told, "made_by", faults) if "made_by" in told else None,
    )
    if head.go_live.day != 1:
        faults.add(FILE, None, "go_live", "the first of a month", head.go_live.isoformat())
    if head.history_from > head.go_live:
        faults.add(FILE, None, "history_from", "a day before go_live", head.history_from.isoformat())
    return head if faults.total == before else None


def _text(told: dict[str, Any], name: str, faults: Faults) -> str | None:
    value = told.get(name)
    if isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable():
        return value
    faults.add(FILE, None, name, "printable text of at most 200 characters", shown(str(value)))
    return None


def _instant(told: dict[str, Any], faults: Faults) -> datetime:
    value = told.get("taken_at")
    try:
        if isinstance(value, str) and value.endswith("Z"):
            value = datetime.fromisoformat(value)
        if isinstance(value, datetime) and value.utcoffset() == timedelta(0) and not value.microsecond:
            return value.astimezone(UTC)
    except ValueError:
        pass
    faults.add(FILE, None, "taken_at", "an instant in UTC such as 2025-04-25T08:00:00Z", shown(str(value)))
    return datetime(2000, 1, 1, tzinfo=UTC)


def _day(told: dict[str, Any], name: str, faults: Faults) -> date:
    value = told.get(name)
    try:
        if isinstance(value, str):
            value = date.fromisoformat(value)
        if isinstance(value, date) and not isinstance(value, datetime) and 1990 <= value.year <= 2090:
            return value
    except ValueError:
        pass
    faults.add(FILE, None, name, "a day such as 2025-05-01", shown(str(value)))
    return date(2000, 1, 1)


def _seed(told: dict[str, Any], faults: Faults) -> int | None:
    value = told.get("seed")
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    faults.add(FILE, None, "seed", "a whole number", shown(str(value)))
    return None
