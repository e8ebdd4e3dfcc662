"""Rules about files as such: readable, keys once, nobody sleeps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import Suite
from marketsim.suite.python_files import last_name
from marketsim.suite.yaml_file import repeated_keys


def _unreadable(suite: Suite) -> Iterator[Fault]:
    yield from suite.unreadable


def _duplicate_keys(suite: Suite) -> Iterator[Fault]:
    for path, node in suite.yaml_nodes:
        for line, key in repeated_keys(node):
            yield Fault(path, line, "each key once", f"a second {key}", "join the two or rename one")


def _sleeping(suite: Suite) -> Iterator[Fault]:
    for module in suite.modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and last_name(node.func) == "sleep":
                yield Fault(
                    module.path,
                    node.lineno,
                    "no scenario to sleep",
                    "a call of sleep",
                    "move the market clock (embedded), or wait for a visible state with a bound (live)",
                )


RULES = (
    LintRule("unreadable-file", "Every feature, module and YAML file of the suite can be read.", _unreadable),
    LintRule("duplicate-key", "No YAML mapping has a key twice.", _duplicate_keys),
    LintRule("sleep", "Steps and fixtures never sleep.", _sleeping),
)
