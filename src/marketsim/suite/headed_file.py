"""A file of the suite that somebody else may write: a head of texts, and rows; bounded, whatever is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import yaml

from marketsim.contract.yaml12 import UnreadableYaml as Unsafe
from marketsim.contract.yaml12 import parse_yaml, read_bounded
from marketsim.suite.yaml_file import UnreadableYaml, items, member, members, read_node, text_of


@dataclass(frozen=True, slots=True)
class HeadedFile:
    """Its ``head`` with blanks made one, the nodes of its ``rows``, and ``misplaced``: what has no place there."""

    head: dict[str, str]
    rows: tuple[yaml.Node, ...]
    misplaced: tuple[str, ...]


def read_headed(path: Path, head: str, fields: Collection[str], rows: str) -> HeadedFile:
    """A file of the mapping ``head``, which may have ``fields``, and the list ``rows``. Raises UnreadableYaml."""
    node = _read_guarded(path)
    texts = {name: text_of(value) or "" for name, _, value in members(member(node, head))}
    misplaced = [name for name, _, _ in members(node) if name not in (head, rows)]
    misplaced += [f"{head}.{name}" for name in texts if name not in fields]
    return HeadedFile(
        {name: " ".join(text.split()) for name, text in texts.items()},
        tuple(items(member(node, rows))),
        tuple(misplaced),
    )


def _read_guarded(path: Path) -> yaml.Node | None:
    try:
        parse_yaml(read_bounded(path))  # refuses what is too large, too deep or refers to itself
    except Unsafe as problem:
        line = re.search(r"\bline (\d+)", str(problem))
        raise UnreadableYaml(int(line[1]) if line else 1, str(problem)) from None
    return read_node(path)
