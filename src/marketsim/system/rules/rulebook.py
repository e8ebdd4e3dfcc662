"""The list of rules in force, and the judging of one request's facts against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from marketsim.contract.operations import OperationKey
from marketsim.system.rules.rule import Rule, Stage, Violation
from marketsim.system.trace import Trace


class Refused(Exception):
    """A request was refused by the rules of one stage; the application answers with their codes.

    ``keep``: what was stored before the refusal stays, so the application commits (load: the sound sinks).
    """

    def __init__(self, violations: Sequence[Violation], *, keep: bool = False) -> None:
        super().__init__(", ".join(each.code for each in violations))
        self.violations = tuple(violations)
        self.keep = keep


class RuleBook:
    """The rules in force. A rule named in ``off`` is left out (``serve --fault rule:ID``)."""

    def __init__(self, rules: Iterable[Rule], off: Collection[str] = ()) -> None:
        every = list(rules)
        known = {rule.id for rule in every}
        if len(known) != len(every):
            raise ValueError("two rules share an id")
        unknown = set(off) - known
        if unknown:
            raise KeyError(f"no rule named {', '.join(sorted(unknown))}")
        self.rules = tuple(rule for rule in every if rule.id not in off)
        self._of_operation: dict[OperationKey, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            for operation in rule.operations:
                self._of_operation[operation].append(rule)

    def in_force(self, rule_id: str) -> bool:
        """Whether the rule of that id is in the list."""
        return any(rule.id == rule_id for rule in self.rules)

    def findings(
        self, operation: OperationKey, facts: object, trace: Trace, stages: Collection[Stage] = tuple(Stage)
    ) -> list[Violation]:
        """The violations of the first of ``stages`` that has any, in rule order; the trace learns of each."""
        for stage in sorted(stages):
            found: list[Violation] = []
            for rule in self._of_operation.get(operation, ()):
                if rule.stage is not stage or not isinstance(facts, rule.facts):
                    continue
                hits = [Violation(rule, finding) for finding in rule.check(facts)]
                trace.evaluated(rule.id, fired=rule.code if hits else None)
                found += hits
            if found:
                return found
        return []

    def require(
        self, operation: OperationKey, facts: object, trace: Trace, stages: Collection[Stage] = tuple(Stage)
    ) -> None:
        """Raise Refused with the violations of the first stage that has any."""
        if found := self.findings(operation, facts, trace, stages):
            raise Refused(found)
