"""An attempt at a scenario: its steps, what kept it waiting or stopped it, its halves and files, its end."""

from __future__ import annotations

from typing import Literal

from marketsim.evidence.events.event import Event

StepStatus = Literal["passed", "failed", "broken", "skipped", "not reached", "left to partner"]
HaltCause = Literal["timing", "data", "phase", "function", "target", "permission"]
WaitsFor = Literal["us", "ISO", "partner"]
ProblemCause = Literal["set-up", "network", "harness"]
Side = Literal["A", "B"]


class ScenarioStarted(Event):
    """One attempt at a scenario (or one row of an outline) begins."""

    base_id: str
    row: dict[str, str]
    name: str
    feature: str
    feature_path: str
    topic: str
    description: str
    tags: list[str]
    functions: list[str]
    phases: list[str]
    codes: list[str]
    requirements: list[str]
    provenance: str
    node_id: str


class Step(Event):
    """A Gherkin step has ended, was not reached, or belongs to the half that a partner runs."""

    index: int
    keyword: str
    text: str
    status: StepStatus
    seconds: float
    table: list[list[str]] | None
    docstring: str | None


class Waiting(Event):
    """A scenario waits for something that is to come within the profile's patience."""

    what: str
    until: str
    seconds: float


class Halted(Event):
    """The scenario was left before its end: it could not be told (skipped) or does not apply (omitted)."""

    verdict: Literal["skipped", "omitted"]
    cause: HaltCause
    reason: str
    waits_for: WaitsFor | None
    until: str | None


class Problem(Event):
    """Something of ours, or between us and the target, kept us from testing."""

    cause: ProblemCause
    message: str
    detail: str


class Joined(Event):
    """A half of a scenario with two participants: side A has handed over to a partner, side B has taken over.

    ``joined_request_id`` is the caiso-request-id of the request that side A sent and side B goes on from: it
    stands in the evidence of both. ``partner`` is the other participant.
    """

    side: Side
    joined_request_id: str
    partner: str


class Attachment(Event):
    """A file of the run's folder belongs to the scenario: a picture, or an archive of what it worked on.

    ``file`` is relative to the run's folder, ``digest`` the SHA-256 of its ``bytes`` bytes.
    """

    step: int | None
    title: str
    file: str
    media_type: str
    bytes: int
    digest: str


class ScenarioFinished(Event):
    """The attempt came to its end, whatever its verdict."""

    seconds: float
