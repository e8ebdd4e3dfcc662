"""Whether a write is due in the phase the Market Simulation is in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import Operation
from marketsim.system.phases import is_due
from marketsim.system.rules.rule import Finding, Rule, Stage


@dataclass(frozen=True, slots=True)
class WriteInPhase:
    """A write operation and the phase in which it is called."""

    operation: Operation
    phase: str


def _not_due(facts: WriteInPhase) -> Iterable[Finding]:
    if not is_due(facts.operation, facts.phase):
        yield Finding("", (facts.operation.key, facts.phase))


WRITES = frozenset(key for key, each in Contract.load().operations.items() if each.access == "write")

RULES: tuple[Rule, ...] = (
    Rule(
        id="phase-writes-due", code="SER0030", stage=Stage.WINDOW, facts=WriteInPhase, operations=WRITES,
        source="market simulation deck, connectivity weeks; the refusal itself is ours", provenance="assumed",
        check=_not_due, message="{0} is not due in phase {1}",
    ),
)  # fmt: skip
