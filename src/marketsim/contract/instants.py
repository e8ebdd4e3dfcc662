"""Date-times as the contract writes them."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec


def utc_text(moment: datetime) -> str:
    """The moment in UTC with Z, cut to whole seconds; raises ValueError for one without zone.

    A moment that UTC has no year of (1 to 9999) keeps its own zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"the date-time {moment} has no zone")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(microsecond=0).isoformat()
    return f"{moment.replace(microsecond=0, tzinfo=None).isoformat()}Z"


def read_instant(text: str) -> datetime:
    """The moment that a text says, with its zone.

    Raises ValueError for any other text, and OverflowError for a moment that UTC has no year of (1 to 9999).
    """
    try:
        moment = msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        raise ValueError(f"{text!r:.80} is no date-time") from None
    if moment.tzinfo is None:
        raise ValueError(f"the date-time {moment} has no zone")
    moment.astimezone(UTC)
    return moment
