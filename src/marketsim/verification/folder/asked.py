"""What an auction's bids and an allocation's nominations have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Asked:
    """What is asked for, by position: who asks, for which path and product; the MW are the table's own."""

    record: Sequence[str]
    owner: Sequence[str]
    crr_type: Sequence[str]
    period: Sequence[str]
    tou: Sequence[str]
    source: Sequence[str]
    sink: Sequence[str]

    def __len__(self) -> int:
        return len(self.record)

    def positions(self) -> dict[tuple[str, str], list[int]]:
        """Which positions belong to each product."""
        found: dict[tuple[str, str], list[int]] = {}
        for at, key in enumerate(zip(self.period, self.tou, strict=True)):
            found.setdefault(key, []).append(at)
        return found

    @property
    def products(self) -> set[tuple[str, str]]:
        """The products that are asked for."""
        return set(zip(self.period, self.tou, strict=True))
