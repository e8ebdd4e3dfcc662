"""The entry and exit criteria of the Market Simulation's phases: features/readiness-phases.yaml.

A criterion says of which ``kind`` it is; a ``selection`` (``of``) names scenarios by id, topic, tag, phase, code or
function: any of the values of one member, and all members together. A phase selects the scenarios that carry its
tag and those that the rows of the Market Simulation plan put into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from marketsim.suite.feature_files import Scenario
from marketsim.suite.headed_file import read_headed
from marketsim.suite.scenario_ids import id_of
from marketsim.suite.yaml_file import items, line_of, members, text_of

GATES = "features/readiness-phases.yaml"
HEAD = ("title", "ours")
SIDES = ("entry", "exit")
TEXTS = (
    "id", "text", "kind", "provenance", "source", "at_least", "during", "step", "figure", "about", "exit_of",
)  # fmt: skip
SELECTED_BY = ("scenario", "topic", "tag", "phase", "code", "function")
LONGEST = 2000  # characters of a text
MOST = 500  # criteria

Selection = Mapping[str, tuple[tuple[int, str], ...]]
_PERCENT = re.compile(r"\d{1,3}(\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion as written; ``of`` is None where it selects nothing, ``misplaced`` what has no place in it."""

    line: int
    texts: Mapping[str, str]
    of: Selection | None
    functions: tuple[tuple[int, str], ...]
    misplaced: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its id, empty where it has none."""
        return self.texts.get("id", "")

    @property
    def at_least(self) -> float | None:
        """The share in per cent; None where none is written, or no number from 0 to 100."""
        text = self.texts.get("at_least", "")
        return float(text) if _PERCENT.fullmatch(text) and float(text) <= 100 else None


@dataclass(frozen=True, slots=True)
class PhaseGate:
    """The criteria of one phase."""

    line: int
    phase: str
    entry: tuple[Criterion, ...]
    exit: tuple[Criterion, ...]
    misplaced: tuple[str, ...] = ()

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All of them, entry first."""
        return self.entry + self.exit


@dataclass(frozen=True, slots=True)
class Gates:
    """The file; ``head`` has the members of HEAD, ``misplaced`` what has no place there."""

    head: Mapping[str, str]
    phases: tuple[PhaseGate, ...]
    misplaced: tuple[str, ...] = ()

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria of all phases."""
        return tuple(each for gate in self.phases for each in gate.criteria)

    def facts(self, scenarios: Iterable[Scenario], plan: Mapping[str, Any] | None) -> dict[str, Any]:
        """The criteria as evidence has them (marketsim.evidence.gate_facts), over these scenarios.

        ``plan`` are the facts of the Market Simulation plan, by which phases select.
        """
        known = [each for each in scenarios if id_of(each) is not None]
        planned = planned_phases(plan)
        return {
            "title": self.head.get("title", ""),
            "ours": self.head.get("ours", "").lower() != "false",
            "scenarios": [id_ for each in known for id_ in _case_ids(each)],
            "phases": [
                {
                    "phase": gate.phase,
                    "entry": [_facts(each, gate.phase, known, planned) for each in gate.entry],
                    "exit": [_facts(each, gate.phase, known, planned) for each in gate.exit],
                }
                for gate in self.phases
            ],
        }


def _facts(
    criterion: Criterion, phase: str, known: Iterable[Scenario], planned: Mapping[str, set[str]]
) -> dict[str, Any]:
    texts = {
        name: criterion.texts.get(name) for name in ("source", "during", "step", "figure", "about", "exit_of")
    }
    return {
        "id": criterion.id,
        "text": criterion.texts.get("text", ""),
        "kind": criterion.texts.get("kind", ""),
        "phase": phase,
        "provenance": criterion.texts.get("provenance", "assumed"),
        "at_least": criterion.at_least,
        "functions": [each for _, each in criterion.functions],
        "scenarios": selected(criterion.of, known, planned) if criterion.of is not None else [],
        **texts,
    }


def planned_phases(plan: Mapping[str, Any] | None) -> dict[str, set[str]]:
    """The ids, of scenarios and of rows, that the rows of a plan put into each phase."""
    found: dict[str, set[str]] = {}
    for row in plan["rows"] if plan else ():
        if row["phase"]:
            found.setdefault(row["phase"], set()).update(row["scenarios"])
    return found


def selected(of: Selection, scenarios: Iterable[Scenario], planned: Mapping[str, set[str]]) -> list[str]:
    """The ids that a selection resolves to; an outline's own, or those of its rows where only some are meant."""
    wanted = {name: {value for _, value in values} for name, values in of.items()}
    found: list[str] = []
    for each in scenarios:
        cases = _case_ids(each)
        kept = [case for case in cases if all(_takes(each, case, *one, planned) for one in wanted.items())]
        found += [str(id_of(each))] if kept == cases else kept
    return found


def _takes(
    scenario: Scenario, case: str, name: str, values: set[str], planned: Mapping[str, set[str]]
) -> bool:
    """Whether one member of a selection takes a scenario, or a row of it."""
    if name == "scenario":
        return bool(values & {case, id_of(scenario)})
    if name == "topic":
        return scenario.path.split("/")[1] in values
    if name == "tag":
        return bool(values & scenario.effective_tags)
    if name == "phase" and {case, id_of(scenario)} & set().union(
        *(planned.get(each, set()) for each in values)
    ):
        return True
    return bool(values & scenario.valued(name))


def _case_ids(scenario: Scenario) -> list[str]:
    own = str(id_of(scenario))
    return [f"{own}#{next(iter(row.values()))}" if row else own for row in scenario.rows]


def is_for(scenario: Scenario, function: str | None) -> bool:
    """Whether a run of one function (None: of all) takes the scenario."""
    tagged = scenario.valued("function")
    return function is None or not tagged or function in tagged


def read_gates(path: Path) -> Gates:
    """The criteria of a file, whatever is wrong in them (``lint`` tells). Raises UnreadableYaml."""
    file = read_headed(path, "gates", HEAD, "phases")
    return Gates(file.head, tuple(map(_gate, file.rows)), file.misplaced)


def _gate(node: yaml.Node) -> PhaseGate:
    known = {name: value for name, _, value in members(node)}
    sides = {name: tuple(_criterion(each) for each in items(known.get(name))) for name in SIDES}
    wrong = [name for name in known if name not in ("phase", *SIDES)]
    wrong += [name for name in SIDES if name in known and not isinstance(known[name], yaml.SequenceNode)]
    return PhaseGate(line_of(node), text_of(known.get("phase")) or "", **sides, misplaced=tuple(wrong))


def _criterion(node: yaml.Node) -> Criterion:
    known = {name: value for name, _, value in members(node)}
    texts = {name: text_of(known[name]) for name in TEXTS if name in known}
    wrong = [name for name in known if name not in (*TEXTS, "of", "functions")]
    wrong += [name for name, text in texts.items() if text is None or len(text) > LONGEST]
    of = known.get("of")
    lists = {name: tuple(_texts(value)) for name, _, value in members(of)}
    wrong += [f"of.{name}" for name, values in lists.items() if name not in SELECTED_BY or not values]
    if of is not None and not lists:
        wrong.append("of")
    return Criterion(
        line=line_of(node),
        texts={name: " ".join(text.split()) for name, text in texts.items() if text is not None},
        of={name: values for name, values in lists.items() if name in SELECTED_BY} if lists else None,
        functions=tuple(_texts(known["functions"])) if "functions" in known else (),
        misplaced=tuple(wrong),
    )


def _texts(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """The texts of a list with their lines; a single text is a list of one."""
    for each in items(node) if isinstance(node, yaml.SequenceNode) else (node,):
        if text := text_of(each):
            yield line_of(each), text
