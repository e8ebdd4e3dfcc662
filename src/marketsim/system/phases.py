"""The phases of a Market Simulation, and which writes are due in each (deck; provenance assumed)."""

from __future__ import annotations

from marketsim.contract.operations import Operation

WEEKS = ("connectivity-week-1", "connectivity-week-2", "connectivity-week-3", "connectivity-week-4")
PHASES = (*WEEKS, "structured", "unstructured", "cutover")
DEFAULT_PHASE = "structured"

UPLOADS_DUE_FROM_WEEK_2 = frozenset({"nomination", "auction"})


def is_due(operation: Operation, phase: str) -> bool:
    """Reads always; no write in week 1, portfolio uploads from week 2, every write after the weeks."""
    if operation.access == "read" or phase not in WEEKS:
        return True
    return phase != WEEKS[0] and operation.service in UPLOADS_DUE_FROM_WEEK_2
