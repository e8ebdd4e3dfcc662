"""Rule about proofs: no two cases prove the same, whatever they are called and whatever they are tagged with.

A case is a scenario, or one row of an outline. Its proof set is what can be known of it without running it:

- each Then, with the Whens that came before it (of an outline with the row's values),
- under its Givens, in any order, and for the functions and phases that its tags name.

A sentence counts by the step function that carries it out and the values it takes out of it, so two wordings of one
step are one. Names, ids, requirements and other tags prove nothing, and a code proves what the Then that names it
proves; so none of them makes a proof set another one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from pytest_bdd.parser import render_string

from marketsim.suite.feature_files import Scenario, Step
from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import Suite
from marketsim.suite.scenario_ids import id_of
from marketsim.suite.step_definitions import Vocabulary


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario, or a row of an outline; ``line`` is where it stands, ``name`` its id with the row."""

    scenario: Scenario
    row: tuple[tuple[str, str], ...]
    line: int

    @property
    def name(self) -> str:
        """``MS-CON-01#auction``; the scenario's name where it has no id yet."""
        base = id_of(self.scenario) or repr(self.scenario.name)
        return f"{base}#{self.row[0][1]}" if self.row else base


def proof_set(case: Case, vocabulary: Vocabulary) -> Hashable:
    """What the case proves; equal for two cases that prove the same."""
    givens, whens, proofs = set(), [], set()
    for step in case.scenario.steps:
        fact = _fact(step, dict(case.row), vocabulary)
        if step.type == "given":
            givens.add(fact)
        elif step.type == "when":
            whens.append(fact)
        else:
            proofs.add((tuple(whens), fact))
    tagged = case.scenario.valued("function"), case.scenario.valued("phase")
    return frozenset(givens), frozenset(proofs), tagged


def _fact(step: Step, row: dict[str, str], vocabulary: Vocabulary) -> Hashable:
    """A sentence as its step function meets it: which function, with which values, table and doc string."""
    text = render_string(step.text, row)
    given = tuple(render_string(each.text, row) for each in step.argument)
    found = vocabulary.matching(step.type, text)
    if len(found) != 1:  # told by another rule
        return text, given
    values = found[0].parser.parse_arguments(text) or {}
    return found[0].function, tuple(sorted((name, str(value)) for name, value in values.items())), given


def cases_of(scenario: Scenario) -> Iterator[Case]:
    """The cases of a scenario, in their order."""
    if not scenario.examples:
        yield Case(scenario, (), scenario.line)
    for table in scenario.examples:
        for row in table.rows:
            named = zip(table.columns, (cell.text for cell in row), strict=True)
            yield Case(scenario, tuple(named), row[0].line)


def _equal(suite: Suite) -> Iterator[Fault]:
    first: dict[Hashable, Case] = {}
    told: dict[tuple[int, int], list[tuple[Case, Case]]] = {}
    for scenario in suite.scenarios:
        if not any(step.type == "then" for step in scenario.own_steps):
            continue  # proves nothing, which another rule tells
        for case in cases_of(scenario):
            known = first.setdefault(proof_set(case, suite.vocabulary), case)
            if known is not case:
                told.setdefault((id(known.scenario), id(scenario)), []).append((known, case))
    for pairs in told.values():
        known, case = pairs[0]
        more = f", and {len(pairs) - 1} more of its rows likewise" if len(pairs) > 1 else ""
        yield Fault(
            case.scenario.path,
            case.line,
            f"{case.name} to prove something that no other case proves",
            f"the Givens, Whens and Thens of {known.name} ({known.scenario.path}:{known.line}){more}",
            "take one of them out, or say what else it shows; its id stays in the lock",
        )


RULES = (LintRule("equal-proof", "No two scenarios or rows prove the same.", _equal),)
