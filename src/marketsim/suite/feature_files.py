"""Feature files, parsed by the official Gherkin parser into what lint and reports need, lines included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser
from gherkin.token_scanner import TokenScanner
from pytest_bdd.parser import render_string
from pytest_bdd.types import STEP_TYPE_BY_PARSER_KEYWORD


class UnreadableFeature(Exception):
    """pytest-bdd could not collect the file; ``line`` is where, ``reason`` is why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a feature file and its line: a tag without its @, a cell, a doc string."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``type`` is given, when or then, also for And; ``argument`` is its table or doc string."""

    line: int
    type: str
    text: str
    argument: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Examples:
    """One Examples table; ``columns`` is empty when it has no header."""

    line: int
    tags: tuple[Text, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True)
class Scenario:
    """A scenario or an outline. ``tags`` stand on it, ``rule_tags`` and ``feature_tags`` above it."""

    path: str
    line: int
    name: str
    tags: tuple[Text, ...]
    rule_tags: tuple[Text, ...]
    feature_tags: tuple[Text, ...]
    background: tuple[Step, ...]
    own_steps: tuple[Step, ...]
    examples: tuple[Examples, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """What runs, in order: the backgrounds, then the scenario's own steps."""
        return self.background + self.own_steps

    @cached_property
    def effective_tags(self) -> frozenset[str]:
        """The tags that hold for the scenario, whoever carries them."""
        return frozenset(tag.text for tag in (*self.tags, *self.rule_tags, *self.feature_tags))

    def valued(self, name: str) -> frozenset[str]:
        """The values of tags such as ``code:POR0101`` for the name ``code``."""
        return frozenset(tag.partition(":")[2] for tag in self.effective_tags if tag.startswith(f"{name}:"))

    @cached_property
    def rows(self) -> tuple[Mapping[str, str], ...]:
        """The values that the steps are rendered with: one empty row for a scenario that is no outline."""
        if not self.examples:
            return ({},)
        return tuple(
            dict(zip(table.columns, (cell.text for cell in row), strict=True))
            for table in self.examples
            for row in table.rows
        )

    @cached_property
    def rendered_steps(self) -> tuple[tuple[Step, str, tuple[str, ...]], ...]:
        """Every (step, text, argument texts) that a run would meet, each once."""
        met = (
            (
                step,
                render_string(step.text, row),
                tuple(render_string(each.text, row) for each in step.argument),
            )
            for row in self.rows
            for step in self.steps
        )
        return tuple(dict.fromkeys(met))


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature file; ``path`` is relative to the suite's root, with slashes."""

    path: str
    line: int
    name: str
    tags: tuple[Text, ...]
    rule_tags: tuple[Text, ...]
    scenarios: tuple[Scenario, ...]

    @property
    def topic(self) -> str:
        """The folder below features/, empty for a file that lies in none."""
        parts = self.path.split("/")
        return parts[1] if len(parts) == 3 else ""


def read_feature(path: Path, root: Path) -> Feature:
    """Parse one file. Raises UnreadableFeature where pytest-bdd would not collect it."""
    try:
        document: Any = Parser().parse(TokenScanner(path.read_text("utf-8")))
    except CompositeParserException as error:
        first = error.errors[0]
        raise UnreadableFeature(int(first.location["line"]), str(first)) from None
    except ParserException as error:
        raise UnreadableFeature(int(error.location["line"]), str(error)) from None
    except UnicodeDecodeError as error:
        raise UnreadableFeature(1, str(error)) from None
    if not document.get("feature"):
        raise UnreadableFeature(1, "the file holds no feature")
    return _feature(document["feature"], path.relative_to(root).as_posix())


def _feature(node: Any, path: str) -> Feature:
    tags = _tags(node)
    scenarios: list[Scenario] = []
    rule_tags: list[Text] = []
    background: tuple[Step, ...] = ()
    for child in node["children"]:
        if "background" in child:
            background = tuple(_steps(child["background"]["steps"]))
        elif "scenario" in child:
            scenarios.append(_scenario(child["scenario"], path, (), tags, background))
        else:
            rule_tags.extend(_tags(child["rule"]))
            scenarios.extend(_of_rule(child["rule"], path, tags, background))
    return Feature(path, node["location"]["line"], node["name"], tags, tuple(rule_tags), tuple(scenarios))


def _of_rule(
    rule: Any, path: str, feature_tags: tuple[Text, ...], background: tuple[Step, ...]
) -> Iterator[Scenario]:
    own = background
    for child in rule["children"]:
        if "background" in child:
            own = background + tuple(_steps(child["background"]["steps"]))
        else:
            yield _scenario(child["scenario"], path, _tags(rule), feature_tags, own)


def _scenario(
    node: Any, path: str, rule: tuple[Text, ...], feature: tuple[Text, ...], background: tuple[Step, ...]
) -> Scenario:
    return Scenario(
        path=path,
        line=node["location"]["line"],
        name=node["name"],
        tags=_tags(node),
        rule_tags=rule,
        feature_tags=feature,
        background=background,
        own_steps=tuple(_steps(node["steps"])),
        examples=tuple(_examples(each) for each in node["examples"]),
    )


def _tags(node: Any) -> tuple[Text, ...]:
    return tuple(Text(tag["location"]["line"], tag["name"].removeprefix("@")) for tag in node["tags"])


def _examples(node: Any) -> Examples:
    header = node.get("tableHeader")
    return Examples(
        line=node["location"]["line"],
        tags=_tags(node),
        columns=tuple(cell["value"] for cell in header["cells"]) if header else (),
        rows=tuple(_cells(row) for row in node.get("tableBody", ())),
    )


def _cells(row: Any) -> tuple[Text, ...]:
    return tuple(Text(cell["location"]["line"], cell["value"]) for cell in row["cells"])


def _steps(nodes: Any) -> Iterator[Step]:
    current: str | None = None
    for node in nodes:
        current = STEP_TYPE_BY_PARSER_KEYWORD.get(node["keywordType"], current)
        if current is None:
            raise UnreadableFeature(
                node["location"]["line"],
                f"the first step begins with {node['keyword'].strip()}, none of Given, When, Then",
            )
        yield Step(node["location"]["line"], current, node["text"], tuple(_argument(node)))


def _argument(node: Any) -> Iterator[Text]:
    for row in node.get("dataTable", {}).get("rows", ()):
        yield from _cells(row)
    if "docString" in node:
        yield Text(node["docString"]["location"]["line"], node["docString"]["content"])
