"""Reads the data files of the demonstration world (YAML 1.2 scalars: ON and OFF stay text)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml


class _Yaml12(yaml.SafeLoader):
    """The safe loader without YAML 1.1 booleans (yes, on) and dates."""


_Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def world_data(noun: str) -> Any:
    """The content of ``world/<noun>.yaml``."""
    return read_yaml(Path(__file__).with_name(f"{noun}.yaml"))


def read_yaml(file: Path) -> Any:
    """The content of a YAML file of ours."""
    return yaml.load(file.read_text("utf-8"), _Yaml12)  # noqa: S506  # a SafeLoader
