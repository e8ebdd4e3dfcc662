"""Bounded, visible waits for what the ISO is going to do at a time that it has published."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from marketsim.target.halt import skipped

Found = TypeVar("Found")
LOOK_EVERY = 5.0  # seconds between two looks once the time has come


class Tell(Protocol):
    """Makes a wait visible before it begins."""

    def __call__(self, *, what: str, until: datetime, seconds: float) -> None:
        """We wait for ``what``, which is to come at ``until``, in so many seconds."""
        ...


def silently(*, what: str, until: datetime, seconds: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a scenario waits for something to come: at most ``seconds`` in all, none by default.

    ``now`` and ``sleep`` are the clock (aware, wall time) and what waits; ``tell`` hears of every wait first.
    """

    seconds: float = 0.0
    tell: Tell = silently
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    look_every: float = LOOK_EVERY

    def wait(self, what: str, until: datetime, look: Callable[[], Found | None]) -> Found:
        """Wait for a moment (aware), then look until what should come then is there.

        Raises Halted, a skip that waits for the ISO until that moment, when it lies beyond the patience; and when
        nothing is seen although the patience has run out.
        """
        begun = self.now()
        rest = (until - begun).total_seconds()
        if rest > self.seconds or self.seconds <= 0:
            raise skipped(
                "timing", f"{what} is to come, but later than this run waits", "ISO", until=_stamp(until)
            )
        self.tell(what=what, until=until, seconds=max(rest, 0.0))
        self.sleep(max(rest, 0.0))
        end = begun + timedelta(seconds=self.seconds)
        while True:
            found = look()
            if found is not None:
                return found
            left = (end - self.now()).total_seconds()
            if left <= 0:
                raise skipped(
                    "timing", f"{what} was due, and has not come while we waited", "ISO", until=_stamp(until)
                )
            self.sleep(min(self.look_every, left))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
