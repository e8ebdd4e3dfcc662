"""What was sent to be kept, and what was taken back."""

from __future__ import annotations

from typing import Literal

from marketsim.evidence.events.event import Event

Undo = Literal["reversible", "irreversible"]
WriteOutcome = Literal["done", "refused", "not done", "unknown"]
KnownBy = Literal["answer", "failure", "read-back"]
UndoOutcome = Literal["undone", "left"]


class Write(Event):
    """A write was sent: whether it can be taken back, and what became of it.

    ``outcome`` is what is known when the step goes on; ``known_by`` whether the answer said so, the failure (no
    request ever left), or a look afterwards; ``found`` what it rests on.
    """

    step: int | None
    request_id: str
    operation: str
    undo: Undo
    participant: str
    outcome: WriteOutcome
    known_by: KnownBy
    found: str


class Undone(Event):
    """Something that a scenario had left was taken back, or could not be; ``why`` says what it rests on."""

    operation: str
    participant: str
    market: str
    portfolio: str
    outcome: UndoOutcome
    why: str
