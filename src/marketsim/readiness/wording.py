"""Values, times and numbers as people read them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
_CODE = re.compile(r"\b[A-Z]{3,4}\d{3,4}\b")


def as_text(value: Any) -> str:
    """An expected or found value in one readable text."""
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def codes_in(value: Any) -> frozenset[str]:
    """The error codes that a value speaks of."""
    return frozenset(_CODE.findall(as_text(value)))


def moment(text: str) -> datetime:
    """An event's time; raises ValueError."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def utc(text: str) -> str:
    """``2026-11-20 18:02:11 UTC``."""
    return f"{moment(text):%Y-%m-%d %H:%M:%S} UTC"


def pacific(text: str) -> str:
    """``2026-11-20 10:02:11 PST``, the market's own time."""
    return f"{moment(text).astimezone(PACIFIC):%Y-%m-%d %H:%M:%S %Z}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """``1 scenario``, ``2 scenarios``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def waiver_words(waiver: Mapping[str, Any]) -> str:
    """Who waived it, why and until when: ``until 2027-01-31 by Ann Lee: known; the ISO's known issue 123``."""
    issue = f"; the ISO's known issue {waiver['issue']}" if waiver["issue"] else ""
    return f"until {waiver['expires']} by {waiver['owner']}: {waiver['reason']}{issue}"


def service_version(exchange: Mapping[str, Any]) -> str | None:
    """The version the answer says it comes from, where it says so."""
    if exchange["service_version"]:
        return str(exchange["service_version"])
    body = (exchange["response"] or {}).get("body", "")
    found = re.search(r'"serviceVersion"\s*:\s*"([^"]{1,40})"', body)
    return found.group(1) if found else None


def answered_codes(exchange: Mapping[str, Any]) -> tuple[str, ...]:
    """The error codes of an answer's error list, in order, each once; a cut body gives those that were kept."""
    body = (exchange["response"] or {}).get("body", "")
    return tuple(dict.fromkeys(re.findall(r'"errorCode"\s*:\s*"([A-Z]{2,5}\d{2,5})"', body)))
