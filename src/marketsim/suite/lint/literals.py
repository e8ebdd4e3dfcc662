"""Rule about literal names: a scenario says what it needs, and the Operator binds it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from marketsim.suite.feature_files import Scenario
from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import Suite

EXEMPT = ("cutover", "settlement")
_START, _END = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"
NAMES = {
    "market": re.compile(
        _START
        + r"(?:ALLOC_(?:MN|AN)|AUC_(?:MN|AN)|LOAD_MIGRATION|TOR_CONVERSION|HIST_LOAD|FCST_LOAD)_\w*\d\w*"
        + _END
    ),
    "node": re.compile(
        _START + r"(?:\w+-APND|[A-Z0-9]+_[A-Z0-9]+_(?:B\d+|N\d{3})|DLAP_\w+|TH_\w+_GEN)" + _END
    ),
}


def _found(suite: Suite, text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in NAMES.items():
        for name in pattern.findall(text):
            yield kind, name
    for word in re.findall(_START + r"[A-Z0-9]{3,6}" + _END, text):
        if word in suite.participants:
            yield "participant", word


def _texts(scenario: Scenario) -> Iterator[tuple[int, str]]:
    yield scenario.line, scenario.name
    for step in scenario.steps:
        yield step.line, step.text
        yield from ((each.line, each.text) for each in step.argument)
    for table in scenario.examples:
        yield from ((cell.line, cell.text) for row in table.rows for cell in row)


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string of a module that is no docstring."""
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.lineno, node.value


def _literal(suite: Suite) -> Iterator[Fault]:
    places = [
        (scenario.path, line, text)
        for feature in suite.features
        if feature.topic not in EXEMPT
        for scenario in feature.scenarios
        for line, text in _texts(scenario)
    ]
    places += [
        (module.path, line, text)
        for module in suite.modules
        if module.folder == "steps" and module.path.removesuffix(".py").split("/")[-1] not in EXEMPT
        for line, text in _strings(module.tree)
    ]
    for path, line, text in places:
        for kind, name in _found(suite, text):
            yield Fault(
                path,
                line,
                f"the kind of {kind} that is needed",
                f"the literal name {name}",
                "say what it must be like and let the Operator bind it",
            )


RULES = (
    LintRule(
        "literal-name", "No market, node or participant is named outside cutover and settlement.", _literal
    ),
)
