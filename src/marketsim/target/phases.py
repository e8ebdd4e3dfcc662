"""The phases of a Market Simulation and which writes are due in each (the deck, slide "Market Sim - Overview")."""

from __future__ import annotations

from marketsim.contract.operations import Operation

CONNECTIVITY = tuple(f"connectivity-week-{week}" for week in (1, 2, 3, 4))
PHASES = (*CONNECTIVITY, "structured", "unstructured", "cutover")

# Week two opens the uploads of allocation and auction; all else begins with the Market Simulation itself.
UPLOADS_FROM_WEEK_2 = frozenset({"auction", "nomination"})


def is_due(operation: Operation, phase: str) -> bool:
    """Whether an operation may be expected to work in a phase; reads always are.

    Raises ValueError for a phase that is not in PHASES.
    """
    if phase not in PHASES:
        raise ValueError(f"no phase is called {phase!r}; the phases are {', '.join(PHASES)}")
    if operation.access == "read" or phase not in CONNECTIVITY:
        return True
    return phase != CONNECTIVITY[0] and operation.service in UPLOADS_FROM_WEEK_2
