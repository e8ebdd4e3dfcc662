"""What a run was asked to do; the ``run`` verb writes it, the test session reads it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from marketsim.evidence.events import Side, WaiverFacts
from marketsim.evidence.gate_facts import GatesFacts
from marketsim.evidence.plan_facts import PlanFacts
from marketsim.evidence.settlement_facts import SettlementFacts

SELECTED = "selected"
"""The file in the scratch folder in which the session says how many scenarios it will run."""


SELECTED_IDS = "selected-ids"
"""The file beside it that lists their ids, one a line."""


SETTLEMENT_FAULT = "settlement:"
"""How a fault begins that is a mistake of the settlement model; the system under test never hears of it."""


class SuppliedStatement(msgspec.Struct, frozen=True):
    """A statement for the settlement scenarios: where it lies, where its inputs lie, and what evidence says of them.

    ``rules`` is the id of a rule set, or ``by-date``.
    """

    inputs: str
    statement: str
    facts: SettlementFacts


class RunPlan(msgspec.Struct, frozen=True):
    """One run: where its output goes, against what, in which phase, with which seed.

    ``profile`` is None for the embedded system, which the run starts by itself. ``scenarios`` are the ids, with
    their rows, that are wanted; empty for all of the selection. ``scratch`` is a folder that is
    gone after the run. ``sweep`` runs each scenario that names a code once more for every rule of that code,
    with the rule switched off. ``embedded`` says that a named target turned out to be an embedded system.
    ``faults`` that begin with ``settlement:`` are mistakes of the settlement model, the others of the embedded system.
    ``settlement`` is the statement that was supplied, if one was.
    ``waivers``, ``market_sim_plan`` and ``gates`` (the criteria of the phases) are the contents of their files, as they
    go into the evidence. ``side``,
    ``handover`` and ``partner`` say which half of the scenarios with two participants this machine runs: A writes
    the hand-over file for the participant ``partner``, B reads it. ``asked`` are the options of the verb as they were
    given, by name; they go into the evidence, so that a report can tell how the same is run again.
    """

    run_id: str
    out: str
    seed: int
    phase: str | None = None
    profile: str | None = None
    contract: str | None = None
    schemas: str | None = None
    strict: bool = False
    intrusive: str | None = None
    faults: tuple[str, ...] = ()
    function: str | None = None
    topic: str | None = None
    features: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    shard: str | None = None
    scratch: str | None = None
    sweep: bool = False
    embedded: bool = False
    waivers: tuple[WaiverFacts, ...] = ()
    market_sim_plan: PlanFacts | None = None
    gates: GatesFacts | None = None
    side: Side | None = None
    handover: str | None = None
    partner: str | None = None
    asked: dict[str, str | bool | list[str]] = {}
    settlement: SuppliedStatement | None = None

    @property
    def system_faults(self) -> tuple[str, ...]:
        """The faults that an embedded system is started with."""
        return tuple(each for each in self.faults if not each.startswith(SETTLEMENT_FAULT))

    @property
    def settlement_faults(self) -> tuple[str, ...]:
        """The faults that are mistakes of the settlement model."""
        return tuple(each for each in self.faults if each.startswith(SETTLEMENT_FAULT))

    def write(self, path: Path) -> None:
        """Keep the plan as JSON."""
        path.write_bytes(msgspec.json.encode(self))

    @classmethod
    def read(cls, path: Path) -> RunPlan:
        """Read a plan back."""
        return msgspec.json.decode(path.read_bytes(), type=cls)


def as_given(verb: str, **options: object) -> dict[str, str | bool | list[str]]:
    """The options of a verb that were given, for ``RunPlan.asked``; paths as they are found from anywhere."""
    told: dict[str, str | bool | list[str]] = {"verb": verb}
    for name, value in options.items():
        if isinstance(value, Path):
            told[name] = str(value.resolve())
        elif isinstance(value, (list, tuple)):
            told |= {name: [str(each) for each in value]} if value else {}
        elif value is not None and value is not False:
            told[name] = value if value is True else str(value)
    return told


def fresh_run_id() -> str:
    """A sortable name for a run, for example ``20261121T204100Z-3f2a``."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
