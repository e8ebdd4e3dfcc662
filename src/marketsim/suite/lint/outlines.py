"""Rules about outlines: rows can be named, and every placeholder has a column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketsim.suite.feature_files import Scenario
from marketsim.suite.lint.finding import Fault, LintRule
from marketsim.suite.lint.suite import Suite

PLACEHOLDER = re.compile(r"<([^<>]+)>")


def _empty(suite: Suite) -> Iterator[Fault]:
    for scenario in suite.scenarios:
        for table in scenario.examples:
            if not table.rows:
                yield Fault(
                    scenario.path,
                    table.line,
                    "rows below Examples",
                    "none, so that nothing runs",
                    "add rows or remove the table",
                )


def _row_ids(suite: Suite) -> Iterator[Fault]:
    for scenario in suite.scenarios:
        seen: dict[str, int] = {}
        for table in scenario.examples:
            for row in table.rows:
                name = row[0].text.strip()
                if not name or name in seen:
                    found = f"{name!r} again, as on line {seen[name]}" if name else "an empty one"
                    yield Fault(
                        scenario.path,
                        row[0].line,
                        f"a first column that names the row of {scenario.name!r}",
                        found,
                        "give every row its own name: it becomes the id MS-…#name",
                    )
                seen.setdefault(name, row[0].line)


def _placeholders(suite: Suite) -> Iterator[Fault]:
    for scenario in suite.scenarios:
        for line, name in _asked(scenario):
            missing = [table for table in scenario.examples if name not in table.columns]
            if missing or not scenario.examples:
                where = f"Examples on line {missing[0].line}" if missing else "no Examples at all"
                yield Fault(
                    scenario.path,
                    line,
                    f"a column {name!r} for the placeholder <{name}>",
                    f"{where} without it",
                    "add the column or mend the placeholder",
                )


def _asked(scenario: Scenario) -> Iterator[tuple[int, str]]:
    for name in PLACEHOLDER.findall(scenario.name):
        yield scenario.line, name
    for step in scenario.steps:
        for text in (step.text, *(each.text for each in step.argument)):
            for name in PLACEHOLDER.findall(text):
                yield step.line, name


RULES = (
    LintRule("empty-outline", "An Examples table has rows.", _empty),
    LintRule("row-id", "The first column names each row of an outline, once.", _row_ids),
    LintRule("placeholder", "Every placeholder has a column in every Examples table.", _placeholders),
)
