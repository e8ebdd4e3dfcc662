"""One request and its answer, as they went over the wire."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from marketsim.evidence.events.event import Event

Purpose = Literal["read-back", "undo"]


class Body(TypedDict):
    """A kept body: at most 64 KB of it, with the size and SHA-256 of the whole as it went over the wire."""

    headers: dict[str, str]
    body: str
    encoding: Literal["text", "base64"]
    bytes: int
    digest: str
    truncated: bool
    redacted: bool


class RequestBody(Body):
    """The request's side of an exchange."""

    query: dict[str, str]


class TransportError(TypedDict):
    """Why there was no answer; ``kind`` as in the client: dns, refused, tls, timeout, reset, proxy, other."""

    kind: str
    message: str


class DeviationFacts(TypedDict):
    """One difference between an exchange and the contract; ``side`` is ``request`` or ``response``."""

    side: Literal["request", "response"]
    where: str
    path: str
    expected: str
    found: str
    undocumented: bool


class OutageFacts(TypedDict):
    """The announced outage that an exchange fell into; ``until`` is its end (ISO, with offset)."""

    reason: str
    until: str


class Exchange(Event):
    """One request and its answer, or why there was none. ``step`` is the index of the step that made it.

    ``purpose`` marks what no step asked for: a look at what became of a write, or the undoing of one.
    """

    step: int | None
    request_id: str
    service: str | None
    operation_id: str | None
    method: str
    path: str
    participant: str | None
    function: str | None
    started: str
    seconds: float
    attempt: int
    status: int | None
    request: RequestBody
    response: Body | None
    transport_error: TransportError | None
    deviations: list[DeviationFacts]
    deviations_total: int
    intended_breach: str | None
    service_version: str | None
    purpose: NotRequired[Purpose | None]
    outage: NotRequired[OutageFacts | None]
