"""An expectation with what was found."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from marketsim.evidence.events.event import Event

Provenance = Literal["contract", "seed", "assumed", "model"]
Subject = Literal["value", "status", "code", "absence", "presence", "transport", "state"]
Comparison = Literal["equal", "one of", "code", "status", "application", "listed", "recorded"]
FailureCause = Literal["contract", "business-rule", "authorisation"]


class StateSeen(TypedDict):
    """A status that was seen: of which object, by the name of its state table."""

    table: str
    name: str
    status: str


class Assertion(Event):
    """An expectation with what was found; ``held`` says whether they agreed.

    ``comparison`` says how they were compared, so that a reader can do it again: ``equal``, ``one of`` (expected
    names the choices), ``code`` (expected is among the words found), ``status`` (found begins with expected),
    ``application`` (200, or 400 with a code that is no refusal of access), ``listed`` (listed or not) and
    ``recorded`` (by a rule of the step: only ``held`` tells). ``state`` is there where a status that follows from
    dates was seen, so that coverage can tell what changed from one look to the next.
    """

    step: int | None
    what: str
    expected: Any
    found: Any
    held: bool
    provenance: Provenance
    subject: Subject
    cause: FailureCause
    request_id: str | None
    operation: str | None
    comparison: NotRequired[Comparison]
    state: NotRequired[StateSeen]
