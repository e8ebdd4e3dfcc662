"""When a call is repeated, and how long to wait before.

Only GET is repeated: POST and DELETE may have been carried out although their answer was lost. What is
repeated: an answer 429, 502, 503 or 504, an answer with GEN0003 (too many concurrent users), and a connection
that broke. Each attempt is an exchange of its own, with a request id of its own.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from marketsim.client.exchange import Exchange
from marketsim.client.refusal import refusal_codes

BUSY_STATUSES = frozenset({429, 502, 503, 504})
"""What a gateway, or a limit of requests, answers in place of the application."""

BUSY_CODE = "GEN0003"


@dataclass(frozen=True, slots=True)
class Retry:
    """At most ``attempts`` in all, with a growing wait between them.

    The n-th wait is ``first_wait * factor ** (n - 1)`` seconds, cut at ``longest_wait``, less a random share
    of up to ``jitter`` of it.
    A longer ``Retry-After`` is waited for, up to ``longest_retry_after``; beyond it the answer stands.
    ``chance`` is where the random share comes from, ``sleep`` what waits.
    """

    attempts: int = 3
    first_wait: float = 0.25
    factor: float = 2.0
    longest_wait: float = 5.0
    longest_retry_after: float = 30.0
    jitter: float = 0.5
    chance: random.Random = field(default_factory=random.SystemRandom, repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def wait(self, exchange: Exchange) -> float | None:
        """Seconds until the next attempt of the call, or None when this exchange is the last."""
        if exchange.attempt >= self.attempts or not _may_repeat(exchange) or not _passing(exchange):
            return None
        asked = retry_after(exchange.response_headers, datetime.now(UTC))
        if asked is not None and asked > self.longest_retry_after:
            return None
        wait = min(self.first_wait * self.factor ** (exchange.attempt - 1), self.longest_wait)
        return max(wait * (1 - self.jitter * self.chance.random()), asked or 0.0)


NO_RETRY = Retry(attempts=1)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for (RFC 9110, 10.2.3: a number or a date)."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds())


def _may_repeat(exchange: Exchange) -> bool:
    return exchange.method == "GET" and exchange.intended_breach is None


def _passing(exchange: Exchange) -> bool:
    if exchange.transport_error is not None:
        return exchange.transport_error.passing
    if exchange.status in BUSY_STATUSES:
        return True
    return BUSY_CODE in refusal_codes(exchange.status, exchange.response_body)
