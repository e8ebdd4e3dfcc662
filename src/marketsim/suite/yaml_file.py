"""YAML as the suite reads it: scalars stay text (no YAML 1.1 booleans), lines are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

# The C parser where PyYAML has it: ten times as fast, the same nodes.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableYaml(Exception):
    """The file is no YAML; ``line`` is where the parser gave up."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def read_node(path: Path) -> yaml.Node | None:
    """The file's root node, None for an empty file. Raises UnreadableYaml."""
    try:
        return yaml.compose(path.read_text("utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableYaml(line, str(error.problem)) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UnreadableYaml(1, str(error)) from None


def line_of(node: yaml.Node) -> int:
    """The 1-based line on which a node begins."""
    return int(node.start_mark.line) + 1


def members(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """The (key, key node, value node) of a mapping; nothing for any other node."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), key, value


def member(node: yaml.Node | None, name: str) -> yaml.Node | None:
    """The value node of one key."""
    return next((value for key, _, value in members(node) if key == name), None)


def items(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """The items of a sequence; nothing for any other node."""
    if isinstance(node, yaml.SequenceNode):
        yield from node.value


def text_of(node: yaml.Node | None) -> str | None:
    """The text of a scalar, None for any other node."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else None


def repeated_keys(root: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """The line and name of every key that its mapping already has, at any depth."""
    waiting, met = [root], set[int]()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in met:
            continue
        met.add(id(node))
        seen: set[str] = set()
        for name, key, value in members(node):
            if name in seen:
                yield line_of(key), name
            seen.add(name)
            waiting.append(value)
        waiting.extend(items(node))
