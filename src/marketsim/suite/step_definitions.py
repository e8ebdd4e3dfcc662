"""Step definitions, read from the syntax trees of steps/ and matched by pytest-bdd's own parsers."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import parse  # type: ignore[import-untyped]
from pytest_bdd import parsers

from marketsim.suite.python_files import PythonFile, constants_of, last_name, literal_text

DECORATORS = {"given": "given", "when": "when", "then": "then", "step": None}
_PARSERS = {"parse": parsers.parse, "cfparse": parsers.cfparse, "re": parsers.re, "string": parsers.string}
_FIELD_TYPE = re.compile(r"\{\w*:(?:[^{}]*?)([A-Za-z_]\w*)[?*+]?\}")


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One decorator of one step function; ``type`` None (``@step``) goes with all three kinds.

    ``function`` tells which function, so that two wordings of one step are known as one.
    """

    path: str
    line: int
    type: str | None
    pattern: str
    parser: parsers.StepParser
    is_async: bool
    function: str

    @property
    def prefix(self) -> str:
        """What every matching text begins with, in lower case (pytest-bdd's ``parse`` ignores case)."""
        return "" if isinstance(self.parser, parsers.re) else self.pattern.partition("{")[0].lower()

    def matches(self, type_: str, text: str) -> bool:
        """Whether pytest-bdd would take this definition for a step."""
        return self.type in (None, type_) and bool(self.parser.is_matching(text))


@dataclass(frozen=True, slots=True)
class BadPattern:
    """A step decorator whose pattern cannot be read without running the module, or does not compile."""

    path: str
    line: int
    reason: str


class Vocabulary:
    """All step definitions of a suite, with a look-up quick enough for outlines of hundreds of rows."""

    def __init__(self, definitions: Iterable[StepDefinition]) -> None:
        self.definitions = tuple(definitions)
        self._prefixed = [(each.prefix, each) for each in self.definitions]
        self._known: dict[tuple[str, str], tuple[StepDefinition, ...]] = {}

    def matching(self, type_: str, text: str) -> tuple[StepDefinition, ...]:
        """Every definition that fits a step; one is right, none and two are faults."""
        key = (type_, text)
        if key not in self._known:
            lower = text.lower()
            self._known[key] = tuple(
                each
                for prefix, each in self._prefixed
                if lower.startswith(prefix) and each.matches(type_, text)
            )
        return self._known[key]


def definitions_of(module: PythonFile) -> Iterator[StepDefinition | BadPattern]:
    """The step definitions of one module."""
    texts, types = constants_of(module.tree), _custom_types(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and last_name(decorator.func) in DECORATORS:
                    yield _definition(module.path, decorator, node, texts, types)


def _definition(
    path: str,
    call: ast.Call,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    texts: Mapping[str, str],
    types: Mapping[str, str],
) -> StepDefinition | BadPattern:
    keywords = {each.arg: each.value for each in call.keywords}
    name = call.args[0] if call.args else keywords.get("name")
    type_ = DECORATORS[last_name(call.func)] or literal_text(keywords.get("type_"))
    kind = "string"
    if isinstance(name, ast.Call):
        kind = last_name(name.func)
        name = name.args[0] if name.args else None
    pattern = literal_text(name, texts)
    if pattern is None or kind not in _PARSERS:
        return BadPattern(path, call.lineno, "a pattern that is known only when the module runs")
    try:
        parser = _parser(kind, pattern, types)
    except (ValueError, KeyError, re.error) as error:  # cfparse raises KeyErrors
        return BadPattern(path, call.lineno, f"a pattern that does not compile ({error})")
    is_async = isinstance(function, ast.AsyncFunctionDef)
    return StepDefinition(path, call.lineno, type_, pattern, parser, is_async, f"{path}:{function.lineno}")


def _parser(kind: str, pattern: str, types: Mapping[str, str]) -> parsers.StepParser:
    if kind not in ("parse", "cfparse"):
        return _PARSERS[kind](pattern)
    # Types that the parse library does not know are the module's own: known by their pattern alone.
    own = {
        name: _type(types.get(name, ".+?"))
        for name in _FIELD_TYPE.findall(pattern)
        if len(name) > 2 or name in types
    }
    return _PARSERS[kind](pattern, extra_types=own)


def _type(pattern: str) -> Callable[[str], Any]:
    def take(text: str) -> str:
        return text

    return parse.with_pattern(pattern)(take)  # type: ignore[no-any-return]


def _custom_types(tree: ast.Module) -> dict[str, str]:
    """Type name -> regular expression, from ``@with_pattern`` functions and dictionaries that name them."""
    patterns = {
        node.name: text
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and last_name(decorator.func) == "with_pattern" and decorator.args
        if (text := literal_text(decorator.args[0])) is not None
    }
    return {
        name: patterns[last_name(value)]
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if (name := literal_text(key)) is not None and last_name(value) in patterns
    }
