"""Our clock beside the server's, by the Date header of an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from marketsim.client.exchange import Exchange
from marketsim.contract.exchange_parameters import header
from marketsim.target.doctor.check import Check, fault, ok, warning

TOLERANCE = timedelta(minutes=1)


def clock_check(exchange: Exchange) -> Check:
    """Compare the Date header with the middle of the request's time."""
    ours = exchange.started + timedelta(seconds=exchange.seconds / 2)
    try:
        theirs = parsedate_to_datetime(header(exchange.response_headers, "date") or "")
    except ValueError:
        expected = "a Date header to compare our clock with"
        return warning("clock", "no-date", "an answer without a readable Date", expected, "compare by hand")
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    apart = theirs - ours
    if abs(apart) <= TOLERANCE:
        return ok("clock", f"{abs(apart).total_seconds():.0f} s apart")
    return fault(
        "clock",
        "clock-skew",
        f"{_clock_text(ours)} here and {_clock_text(theirs)} there, {abs(apart).total_seconds():.0f} s apart",
        f"at most {TOLERANCE.total_seconds():.0f} s apart",
        "let this machine's clock be set by a time server; windows close by the server's clock",
    )


def _clock_text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
