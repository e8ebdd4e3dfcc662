"""Transitions that follow from dates: no request takes them, but two looks at the same object show that they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from marketsim.readiness.record import Attempt, Event


def transitions_seen(attempt: Attempt, rows: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The rows of the state tables between the statuses that one scenario saw of one object, look after look.

    Only statuses of held assertions count, each told by the system itself. Two looks with other statuses between them
    that nobody saw, or that more than one row could explain, show nothing.
    """
    looks: dict[tuple[str, str], list[str]] = {}
    for each in attempt.assertions:
        if (seen := _seen(each)) is not None:
            looks.setdefault((seen["table"], seen["name"]), []).append(seen["status"])
    for (table, _), statuses in looks.items():
        for before, after in pairwise(statuses):
            between = [
                row for row in rows if (row["table"], row["from"], row["to"]) == (table, before, after)
            ]
            if before != after and len(between) == 1:
                yield between[0]


def _seen(assertion: Event) -> Mapping[str, str] | None:
    seen = assertion.get("state")
    told = assertion["held"] and assertion["subject"] == "state" and assertion["request_id"]
    return seen if told and isinstance(seen, Mapping) else None
