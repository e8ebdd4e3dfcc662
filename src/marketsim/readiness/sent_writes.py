"""What a run changed on a live target: irreversible writes one by one, and what of the others is still there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketsim.readiness.record import Event, RunRecord


def sent_writes(record: RunRecord) -> dict[str, Any]:
    """The writes of every attempt; empty on an embedded system, which keeps nothing of anybody's.

    ``irreversible`` [{scenario, operation, request_id, participant, at, outcome, known_by, found}]; ``unanswered``
    the reversible ones whose answer was lost, likewise; ``left`` [{scenario, operation, participant, market,
    portfolio, why}], what could not be undone; ``undone`` how many were.
    """
    if not record.live:
        return {"irreversible": [], "unanswered": [], "left": [], "undone": 0}
    writes, undoings = list(_all(record, "writes")), list(_all(record, "undoings"))
    return {
        "irreversible": [_write(each) for each in writes if each["undo"] == "irreversible"],
        "unanswered": [
            _write(each)
            for each in writes
            if each["undo"] == "reversible" and each["known_by"] == "read-back"
        ],
        "left": [_left(each) for each in undoings if each["outcome"] == "left"],
        "undone": sum(each["outcome"] == "undone" for each in undoings),
    }


def _all(record: RunRecord, name: str) -> Iterator[Event]:
    return (event for attempt in record.attempts for event in getattr(attempt, name))


def _write(event: Event) -> dict[str, Any]:
    names = ("scenario", "operation", "request_id", "participant", "at", "outcome", "known_by", "found")
    return {name: event[name] for name in names}


def _left(event: Event) -> dict[str, Any]:
    return {
        name: event[name] for name in ("scenario", "operation", "participant", "market", "portfolio", "why")
    }
