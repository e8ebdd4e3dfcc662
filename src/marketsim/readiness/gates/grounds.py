"""What the criteria of phases are judged on: each scenario's verdict, and what was reached, attested and waived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from marketsim.evidence.gate_facts import GatesFacts
from marketsim.readiness.coverage import Coverage
from marketsim.readiness.finding import Finding, Party, Verdict
from marketsim.readiness.grid import FUNCTIONS
from marketsim.readiness.record import Event, RunRecord
from marketsim.readiness.selection import RunVerdict
from marketsim.readiness.verdict import ScenarioVerdict
from marketsim.readiness.waiver_list import waiver_list


@dataclass(frozen=True, slots=True)
class Seen:
    """A scenario (or a row of one) that was met: what it came to, why, whose turn it is, and in which phase.

    ``made_for`` are the phases that it names itself.
    """

    id: str
    base_id: str
    verdict: Verdict
    cause: str | None
    why: str
    turn: Party | None
    phase: str | None
    made_for: Sequence[str] = ()
    assertions: Sequence[Event] = ()


@dataclass(frozen=True)
class Grounds:
    """Everything that criteria look at.

    ``attested`` are the ids of recorded steps outside the API, None where none can be recorded (a single run).
    ``waivers`` are those of waiver_list.py, ``problems`` those of the runs as a whole.
    """

    gates: GatesFacts
    seen: Mapping[str, Seen]
    coverage: Coverage
    functions: Sequence[str]
    waivers: Sequence[Mapping[str, Any]]
    attested: frozenset[str] | None = None
    faults: Sequence[str] = ()
    problems: Sequence[Finding] = ()
    embedded: bool = False

    @cached_property
    def rows(self) -> Mapping[str, Sequence[str]]:
        """The ids of the rows of each scenario, by its own; what evidence has beside the suite's counts too."""
        found: dict[str, list[str]] = {}
        for id_ in dict.fromkeys((*self.gates["scenarios"], *self.seen)):
            found.setdefault(id_.partition("#")[0], []).append(id_)
        return found

    def left_to_later(self, seen: Seen, phase: str) -> bool:
        """Whether a scenario that its run's phase left out must still be told for a phase.

        It must when it is made for that phase, or when the run was in an earlier one. A run in the phase itself, or
        later, left out what the phase does not ask for.
        """
        if seen.verdict != "omitted" or seen.cause != "phase":
            return False
        order = [each["phase"] for each in self.gates["phases"]]
        known = seen.phase in order and phase in order
        return phase in seen.made_for or not known or order.index(str(seen.phase)) < order.index(phase)

    def met(self, selected: Iterable[str]) -> Iterator[tuple[str, Seen | None]]:
        """Each scenario of a selection with what was seen of it, an outline with its rows; none twice.

        What is not among the scenarios of the criteria, and was not seen, is not for the functions asked for.
        """
        for id_ in dict.fromkeys(selected):
            rows = self.rows.get(id_.partition("#")[0], ())
            for each in rows if "#" not in id_ else [one for one in rows if one == id_]:
                yield each, self.seen.get(each)


def grounds_of(record: RunRecord, verdict: RunVerdict, coverage: Coverage, gates: GatesFacts) -> Grounds:
    """What a single run gives."""
    target = record.start.get("target") or {}
    phases = {each["worker"]: each.get("phase") for each in record.starts}
    return Grounds(
        gates=gates,
        seen={each.id: seen(each, phases.get(each.attempt.started["worker"])) for each in verdict.scenarios},
        coverage=coverage,
        functions=functions_of(record),
        waivers=waiver_list(record, verdict.scenarios),
        faults=record.faults,
        problems=verdict.problems,
        embedded=bool(target.get("embedded")),
    )


def seen(each: ScenarioVerdict, phase: str | None) -> Seen:
    """What a verdict says of its scenario."""
    finding = each.finding
    why = "" if finding is None else finding.found
    return Seen(
        id=each.id,
        base_id=each.attempt.base_id,
        verdict=each.verdict,
        cause=each.cause,
        why=why,
        turn=finding.responsible if finding else None,
        phase=phase,
        made_for=each.attempt.started["phases"],
        assertions=each.attempt.assertions,
    )


def functions_of(record: RunRecord) -> list[str]:
    """The functions that the participants of a run hold, in the usual order."""
    held = {each for start in record.starts for one in start["participants"] for each in one["functions"]}
    return [each for each in FUNCTIONS if each in held]
