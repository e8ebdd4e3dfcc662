"""The scenarios of a selection, row by row, as the suite's feature files have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from marketsim.readiness.statement.document import SelectionFact
from marketsim.readiness.statement.facts import Case
from marketsim.suite.feature_files import Feature, Scenario, read_feature
from marketsim.suite.scenario_ids import SETTLEMENT, id_of, read_lock
from marketsim.target.roles import FUNCTIONS

_PROVENANCES: dict[str, Any] = {
    "contract": "contract",
    "seed": "seed",
    "assumed": "assumed",
    "model": "model",
    "quoted": "seed",
    "invariant": "model",
}
_ROW = ("service", "operation", "function")


class LockBroken(Exception):
    """A locked id has no scenario: what is complete cannot be told. The message has three parts."""


def cases(root: Path, selection: SelectionFact) -> list[Case]:
    """Every case that is for one of the functions (or for all), of the topic (or of all). Raises LockBroken.

    None is of settlement, which says nothing about readiness.
    """
    found = list(all_cases(root))
    _held_against_the_lock(root, {each.base_id for each in found})
    return [
        each
        for each in found
        if each.topic != SETTLEMENT
        and selection.topic in (None, each.topic)
        and _is_for(each, selection.functions)
    ]


def _is_for(case: Case, functions: Sequence[str]) -> bool:
    """Whether a case is for one of the functions, by its tags and by its row, or for all."""
    tagged = not case.functions or bool(set(case.functions) & set(functions))
    return tagged and case.row.get("function") in (None, *functions)


def all_cases(root: Path) -> Iterator[Case]:
    """Every case of the suite, file by file."""
    for path in sorted((root / "features").rglob("*.feature")):
        feature = read_feature(path, root)
        for scenario in feature.scenarios:
            yield from _cases(feature, scenario)


def _cases(feature: Feature, scenario: Scenario) -> Iterator[Case]:
    base = id_of(scenario) or scenario.name
    for row in scenario.rows:
        first = next(iter(row.values()), None)
        yield Case(
            id=base if first is None else f"{base}#{first}",
            base_id=base,
            name=scenario.name,
            topic=feature.topic,
            functions=tuple(sorted(scenario.valued("function"))),
            phases=tuple(sorted(scenario.valued("phase"))),
            codes=tuple(sorted(scenario.valued("code"))),
            requirements=tuple(sorted(scenario.valued("req"))),
            provenance=_provenance(scenario),
            row={name: row[name] for name in _ROW if _is_name(name, row.get(name))},
            by_hand="mui" in scenario.effective_tags,
        )


def _is_name(column: str, value: str | None) -> bool:
    """Whether a cell holds what its column says, and not a sentence."""
    if column == "function":
        return value in FUNCTIONS
    return bool(value) and str(value).replace("_", "").replace(".", "").replace("-", "").isalnum()


def _provenance(scenario: Scenario) -> Any:
    """The nearer provenance wins; among several of one place, the first by name."""
    for tags in ((*scenario.tags, *scenario.rule_tags), scenario.feature_tags):
        named = sorted({tag.text for tag in tags} & set(_PROVENANCES))
        if named:
            return _PROVENANCES[named[0]]
    return "assumed"


def _held_against_the_lock(root: Path, known: set[str]) -> None:
    lost = sorted(each.id for each in read_lock(root).lines if each.path is not None and each.id not in known)
    if lost:
        raise LockBroken(
            f"Expected a scenario for every locked id; {', '.join(lost[:5])} has none. "
            "Run `marketsim lint`; restore the feature files."
        )
