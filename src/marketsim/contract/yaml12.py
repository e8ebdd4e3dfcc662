"""Reading YAML the way OpenAPI means it: 1.2 scalars, so that ON, OFF, Yes, No and dates stay text.

Files may come from outside, so their size and what their aliases expand to are bounded.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 5_000_000
MAX_NODES = 500_000
MAX_DEPTH = 100

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableYaml(Exception):
    """The text is no YAML that we are willing to read; the message says why."""


class _Yaml12(_Loader):  # type: ignore[misc]  # whichever safe loader this PyYAML has
    """A safe loader with the scalars of YAML 1.2."""


_Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Yaml12.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def read_yaml(file: Path) -> Any:
    """The content of a file; raises UnreadableYaml."""
    return parse_yaml(read_bounded(file))


def read_bounded(file: Path) -> bytes:
    """The bytes of a file of at most MAX_BYTES; raises UnreadableYaml."""
    try:
        with file.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1)
    except OSError as problem:
        raise UnreadableYaml(f"it cannot be opened: {problem.strerror}") from problem
    if len(text) > MAX_BYTES:
        raise UnreadableYaml(f"it is larger than {MAX_BYTES} bytes")
    return text


def parse_yaml(text: bytes) -> Any:
    """The content of a YAML text; raises UnreadableYaml."""
    try:
        _refuse_deep_nesting(text)
        loader = _Yaml12(text)
        try:
            root = loader.get_single_node()
            if root is None:
                return None
            size, depth = _expanded(root, {})
            if size > MAX_NODES or depth > MAX_DEPTH:
                raise UnreadableYaml("its aliases expand to too much")
            return loader.construct_document(root)
        finally:
            loader.dispose()
    except yaml.YAMLError as problem:
        raise UnreadableYaml(" ".join(str(problem).split())) from problem
    except (ValueError, LookupError, AttributeError, TypeError) as problem:  # explicit tags on unfit scalars
        raise UnreadableYaml(f"it holds a value that cannot be read: {problem}") from problem


def _refuse_deep_nesting(text: bytes) -> None:
    """Composing is recursive, in the C parser without any guard, so the depth is counted beforehand."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise UnreadableYaml(f"it is nested more than {MAX_DEPTH} levels deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _expanded(node: yaml.Node, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Number of values and depth of a node with its aliases followed; a cycle is refused."""
    mark = id(node)
    if mark in known:
        if known[mark] == (0, 0):
            raise UnreadableYaml("an alias refers to what contains it")
        return known[mark]
    known[mark] = (0, 0)
    parts: list[tuple[int, int]] = []
    if isinstance(node, yaml.MappingNode):
        parts = [_expanded(part, known) for pair in node.value for part in pair]
    elif isinstance(node, yaml.SequenceNode):
        parts = [_expanded(item, known) for item in node.value]
    known[mark] = (1 + sum(size for size, _ in parts), 1 + max((depth for _, depth in parts), default=0))
    return known[mark]
