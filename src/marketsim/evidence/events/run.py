"""A run: its target, contract, participants and waivers; its beginning and its end."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from marketsim.evidence.events.event import Event
from marketsim.evidence.events.trace import Observable
from marketsim.evidence.gate_facts import GatesFacts
from marketsim.evidence.plan_facts import PlanFacts
from marketsim.evidence.settlement_facts import SettlementFacts


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
    settlement: NotRequired[SettlementFacts | None]


class RunFinished(Event):
    """The run came to its end."""
