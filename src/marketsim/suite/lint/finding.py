"""What a rule of `lint` finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketsim.suite.lint.suite import Suite


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One place that breaks a rule; ``file`` is relative to the suite's root."""

    file: str
    line: int
    expected: str
    found: str
    do: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A fault as it is printed; the message says what was expected, what was found and what to do."""

    file: str
    line: int
    rule: str
    message: str

    def as_json(self) -> dict[str, str | int]:
        """The fixed shape of `lint --json`."""
        return {"file": self.file, "line": self.line, "rule": self.rule, "message": self.message}


@dataclass(frozen=True, slots=True)
class LintRule:
    """A rule: its id, what it demands in one sentence, and the search for what breaks it."""

    id: str
    demands: str
    search: Callable[[Suite], Iterable[Fault]]

    def findings(self, suite: Suite) -> Iterable[Finding]:
        """Everything in the suite that breaks the rule."""
        for fault in self.search(suite):
            message = f"expected {fault.expected}; found {fault.found}; {fault.do}"
            yield Finding(fault.file, fault.line, self.id, message)
