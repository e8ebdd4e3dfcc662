"""A rule of the market as data: what it tests, which code it answers with and who says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from marketsim.contract.operations import OperationKey

Provenance = Literal["contract", "seed", "assumed", "model"]


class Stage(IntEnum):
    """The order in which a request is judged; the first stage with findings answers (design.md section 5)."""

    PARTICIPANT = 1
    FUNCTION = 2
    CONTRACT = 3
    EXISTENCE = 4
    WINDOW = 5
    STATE = 6
    CONTENT = 7


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule: where in the request (``newBids[3].source``) and the values its message names."""

    path: str = ""
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the embedded system.

    ``check`` is pure: it takes an instance of ``facts`` (a frozen dataclass loaded once a request) and yields
    its findings. ``message`` is a format string over the finding's values. ``source`` names where the rule
    comes from (a service file and its version, a slide, a note); a rule left out of the list is switched off.
    """

    id: str
    code: str
    stage: Stage
    facts: type
    operations: frozenset[OperationKey]
    source: str
    provenance: Provenance
    check: Callable[[Any], Iterable[Finding]]
    message: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that fired, with the finding that made it fire."""

    rule: Rule
    finding: Finding

    @property
    def code(self) -> str:
        """The error code of the published catalogue."""
        return self.rule.code

    @property
    def text(self) -> str:
        """The message with its values filled in, led by the path of the record where there is one."""
        message = self.rule.message.format(*self.finding.values)
        return f"{self.finding.path}: {message}" if self.finding.path else message


def operations(service: str, *operation_ids: str) -> frozenset[OperationKey]:
    """The keys of some operations of one service, for a rule's ``operations``."""
    return frozenset(OperationKey(service, each) for each in operation_ids)
