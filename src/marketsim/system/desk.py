"""What a service has at hand while it answers one request."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from marketsim.system.call import Call
from marketsim.system.result_faults import NO_RESULT_FAULTS, ResultFaults
from marketsim.system.rules.rule import Stage, Violation
from marketsim.system.rules.rulebook import RuleBook
from marketsim.system.settings import Settings
from marketsim.system.states import StateTable
from marketsim.system.trace import Trace


@dataclass(frozen=True, slots=True)
class Desk:
    """One unit of work: an open transaction, the rules in force, the settings and the trace of the request.

    The application commits after the service returns and before the answer leaves; a refusal rolls back,
    unless it was raised with ``keep``.
    """

    store: Connection
    rules: RuleBook
    settings: Settings
    trace: Trace
    result_faults: ResultFaults = NO_RESULT_FAULTS

    def require(self, call: Call, facts: object, stages: Collection[Stage] = tuple(Stage)) -> None:
        """Refuse the request when the rules of ``stages`` find anything in the facts; raises Refused."""
        self.rules.require(call.operation.key, facts, self.trace, stages)

    def findings(
        self, call: Call, facts: object, stages: Collection[Stage] = tuple(Stage)
    ) -> list[Violation]:
        """The violations of the first stage that has any, for answers that are no plain refusal."""
        return self.rules.findings(call.operation.key, facts, self.trace, stages)

    def move(self, table: StateTable, state: str, event: str) -> str:
        """Take a transition, note it in the trace and return the new state; raises NoTransition."""
        after = table.after(state, event)
        self.trace.moved(table.name, state, event, after)
        return after
