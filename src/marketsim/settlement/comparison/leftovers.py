"""Identities that do not hold: all of them counted, the largest kept with their areas."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable

from marketsim.settlement.identities import Broken

MOST_KEPT = 3  # of one identity


class Leftovers:
    """Grows hour by hour; ``counts``: how often each identity does not hold."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._largest: dict[str, list[tuple[object, int, Broken]]] = {}

    def take(self, broken: Iterable[Broken]) -> None:
        """Add what was found for some hours."""
        for each in broken:
            self.counts[each.identity] += 1
            kept = self._largest.setdefault(each.identity, [])
            entry = (abs(each.amount), -self.counts.total(), each)  # of equal ones the first comes first
            (heapq.heappush if len(kept) < MOST_KEPT else heapq.heappushpop)(kept, entry)

    def largest(self, identity: str) -> list[Broken]:
        """The largest leftovers of an identity, the largest first."""
        return [
            each for _, _, each in sorted(self._largest[identity], key=lambda entry: entry[:2], reverse=True)
        ]
