"""Dates as the page prints them: month first, with or without a clock time, with two or four digits of the year."""

from __future__ import annotations

import re
from datetime import date

_DATE = r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4}|[0-9]{2})(?![0-9/])"
_CLOCK = r" (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}) ?(?P<half>[AP]M)"
DATE = re.compile(rf"(?<![0-9/]){_DATE}")
STAMP = re.compile(f"{_DATE}{_CLOCK}")
_CENTURY, _SHORT, _NOON, _LAST_MINUTE = 2000, 100, 12, 59


def iso_stamp(text: str) -> str:
    """``2019-08-22T15:46`` for a text that is a date with a clock time and nothing else; empty for any other."""
    found = STAMP.fullmatch(text)
    day = _day(found) if found else ""
    if not found or not day:
        return ""
    hour, minute = int(found["hour"]), int(found["minute"])
    if not 1 <= hour <= _NOON or minute > _LAST_MINUTE:
        return ""
    return f"{day}T{hour % _NOON + _NOON * (found['half'] == 'PM'):02}:{minute:02}"


def dates(text: str) -> tuple[tuple[str, str], ...]:
    """The dates in a text, each as printed and in ISO form; what no calendar has is left out."""
    found = ((each[0], _day(each)) for each in DATE.finditer(text))
    return tuple((raw, day) for raw, day in found if day)


def first_date(text: str) -> str:
    """The first date in a text, in ISO form; empty when there is none."""
    return next((day for _, day in dates(text)), "")


def _day(found: re.Match[str]) -> str:
    year = int(found["year"])
    try:
        return date(
            year if year >= _SHORT else _CENTURY + year, int(found["month"]), int(found["day"])
        ).isoformat()
    except ValueError:
        return ""
