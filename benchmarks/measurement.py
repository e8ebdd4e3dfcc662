"""Two ways to do the same, timed in turn, so that a machine that drifts drifts for both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """Median seconds of ours and of its peer, and the median of the ratio pair by pair."""

    name: str
    ours: float
    peer: float
    ratio: float

    def line(self) -> str:
        """One row for people."""
        return f"{self.name:58} {self.ours * 1e3:9.3f} ms   peer {self.peer * 1e3:9.3f} ms   ratio {self.ratio:7.3f}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A measurement that can't be made here, and why."""

    name: str
    reason: str

    def line(self) -> str:
        """One row for people."""
        return f"{self.name:58} left out: {self.reason}"


def compare(
    name: str, ours: Callable[[], object], peer: Callable[[], object], rounds: int = 30
) -> Measurement:
    """Time both in turn, after one warm-up each."""
    ours(), peer()
    pairs = [(_seconds(ours), _seconds(peer)) for _ in range(rounds)]
    return Measurement(
        name,
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        statistics.median(pair[0] / pair[1] for pair in pairs),
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
