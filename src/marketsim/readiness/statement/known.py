"""Which ids of steps and waivers there are, by the reader's own suite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marketsim.readiness.statement.document import Statement
from marketsim.readiness.statement.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that people may attest, and those of all scenarios and rows, of any selection."""

    attestable: frozenset[str]
    scenarios: frozenset[str]


def strangers(statement: Statement, known: Known) -> Iterator[Refusal]:
    """Attested steps and waivers of things that do not exist: they would look like work done, or excused."""
    for step in statement.attested:
        if step.id not in known.attestable:
            yield Refusal(
                "unknown attested step", f"{step.id} is nothing that people attest, by our register"
            )
    for waiver in statement.waivers:
        if waiver.id not in known.scenarios:
            yield Refusal("unknown waiver", f"{waiver.id} ({waiver.owner}) is no scenario, and no row of one")
