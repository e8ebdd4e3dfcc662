"""Rules of the messages service: the range of dates, and whether anything lies in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from marketsim.system.rules.rule import Finding, Rule, Stage, operations
from marketsim.system.store.schema import as_text


@dataclass(frozen=True, slots=True)
class DateRange:
    """The range asked for; ``last`` is None when toDate was left out, which means until now (assumed)."""

    first: datetime
    last: datetime | None


@dataclass(frozen=True, slots=True)
class FoundMessages:
    """How many messages lie in the range."""

    first: datetime
    last: datetime
    count: int


def _reversed(facts: DateRange) -> Iterable[Finding]:
    if facts.last is not None and facts.last <= facts.first:
        yield Finding("toDate", (as_text(facts.last), as_text(facts.first)))


def _empty(facts: FoundMessages) -> Iterable[Finding]:
    if facts.count == 0:
        yield Finding("", (as_text(facts.first), as_text(facts.last)))


BOTH = operations("messages", "publicMessages", "privateMessages")

RULES: tuple[Rule, ...] = (
    Rule(
        id="message-dates-in-order", code="SER0006", stage=Stage.EXISTENCE, facts=DateRange, operations=BOTH,
        source="messages 1.2.1, error SER0006", provenance="contract", check=_reversed,
        message="{0} is not later than fromDate {1}",
    ),
    Rule(
        id="messages-in-range", code="SER0007", stage=Stage.EXISTENCE, facts=FoundMessages, operations=BOTH,
        source="messages 1.2.1, error SER0007", provenance="contract", check=_empty,
        message="no message was sent between {0} and {1}",
    ),
)  # fmt: skip
