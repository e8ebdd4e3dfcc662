"""The statement as a document: what statement.json holds."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from marketsim.evidence.events import ProblemCause
from marketsim.readiness.finding import Verdict
from marketsim.readiness.selection import Readiness
from marketsim.readiness.statement.facts import Fact, Hex, Line, Moment, ScenarioFact, Word, Words

Schema = Literal["marketsim readiness statement 1"]
SelfAttested = Literal["self-attested: the signature proves the signer and not the server"]
SCHEMA: Schema = "marketsim readiness statement 1"
SELF_ATTESTED: SelfAttested = "self-attested: the signature proves the signer and not the server"
Number = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Name = Annotated[str, msgspec.Meta(max_length=400)]


class CertificateFact(Fact, frozen=True):
    """A certificate that the server showed."""

    subject: Name
    issuer: Name
    serial: Word
    not_before: Moment
    not_after: Moment
    sha256: Hex


class ServerFact(Fact, frozen=True):
    """The server as it showed itself in a handshake of ours; ``note`` says why there is no whole chain."""

    protocol: Word
    chain: tuple[CertificateFact, ...]
    note: Line = ""


class TargetFact(Fact, frozen=True):
    """The system under test."""

    name: Word
    kind: Literal["embedded", "live"]
    base_url: Line
    embedded: bool
    answers: Word = "system"


class AttemptFact(Fact, frozen=True):
    """One run of the campaign. ``seed`` is a keyed digest: the seed itself would tell bids and prices."""

    run_id: Word
    began: Moment
    ended: Moment
    phase: Word | None
    target: TargetFact
    contract_digest: Hex
    features_digest: Hex
    strict: bool
    intrusive: bool
    faults: Words
    seed: Hex
    versions: dict[Word, Word]
    server: ServerFact
    scenarios: Number
    problems: tuple[ProblemCause, ...]
    unfinished_workers: Number


class ParticipantFact(Fact, frozen=True):
    """A participant that spoke, and the functions it claims."""

    name: Word
    functions: Words


class SelectionFact(Fact, frozen=True):
    """What the campaign is about. ``topic`` None is every topic."""

    functions: Words
    topic: Word | None


class AttestedFact(Fact, frozen=True):
    """A step outside the API, recorded by a person. ``proof`` is the SHA-256 of the proof, kept in the annex."""

    id: Line
    text: Line
    by: Line
    at: Moment
    proof: Hex
    file: Line


class WaiverFact(Fact, frozen=True):
    """A failure that is known and accepted for a while; ``expires`` is a date, the last day on which it holds."""

    id: Line
    reason: Line
    owner: Line
    expires: Annotated[str, msgspec.Meta(pattern=r"\A\d{4}-\d\d-\d\d\Z")]
    issue: Line | None = None


class FileFact(Fact, frozen=True):
    """A file that is bound by its digest; ``name`` is relative, with slashes."""

    name: Line
    bytes: int
    sha256: Hex


class SignerFact(Fact, frozen=True):
    """Who signs: the campaign's own key, or the certificate of a participant. ``key`` is the public key's SHA-256."""

    kind: Literal["campaign key", "certificate"]
    key: Hex
    subject: Name = ""


class Outcome(Fact, frozen=True):
    """What the whole came to; ``counts`` leaves attested steps apart."""

    readiness: Readiness
    exit_code: int
    sentence: Line
    counts: dict[Verdict, int]
    functions: dict[Word, Readiness]
    phases: dict[Word, Readiness]


class Statement(Fact, frozen=True):
    """A readiness statement. ``made`` and ``expires`` bound the time in which it may be relied upon."""

    schema: Schema
    says: SelfAttested
    campaign: Word
    made: Moment
    expires: Moment
    signer: SignerFact
    target: TargetFact
    selection: SelectionFact
    contract_digest: Hex
    contract_versions: dict[Word, Word]
    features_digest: Hex
    service_versions: dict[Word, Word]
    versions: dict[Word, Word]
    participants: tuple[ParticipantFact, ...]
    attempts: tuple[AttemptFact, ...]
    outcome: Outcome
    scenarios: tuple[ScenarioFact, ...]
    waivers: tuple[WaiverFact, ...]
    attested: tuple[AttestedFact, ...]
    annex: tuple[FileFact, ...]
