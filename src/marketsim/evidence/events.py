"""The kinds of event and their members; shapes are open (members may be added), never narrowed.

Every event carries ``event`` (its kind), ``at`` (UTC wall time), ``seq`` (rising within a worker), ``worker``
and ``scenario`` (``None`` when it belongs to the run). Events are plain dicts in memory; these types describe
them, and ``fault_of`` tells whether a dict read from a file has the shape of its kind.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

import msgspec

from marketsim.evidence.gate_facts import GatesFacts
from marketsim.evidence.plan_facts import PlanFacts

Provenance = Literal["contract", "seed", "assumed", "model"]
StepStatus = Literal["passed", "failed", "broken", "skipped", "not reached", "left to partner"]
Subject = Literal["value", "status", "code", "absence", "presence", "transport", "state"]
Comparison = Literal["equal", "one of", "code", "status", "application", "listed", "recorded"]
FailureCause = Literal["contract", "business-rule", "authorisation"]
ProblemCause = Literal["set-up", "network", "harness"]
HaltCause = Literal["timing", "data", "phase", "function", "target", "permission"]
WaitsFor = Literal["us", "ISO", "partner"]
Undo = Literal["reversible", "irreversible"]
WriteOutcome = Literal["done", "refused", "not done", "unknown"]
KnownBy = Literal["answer", "failure", "read-back"]
Purpose = Literal["read-back", "undo"]
UndoOutcome = Literal["undone", "left"]
Side = Literal["A", "B"]


class Event(TypedDict):
    """The members that every event has."""

    event: str
    at: str
    seq: int
    worker: str
    scenario: str | None


class TargetFacts(TypedDict):
    """Which system was under test; ``kind`` is ``embedded`` or ``live``, ``answers`` is ``system`` or ``canned``."""

    name: str
    kind: str
    base_url: str
    embedded: bool
    answers: NotRequired[str]


class FileFacts(TypedDict):
    """Where the columns of one download come from; ``confirmed`` of ``columns`` are known from published files.

    ``origin``: confirmed, harness format (ours) or schemas (the ISO's). ``file`` is the schema, ``unmapped`` our
    columns that none of its fields stands for.
    """

    download_type: str
    origin: str
    columns: int
    confirmed: int
    file: str | None
    unmapped: list[str]


class FilesFacts(TypedDict):
    """By which columns downloads are read; ``digest`` is that of the folder of schemas, where one was given."""

    provenance: str
    digest: str | None
    formats: list[FileFacts]


class ContractFacts(TypedDict):
    """Which contract the exchanges were checked against."""

    provenance: str
    digest: str
    versions: dict[str, str]
    files: NotRequired[FilesFacts]


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


class ParticipantFacts(TypedDict):
    """A participant of the run and the functions it claims."""

    name: str
    functions: list[str]


class WaiverFacts(TypedDict):
    """A failure that is known and accepted for a while.

    ``id`` is that of a scenario, or of one row of an outline; ``expires`` a date, the last Pacific day on which
    the waiver holds; ``issue`` the number in the ISO's list of known issues.
    """

    id: str
    reason: str
    owner: str
    expires: str
    issue: str | None


class RunStarted(Event):
    """The run, once a run (a shard or a resumed session adds its own)."""

    run_id: str
    seed: int | str
    target: TargetFacts
    contract: ContractFacts
    strict: bool
    phase: str | None
    selection: dict[str, Any]
    versions: dict[str, str]
    features_digest: str
    faults: list[str]
    observable: Observable | None
    participants: list[ParticipantFacts]
    waivers: NotRequired[list[WaiverFacts]]
    market_sim_plan: NotRequired[PlanFacts | None]
    gates: NotRequired[GatesFacts | None]


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


class Waiting(Event):
    """A scenario waits for something that is to come within the profile's patience."""

    what: str
    until: str
    seconds: float


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


class RunFinished(Event):
    """The run came to its end."""


KINDS: dict[str, type] = {
    "run_started": RunStarted,
    "scenario_started": ScenarioStarted,
    "step": Step,
    "exchange": Exchange,
    "write": Write,
    "undone": Undone,
    "waiting": Waiting,
    "assertion": Assertion,
    "halted": Halted,
    "problem": Problem,
    "trace": Trace,
    "joined": Joined,
    "attachment": Attachment,
    "scenario_finished": ScenarioFinished,
    "run_finished": RunFinished,
}


def fault_of(event: dict[str, Any]) -> str | None:
    """What is wrong with the shape of an event read from a file, or ``None``."""
    kind = KINDS.get(str(event.get("event")))
    if kind is None:
        return f"unknown kind of event {str(event.get('event'))[:40]!r}"
    try:
        msgspec.convert(event, kind)
    except msgspec.ValidationError as fault:
        return f"{event['event']}: {fault}"
    return None
