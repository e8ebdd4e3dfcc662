"""What one request set in motion inside: rules evaluated and fired, transitions taken."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Trace:
    """The inside view of one request, kept by its caiso-request-id for the operator console."""

    request_id: str
    rules_evaluated: list[str] = field(default_factory=list)
    rules_fired: list[tuple[str, str]] = field(default_factory=list)
    transitions: list[tuple[str, str, str, str]] = field(default_factory=list)

    def evaluated(self, rule_id: str, fired: str | None) -> None:
        """Note that a rule was asked; ``fired`` is its code when it had findings."""
        self.rules_evaluated.append(rule_id)
        if fired is not None:
            self.rules_fired.append((rule_id, fired))

    def moved(self, table: str, before: str, event: str, after: str) -> None:
        """Note a transition of a state table."""
        self.transitions.append((table, before, event, after))
