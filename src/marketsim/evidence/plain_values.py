"""Values as the lines of the evidence have them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec


def plain(value: Any) -> Any:
    """Expected and found values as JSON has them; what JSON does not know is told as text."""
    try:
        return msgspec.to_builtins(value, str_keys=True, builtin_types=(bytes,), enc_hook=str)
    except TypeError:
        return str(value)


def iso(moment: datetime) -> str:
    """A moment in UTC with microseconds and ``Z``; raises ValueError for a moment without time zone."""
    if moment.tzinfo is None:
        raise ValueError("an event needs a moment with a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
