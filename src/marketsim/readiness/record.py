"""Evidence put in order: the run, and every attempt at every scenario with its own events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from marketsim.evidence.events import WaiverFacts
from marketsim.evidence.gate_facts import GatesFacts
from marketsim.evidence.plan_facts import PlanFacts
from marketsim.evidence.settlement_facts import SettlementFacts

Event = Mapping[str, Any]

SETTLEMENT = "settlement"
"""The topic of the settlement scenarios, and how a fault begins that is a mistake of their model."""
_LISTS = {
    "step": "steps",
    "exchange": "exchanges",
    "assertion": "assertions",
    "halted": "halts",
    "problem": "problems",
    "trace": "traces",
    "write": "writes",
    "undone": "undoings",
    "waiting": "waits",
    "joined": "joins",
    "attachment": "attachments",
}


@dataclass(slots=True)
class Attempt:
    """One attempt at a scenario; each list is in the order in which it happened.

    ``asides`` are exchanges that no step asked for: looks at what became of a write, and what undoes one. They
    say nothing for or against the scenario.
    """

    started: Event
    place: int
    steps: list[Event] = field(default_factory=list)
    exchanges: list[Event] = field(default_factory=list)
    asides: list[Event] = field(default_factory=list)
    assertions: list[Event] = field(default_factory=list)
    halts: list[Event] = field(default_factory=list)
    problems: list[Event] = field(default_factory=list)
    traces: list[Event] = field(default_factory=list)
    writes: list[Event] = field(default_factory=list)
    undoings: list[Event] = field(default_factory=list)
    waits: list[Event] = field(default_factory=list)
    joins: list[Event] = field(default_factory=list)
    attachments: list[Event] = field(default_factory=list)
    finished: Event | None = None

    @property
    def id(self) -> str:
        """``MS-CON-01`` or ``MS-CON-01#row``."""
        return str(self.started["scenario"])

    @property
    def base_id(self) -> str:
        """The id without its row."""
        return str(self.started["base_id"])

    @property
    def of_settlement(self) -> bool:
        """Whether it is about the settlement model, which says nothing about CRR readiness."""
        return bool(self.started.get("topic") == SETTLEMENT)

    @property
    def name(self) -> str:
        """The scenario's name; in an outline's, ``<column>`` is replaced by the row's value."""
        name = str(self.started["name"])
        for column, value in self.started["row"].items():
            name = name.replace(f"<{column}>", value)
        return name

    @property
    def seconds(self) -> float:
        """How long it took; 0 when it never finished."""
        return float(self.finished["seconds"]) if self.finished else 0.0

    def exchange_of(self, event: Event) -> Event | None:
        """The exchange that an assertion speaks of: by request id, else by operation, else none."""
        request_id, operation = event.get("request_id"), event.get("operation")
        for exchange in reversed(self.exchanges):
            if request_id and exchange["request_id"] == request_id:
                return exchange
        if request_id or not operation:
            return None
        return next((each for each in reversed(self.exchanges) if operation_of(each) == operation), None)


@dataclass(slots=True)
class RunRecord:
    """Everything that was recorded. ``loose`` are events of no scenario, other than problems."""

    starts: list[Event] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    problems: list[Event] = field(default_factory=list)
    loose: list[Event] = field(default_factory=list)
    finished: list[Event] = field(default_factory=list)

    @property
    def start(self) -> Event:
        """What was run and on what; empty when no worker came so far."""
        return self.starts[0] if self.starts else {}

    @property
    def live(self) -> bool:
        """Whether the target is one we only observe."""
        return bool(self.start) and self.start["target"]["kind"] == "live"

    @property
    def canned(self) -> bool:
        """Whether the target gives the same answers whatever it is asked."""
        return bool(self.start) and self.start["target"].get("answers") == "canned"

    @property
    def strict(self) -> bool:
        """Whether undocumented members count as deviations."""
        return bool(self.start.get("strict"))

    @property
    def faults(self) -> list[str]:
        """The faults that the target was started with; not empty means it was made to err."""
        return [each for each in self._every_fault if not each.startswith(f"{SETTLEMENT}:")]

    @property
    def mistakes(self) -> list[str]:
        """The faults of the settlement model, which lies in the steps; the target never heard of them."""
        return [each for each in self._every_fault if each.startswith(f"{SETTLEMENT}:")]

    @property
    def _every_fault(self) -> list[str]:
        return sorted({fault for start in self.starts for fault in start["faults"]})

    @property
    def settlement(self) -> SettlementFacts | None:
        """The statement that was supplied for the settlement scenarios; the latest, where a run was resumed."""
        return self.starts[-1].get("settlement") if self.starts else None

    @property
    def waivers(self) -> list[WaiverFacts]:
        """The waivers that are given now: those of the latest start, where a run was resumed."""
        return list(self.starts[-1].get("waivers") or ()) if self.starts else []

    @property
    def market_sim_plan(self) -> PlanFacts | None:
        """The Market Simulation plan that the run was made by; the latest one, where a run was resumed."""
        return self.starts[-1].get("market_sim_plan") if self.starts else None

    @property
    def gates(self) -> GatesFacts | None:
        """The entry and exit criteria of the phases; the latest, where a run was resumed."""
        return self.starts[-1].get("gates") if self.starts else None

    @property
    def observable(self) -> Mapping[str, Any] | None:
        """What the target lets us see inside, or None."""
        return next((each["observable"] for each in self.starts if each["observable"]), None)

    @property
    def traces(self) -> list[Event]:
        """All traces, of scenarios and of the run."""
        return [each for attempt in self.attempts for each in attempt.traces] + [
            each for each in self.loose if each["event"] == "trace"
        ]

    @property
    def unfinished_workers(self) -> list[str]:
        """Workers that began and never said that they were done."""
        done = {event["worker"] for event in self.finished}
        return sorted({event["worker"] for event in self.starts} - done)

    def parted(self) -> tuple[RunRecord, RunRecord]:
        """The run without its settlement scenarios, and with nothing but them."""
        return tuple(  # type: ignore[return-value]
            replace(self, attempts=[each for each in self.attempts if each.of_settlement == apart])
            for apart in (False, True)
        )

    def latest(self) -> list[Attempt]:
        """The attempt of each scenario that counts: the one begun last; in order of first appearance."""
        newest: dict[str, Attempt] = {}
        for attempt in self.attempts:
            if attempt.id not in newest or newest[attempt.id].place < attempt.place:
                newest[attempt.id] = attempt
        return list(newest.values())


def assemble(events: Iterable[Event]) -> RunRecord:
    """Put events, in the order ``read_events`` gives them, in their places."""
    record = RunRecord()
    current: dict[tuple[str, str], Attempt] = {}
    for event in events:
        kind, scenario = event["event"], event["scenario"]
        key = (event["worker"], scenario)
        if kind == "run_started":
            record.starts.append(event)
        elif kind == "run_finished":
            record.finished.append(event)
        elif kind == "scenario_started":
            current[key] = Attempt(event, len(record.attempts))
            record.attempts.append(current[key])
        elif key in current:
            _place(current[key], event)
        else:
            (record.problems if kind == "problem" else record.loose).append(event)
    return record


def _place(attempt: Attempt, event: Event) -> None:
    if event["event"] == "scenario_finished":
        attempt.finished = event
    elif event.get("purpose"):
        attempt.asides.append(event)
    else:
        getattr(attempt, _LISTS[event["event"]]).append(event)


def operation_of(exchange: Event) -> str | None:
    """``service.operationId`` of an exchange, or None for a call outside the contract."""
    if exchange["service"] is None or exchange["operation_id"] is None:
        return None
    return f"{exchange['service']}.{exchange['operation_id']}"
