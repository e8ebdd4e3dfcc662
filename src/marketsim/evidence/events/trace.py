"""What a target lets us see inside."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from marketsim.evidence.events.event import Event


class ObservableRule(TypedDict):
    """One rule the target lets us see inside."""

    id: str
    code: str
    stage: str | int
    operations: list[str]
    provenance: str
    source: str


Transition = TypedDict("Transition", {"table": str, "from": str, "event": str, "to": str})


class Observable(TypedDict):
    """What the target lets us see inside; ``roles`` is {"service.operationId": [functions allowed]}."""

    rules: list[ObservableRule]
    transitions: list[Transition]
    roles: NotRequired[dict[str, list[str]]]


class FiredRule(TypedDict):
    """A rule that refused, and the code it refused with."""

    id: str
    code: str


class Trace(Event):
    """What one request set in motion inside; ``induced`` when the operator made the target answer so."""

    request_id: str
    rules_evaluated: list[str]
    rules_fired: list[FiredRule]
    transitions: list[Transition]
    induced: bool
