"""Rules about error codes: tags, sentences and the catalogue say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketsim.suite.feature_files import Scenario
from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import Suite

CODE = re.compile(r"(?<![A-Za-z0-9_])[A-Z]{3,4}\d{3,4}(?![A-Za-z0-9_])")


def _said(scenario: Scenario, only: str | None = None) -> Iterator[tuple[int, str]]:
    """(line, code) for everything in the steps that looks like a code; ``only`` narrows to a type of step."""
    for step, text, arguments in scenario.rendered_steps:
        if only in (None, step.type):
            for each in (text, *arguments):
                for code in CODE.findall(each):
                    yield step.line, code


def _unknown(suite: Suite) -> Iterator[Fault]:
    families = {re.sub(r"\d", "", code) for code in suite.codes}
    for scenario in suite.scenarios:
        for line, code in _said(scenario):
            if re.sub(r"\d", "", code) in families and code not in suite.codes:
                yield Fault(
                    scenario.path,
                    line,
                    "a code of the catalogue",
                    code,
                    "look it up in the contract's errors",
                )


def _unsaid(suite: Suite) -> Iterator[Fault]:
    for scenario in suite.scenarios:
        said = {code for _, code in _said(scenario, "then")}
        for code in sorted(scenario.valued("code") & suite.codes - said):
            yield Fault(
                scenario.path,
                scenario.line,
                f"a Then that names {code}, as the tag @code:{code} promises",
                "none",
                "assert the code or remove the tag",
            )


def _untagged(suite: Suite) -> Iterator[Fault]:
    for scenario in suite.scenarios:
        for line, code in _said(scenario, "then"):
            if code in suite.codes and code not in scenario.valued("code"):
                yield Fault(
                    scenario.path,
                    line,
                    f"the tag @code:{code} on a scenario whose Then names the code",
                    "no such tag",
                    "add it: the scenario is then seen red with the rule off",
                )


RULES = (
    LintRule("unknown-code", "Codes in sentences are those of the catalogue.", _unknown),
    LintRule("code-not-said", "A scenario with a code's tag asserts that code.", _unsaid),
    LintRule("code-not-tagged", "A scenario that asserts a code carries its tag.", _untagged),
)
