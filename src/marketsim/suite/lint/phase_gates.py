"""Rules about the entry and exit criteria of phases: complete, of a known kind, about what is there."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Collection, Iterable, Iterator

from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import FUNCTIONS, Suite
from marketsim.suite.lint.tags import PHASES
from marketsim.suite.phase_gates import GATES, HEAD, MOST, SELECTED_BY, SIDES, Criterion, Gates, selected
from marketsim.suite.scenario_ids import TOPICS, id_of

KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "passed": (("of",), ("at_least", "during")),
    "none-failed": (("of",), ("during",)),
    "attested": (("step",), ()),
    "operations": ((), ("functions",)),
    "coverage": (("figure", "at_least"), ()),
    "oracle": (("about",), ("of",)),
    "exit-met": (("exit_of",), ()),
    "waivers": ((), ()),
}
"""What each kind needs, and what it may have besides."""
ON_EVIDENCE = frozenset({"passed", "none-failed", "oracle", "exit-met"})
"""The kinds that rest on scenarios: without one of them a gate could be passed and nothing run."""
FIGURES = ("operations", "error_codes", "transitions", "rules", "requirements", "function_operation")
PROVENANCES = ("contract", "seed", "assumed")
COMMON = ("id", "text", "kind", "provenance")
Search = Callable[[Gates, Suite], Iterator[Fault]]


def _fields(gates: Gates, suite: Suite) -> Iterator[Fault]:
    for name in gates.misplaced:
        yield _fault(1, f"gates: ({', '.join(HEAD)}) and phases:", name, _nearest(name, HEAD))
    if not gates.head.get("title") or gates.head.get("ours", "").lower() not in ("true", "false"):
        yield _fault(
            1, "gates: to have a title and ours: true or false", "something else", "say whose they are"
        )
    if len(gates.criteria) > MOST:
        yield _fault(1, f"at most {MOST} criteria", str(len(gates.criteria)), "leave some out")
    for gate in gates.phases:
        for name in gate.misplaced:
            yield _fault(gate.line, "phase, entry and exit, both lists", name, _nearest(name, SIDES))
    for each in gates.criteria:
        yield from _fields_of(each)


def _fields_of(criterion: Criterion) -> Iterator[Fault]:
    for name in criterion.misplaced:
        yield _fault(criterion.line, "members that criteria have", name, "mend or remove it")
    has = {
        *criterion.texts,
        *(["of"] if criterion.of else []),
        *(["functions"] if criterion.functions else []),
    }
    kind = criterion.texts.get("kind", "")
    if kind not in KINDS:
        found, do = (kind, _nearest(kind, KINDS)) if kind else ("no kind", "add it")
        yield _fault(criterion.line, f"a kind: {', '.join(KINDS)}", found, do)
        return
    needed, besides = KINDS[kind]
    seed = ("source",) if criterion.texts.get("provenance") == "seed" else ()
    if lacking := [name for name in (*COMMON, *needed, *seed) if name not in has]:
        yield _fault(
            criterion.line, f"{', '.join((*COMMON, *needed, *seed))} for {kind}", _none(lacking), "add it"
        )
    for name in sorted(has - {*COMMON, *needed, *besides, "source"}):
        yield _fault(criterion.line, f"nothing that {kind} does not heed", name, "remove it")


def _none(names: Iterable[str]) -> str:
    return f"no {' and no '.join(names)}"


def _values(gates: Gates, suite: Suite) -> Iterator[Fault]:
    """Everything that names something else must name what is there."""
    steps = {each.id for each in suite.register.requirements if "attested" in each.links}
    steps |= {str(id_of(each)) for each in suite.scenarios if "mui" in each.effective_tags}
    known: dict[str, Collection[str]] = {
        "step": steps,
        "figure": FIGURES,
        "provenance": PROVENANCES,
        "during": PHASES,
        "exit_of": [gate.phase for gate in gates.phases],
    }
    for each in gates.criteria:
        for name, values in known.items():
            if (text := each.texts.get(name)) is not None and text not in values:
                yield _fault(each.line, f"{name} to be one of {_some(values)}", text, _nearest(text, values))
        if "at_least" in each.texts and each.at_least is None:
            yield _fault(each.line, "at_least in per cent, 0 to 100", each.texts["at_least"], "mend it")
        for line, function in each.functions:
            if function not in FUNCTIONS:
                yield _fault(
                    line, f"a function: {', '.join(FUNCTIONS)}", function, _nearest(function, FUNCTIONS)
                )
        about = each.texts.get("about", "")
        if about and not any(said.startswith(about) for said in _said(suite)):
            yield _fault(
                each.line, "an assertion that some step makes", repr(about), "say it as the step does"
            )


def _said(suite: Suite) -> Iterator[str]:
    for module in suite.modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _selections(gates: Gates, suite: Suite) -> Iterator[Fault]:
    scenarios = list(suite.scenarios)
    planned = _planned(suite)
    known: dict[str, Collection[str]] = {
        "scenario": suite.case_ids,
        "topic": list(TOPICS.values()),
        "tag": set().union(*(each.effective_tags for each in scenarios)),
        "phase": PHASES,
        "code": suite.codes,
        "function": FUNCTIONS,
    }
    there = {each.path.split("/")[1] for each in scenarios}
    for each in gates.criteria:
        wrong = False
        for name in SELECTED_BY:
            for line, value in (each.of or {}).get(name, ()):
                if value not in known[name]:
                    wrong = True
                    yield _fault(line, f"a {name} that is there", value, _nearest(value, known[name]))
        empty = {value for _, value in (each.of or {}).get("topic", ())} - there
        if each.of and not wrong and not empty and not selected(each.of, scenarios, planned):
            yield _fault(each.line, "a selection of at least one scenario", "none", "widen it")


def _planned(suite: Suite) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in suite.plan.rows if suite.plan else ():
        if phase := row.texts.get("phase"):
            found.setdefault(phase, set()).update(id_ for _, id_ in row.scenarios)
    return found


def _unique(gates: Gates, suite: Suite) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for each in gates.criteria:
        if each.id and seen.setdefault(each.id, each.line) != each.line:
            yield _fault(each.line, "each id once", f"{each.id} as on line {seen[each.id]}", "take another")
    for gate in gates.phases:
        if gate.phase not in PHASES:
            found = gate.phase or "none"
            yield _fault(gate.line, f"a phase: {', '.join(PHASES)}", found, _nearest(gate.phase, PHASES))
        elif seen.setdefault(gate.phase, gate.line) != gate.line:
            yield _fault(
                gate.line, "each phase once", f"{gate.phase} as on line {seen[gate.phase]}", "join them"
            )


def _grounded(gates: Gates, suite: Suite) -> Iterator[Fault]:
    for gate in gates.phases:
        for side, criteria in (("entry", gate.entry), ("exit", gate.exit)):
            if not any(each.texts.get("kind") in ON_EVIDENCE for each in criteria):
                found = f"{side} of {gate.phase} without one"
                yield _fault(
                    gate.line, "a criterion that rests on scenarios", found, "add one, or nobody ran anything"
                )
    yield from _circles(gates)


def _circles(gates: Gates) -> Iterator[Fault]:
    """The exit of a phase must not rest on itself, however far around."""
    rests = {
        gate.phase: {each.texts["exit_of"] for each in gate.exit if "exit_of" in each.texts}
        for gate in gates.phases
    }
    for gate in gates.phases:
        reached, waiting = set[str](), list(rests[gate.phase])
        while waiting:
            phase = waiting.pop()
            if phase not in reached:
                reached.add(phase)
                waiting += rests.get(phase, ())
        if gate.phase in reached:
            yield _fault(
                gate.line, "an exit that rests on other phases", f"{gate.phase} on itself", "break the circle"
            )


def _some(values: Collection[str]) -> str:
    return ", ".join(sorted(values)[:12]) + (" …" if len(values) > 12 else "")


def _fault(line: int, expected: str, found: str, do: str) -> Fault:
    return Fault(GATES, line, expected, found, do)


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word.rpartition(".")[2], list(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else "mend or remove it"


def _rule(id_: str, demands: str, search: Search) -> LintRule:
    def of_suite(suite: Suite) -> Iterator[Fault]:
        if suite.gates is not None:
            yield from search(suite.gates, suite)

    return LintRule(id_, demands, of_suite)


RULES = (
    _rule(
        "gate-field", "A criterion is complete and of a known kind, and nothing in it is misspelt.", _fields
    ),
    _rule("gate-value", "What a criterion names (a step, a figure, a phase, an oracle) is there.", _values),
    _rule("gate-selection", "What a criterion selects by is there, and selects something.", _selections),
    _rule("gate-id", "Ids of criteria are their own, and each phase stands once.", _unique),
    _rule("gate-evidence", "Entry and exit of a phase rest on scenarios, and on no circle.", _grounded),
)
