"""What a statement may say of a scenario: the allow-list, member by member. What is not here is never shared.

There is no member for bids, prices, MW, holdings, load, names of places or counterparties; a value that was
compared is told in published words (a status, an error code, a state) or as a keyed digest.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from marketsim.evidence.events import (
    Comparison,
    FailureCause,
    HaltCause,
    ProblemCause,
    Provenance,
    Side,
    StepStatus,
    Subject,
    WaitsFor,
)
from marketsim.readiness.finding import Party, Verdict

Word = Annotated[str, msgspec.Meta(max_length=80)]
Line = Annotated[str, msgspec.Meta(max_length=400)]
Hex = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]*\Z", max_length=128)]
Moment = Annotated[str, msgspec.Meta(pattern=r"\A\d{4}-\d\d-\d\dT[0-9:.]{8,20}(Z|[+-]\d\d:\d\d)\Z")]
Words = tuple[Word, ...]


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fact of a statement; a member it does not know is refused."""


class Shown(Fact, frozen=True):
    """A compared value: ``said`` in published words, or a keyed ``digest`` with the error codes it names."""

    said: Word | None = None
    digest: Hex | None = None
    codes: Words = ()


class AssertionFact(Fact, frozen=True):
    """One comparison; ``comparison`` as in marketsim.evidence.events."""

    seq: int
    step: int | None
    expected: Shown
    found: Shown
    held: bool
    comparison: Comparison
    subject: Subject
    cause: FailureCause
    provenance: Provenance
    request_id: Word | None
    operation: Word | None


class DeviationFact(Fact, frozen=True):
    """A departure from the contract: on which side and in which part; the values stay in the annex."""

    side: Literal["request", "response"]
    where: Word
    undocumented: bool


class ExchangeFact(Fact, frozen=True):
    """One call. Bodies are told by keyed digests; ``path`` is the contract's, empty for a call outside it.

    ``speaker`` numbers those who speak in the attempt: who trades with whom is not told.
    """

    seq: int
    step: int | None
    request_id: Word
    service: Word | None
    operation_id: Word | None
    method: Word
    path: Line
    speaker: int
    function: Word | None
    started: Moment
    seconds: float
    attempt: int
    status: int | None
    codes: Words
    service_version: Word | None
    transport_error: Word | None
    deviations: tuple[DeviationFact, ...]
    intended_breach: bool
    outage: Moment | None
    """Until when the announced outage lasts in which it fell."""
    request: Hex
    response: Hex | None


class HaltFact(Fact, frozen=True):
    """Why the scenario was left."""

    seq: int
    verdict: Literal["skipped", "omitted"]
    cause: HaltCause
    waits_for: WaitsFor | None
    until: Moment | None


class ProblemFact(Fact, frozen=True):
    """That something kept us from testing; the message stays in the annex."""

    seq: int
    cause: ProblemCause


class JoinFact(Fact, frozen=True):
    """A half of a scenario with two participants: the request id stands in the partner's statement too."""

    seq: int
    side: Side
    request_id: Word


class StepFact(Fact, frozen=True):
    """How a step ended; the features' digest says which step it is."""

    seq: int
    index: int
    status: StepStatus


class Course(Fact, frozen=True):
    """What happened in the attempt that counts."""

    run_id: Word
    seq: int
    at: Moment
    seconds: float | None
    steps: tuple[StepFact, ...]
    exchanges: tuple[ExchangeFact, ...]
    assertions: tuple[AssertionFact, ...]
    halts: tuple[HaltFact, ...]
    problems: tuple[ProblemFact, ...]
    joins: tuple[JoinFact, ...] = ()


class TryFact(Fact, frozen=True):
    """One attempt, counted or not; ``stale`` says why its evidence no longer counts."""

    run_id: Word
    at: Moment
    phase: Word | None
    verdict: Verdict
    stale: Line | None


class Case(Fact, frozen=True):
    """A scenario, or a row of one, as the feature files have it. ``row`` keeps service, operation and function."""

    id: Line
    base_id: Word
    name: Line
    topic: Word
    functions: Words
    phases: Words
    codes: Words
    requirements: Words
    provenance: Provenance
    row: dict[Word, Word]
    by_hand: bool
    """Whether it speaks of the market user interface (@mui), so that it can be attested."""


class ScenarioFact(Fact, frozen=True):
    """A scenario with what it came to. ``course`` is None when it is not yet told; ``untold`` says why."""

    case: Case
    verdict: Verdict
    cause: Word | None
    responsible: Party | None
    untold: Line | None
    course: Course | None
    tries: tuple[TryFact, ...]
