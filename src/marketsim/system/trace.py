"""What one request set in motion inside: rules evaluated and fired, transitions taken."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Trace:
    """The inside view of one request, kept by its caiso-request-id for the operator console.

    ``induced`` says that the refusal was ordered by the operator, not found by a rule.
    """

    request_id: str
    rules_evaluated: list[str] = field(default_factory=list)
    rules_fired: list[tuple[str, str]] = field(default_factory=list)
    transitions: list[tuple[str, str, str, str]] = field(default_factory=list)
    induced: bool = False

    def evaluated(self, rule_id: str, fired: str | None) -> None:
        """Note that a rule was asked; ``fired`` is its code when it had findings."""
        self.rules_evaluated.append(rule_id)
        if fired is not None:
            self.rules_fired.append((rule_id, fired))

    def moved(self, table: str, before: str, event: str, after: str) -> None:
        """Note a transition of a state table."""
        self.transitions.append((table, before, event, after))

    def rolled_back(self) -> None:
        """Forget the transitions: the unit of work they belonged to was not committed."""
        self.transitions.clear()

    def as_json(self) -> dict[str, Any]:
        """The form the operator console hands out."""
        return {
            "requestId": self.request_id,
            "rulesEvaluated": self.rules_evaluated,
            "rulesFired": [{"id": rule, "code": code} for rule, code in self.rules_fired],
            "transitions": [
                {"table": table, "from": before, "event": event, "to": after}
                for table, before, event, after in self.transitions
            ],
            "induced": self.induced,
        }


class TraceRing:
    """The newest traces, in memory only: a restart forgets them, and the oldest give way to new ones."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[str, Trace] = OrderedDict()
        self._turn = threading.Lock()

    def keep(self, trace: Trace) -> None:
        """Keep a finished trace; one with the same request id replaces the former."""
        with self._turn:
            self._kept.pop(trace.request_id, None)
            self._kept[trace.request_id] = trace
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def find(self, request_ids: Iterable[str]) -> list[Trace]:
        """The traces of those requests, in that order; unknown ids are left out."""
        with self._turn:
            return [self._kept[each] for each in request_ids if each in self._kept]
