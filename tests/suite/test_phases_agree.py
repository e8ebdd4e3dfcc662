"""The phases are written down where each room needs them; all say the same, in the same order."""

from __future__ import annotations

from marketsim.contract.catalogue import Contract
from marketsim.suite.lint import tags
from marketsim.system import phases as system
from marketsim.target import phases as target


def test_the_phases_are_those_of_the_target_room_everywhere() -> None:
    """Rooms that may not import each other keep a list of their own."""
    assert system.PHASES == target.PHASES
    assert tags.PHASES == target.PHASES
    assert system.DEFAULT_PHASE in target.PHASES


def test_the_same_writes_are_due_in_every_phase() -> None:
    """Else a scenario would expect of the embedded system what it does not offer."""
    for phase in target.PHASES:
        for operation in Contract.load().operations.values():
            assert system.is_due(operation, phase) == target.is_due(operation, phase), (phase, operation.key)
