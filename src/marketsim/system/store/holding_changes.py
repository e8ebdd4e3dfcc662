"""What a posting did to a CRR, and how the store keeps it: enough to take it back."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from marketsim.system.store.holdings import Crr


@dataclass(frozen=True, slots=True)
class HoldingChange:
    """What a posting did to one CRR: ``before`` None made it."""

    before: Crr | None
    after: Crr

    def cells(self) -> dict[str, int | str | None]:
        """The id, and both as JSON."""
        return {
            "crr_id": self.after.crr_id,
            "before": None if self.before is None else msgspec.json.encode(self.before).decode(),
            "after": msgspec.json.encode(self.after).decode(),
        }


def holding_of(cell: str) -> Crr:
    """The CRR of a cell."""
    return msgspec.json.decode(cell, type=Crr)


def former_of(cell: str | None) -> Crr | None:
    """The CRR as it was, None where there was none."""
    return None if cell is None else holding_of(cell)
