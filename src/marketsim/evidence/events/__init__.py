"""The kinds of event and their members; shapes are open (members may be added), never narrowed.

Every event carries ``event`` (its kind), ``at`` (UTC wall time), ``seq`` (rising within a worker), ``worker``
and ``scenario`` (``None`` when it belongs to the run). Events are plain dicts in memory; these types describe
them, and ``fault_of`` tells whether a dict read from a file has the shape of its kind.
"""

from __future__ import annotations

from typing import Any

import msgspec

from marketsim.evidence.events.assertion import (
    Assertion,
    Comparison,
    FailureCause,
    Provenance,
    StateSeen,
    Subject,
)
from marketsim.evidence.events.event import Event
from marketsim.evidence.events.exchange import (
    Body,
    DeviationFacts,
    Exchange,
    OutageFacts,
    Purpose,
    RequestBody,
    TransportError,
)
from marketsim.evidence.events.run import (
    ContractFacts,
    FileFacts,
    FilesFacts,
    ParticipantFacts,
    RunFinished,
    RunStarted,
    TargetFacts,
    WaiverFacts,
)
from marketsim.evidence.events.scenario import (
    Attachment,
    HaltCause,
    Halted,
    Joined,
    Problem,
    ProblemCause,
    ScenarioFinished,
    ScenarioStarted,
    Side,
    Step,
    StepStatus,
    Waiting,
    WaitsFor,
)
from marketsim.evidence.events.trace import FiredRule, Observable, ObservableRule, Trace, Transition
from marketsim.evidence.events.write import KnownBy, Undo, Undone, UndoOutcome, Write, WriteOutcome

__all__ = [
    "KINDS",
    "Assertion",
    "Attachment",
    "Body",
    "Comparison",
    "ContractFacts",
    "DeviationFacts",
    "Event",
    "Exchange",
    "FailureCause",
    "FileFacts",
    "FilesFacts",
    "FiredRule",
    "HaltCause",
    "Halted",
    "Joined",
    "KnownBy",
    "Observable",
    "ObservableRule",
    "OutageFacts",
    "ParticipantFacts",
    "Problem",
    "ProblemCause",
    "Provenance",
    "Purpose",
    "RequestBody",
    "RunFinished",
    "RunStarted",
    "ScenarioFinished",
    "ScenarioStarted",
    "Side",
    "StateSeen",
    "Step",
    "StepStatus",
    "Subject",
    "TargetFacts",
    "Trace",
    "Transition",
    "TransportError",
    "Undo",
    "UndoOutcome",
    "Undone",
    "Waiting",
    "WaitsFor",
    "WaiverFacts",
    "Write",
    "WriteOutcome",
    "fault_of",
]

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
