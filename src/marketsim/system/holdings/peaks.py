"""The most MW that several shares have at one time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from marketsim.system.holdings.cutting import thousandths


class Share(Protocol):
    """So many MW from a first to a last second: a CRR, or what a trade would move of one."""

    @property
    def start(self) -> datetime:
        """Its first second."""

    @property
    def end(self) -> datetime:
        """Its last second."""

    @property
    def mw(self) -> float:
        """Its MW, with three decimals."""


def peak_mw(shares: Iterable[Share], start: datetime, end: datetime) -> float:
    """The largest sum of the shares at any time from ``start`` to ``end``, both included; exact to a thousandth."""
    changes: list[tuple[datetime, int, int]] = []
    for each in shares:
        if each.start <= end and start <= each.end:
            changes.append((max(each.start, start), 1, thousandths(each.mw)))
            changes.append((min(each.end, end), 2, -thousandths(each.mw)))
    running = peak = 0
    for *_, change in sorted(changes):  # at one second, what begins comes before what ends
        running += change
        peak = max(peak, running)
    return peak / 1000
