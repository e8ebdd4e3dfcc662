"""YAML of which every scalar is text: a version 5.10 is no number, and a date is read by whoever knows it is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

LARGEST = 1_000_000  # bytes


def read_texts(file: Path) -> Any:
    """The mappings, lists and texts of a YAML file of at most LARGEST bytes; OSError, or ValueError saying why."""
    with file.open("rb") as stream:
        text = stream.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise ValueError(f"{file.name}: expected at most {LARGEST} bytes, found more; split the file")
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # it builds lists, mappings and texts only
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        found = " ".join(str(problem).split())
        raise ValueError(f"{file.name}: expected YAML, found none ({found}); mend the file") from problem
