"""Rules about sentences and the functions that carry them out."""

from __future__ import annotations

from collections.abc import Iterator

from marketsim.suite.feature_files import Scenario, Step
from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import Suite
from marketsim.suite.step_definitions import StepDefinition


def _met(suite: Suite) -> Iterator[tuple[Scenario, Step, str, tuple[StepDefinition, ...]]]:
    for scenario in suite.scenarios:
        for step, text, _ in scenario.rendered_steps:
            yield scenario, step, text, suite.vocabulary.matching(step.type, text)


def _undefined(suite: Suite) -> Iterator[Fault]:
    missing: dict[tuple[str, int, str], list[str]] = {}
    for scenario, step, text, found in _met(suite):
        if not found:
            missing.setdefault((scenario.path, step.line, step.type), []).append(text)
    for (path, line, type_), texts in missing.items():
        others = f" and {len(set(texts)) - 1} like it" if len(set(texts)) > 1 else ""
        yield Fault(
            path,
            line,
            "a step definition",
            f"none for {type_} {texts[0]!r}{others}",
            "use a sentence of the vocabulary or define it below steps/",
        )


def _ambiguous(suite: Suite) -> Iterator[Fault]:
    for scenario, step, text, found in _met(suite):
        if len(found) > 1:
            places = ", ".join(f"{each.path}:{each.line}" for each in found)
            yield Fault(
                scenario.path,
                step.line,
                f"one step definition for {step.type} {text!r}",
                f"{len(found)} ({places})",
                "make the patterns exclude each other or drop one",
            )


def _unused(suite: Suite) -> Iterator[Fault]:
    used = {id(each) for _, _, _, found in _met(suite) for each in found}
    for each in suite.vocabulary.definitions:
        if id(each) not in used:
            yield Fault(
                each.path,
                each.line,
                "a scenario that uses the step definition",
                f"none for {each.pattern!r}",
                "remove it or use it",
            )


def _without_then(suite: Suite) -> Iterator[Fault]:
    for scenario in suite.scenarios:
        if not any(step.type == "then" for step in scenario.own_steps):
            yield Fault(
                scenario.path,
                scenario.line,
                "a Then in the scenario",
                "none, so that it would always pass",
                "say what must hold afterwards",
            )


def _async(suite: Suite) -> Iterator[Fault]:
    for each in suite.vocabulary.definitions:
        if each.is_async:
            yield Fault(
                each.path,
                each.line,
                "a synchronous step function",
                f"async def for {each.pattern!r}, which would never be awaited and so always pass",
                "write it with def",
            )


def _unclear(suite: Suite) -> Iterator[Fault]:
    for each in suite.bad_patterns:
        yield Fault(
            each.path,
            each.line,
            'a pattern given as "…", parsers.parse("…"), parsers.cfparse("…") or parsers.re("…")',
            each.reason,
            "write it with literals and the module's own constants",
        )


RULES = (
    LintRule("undefined-step", "Every step has a definition.", _undefined),
    LintRule("ambiguous-step", "No step has two definitions.", _ambiguous),
    LintRule("unused-step", "Every step definition is used.", _unused),
    LintRule("no-then", "Every scenario asserts something.", _without_then),
    LintRule("async-step", "Step functions are synchronous.", _async),
    LintRule("step-pattern", "A step pattern is literal text that compiles.", _unclear),
)
