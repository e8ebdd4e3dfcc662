"""Reads the data files of the demonstration world (YAML 1.2 scalars: ON and OFF stay text)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from marketsim.contract.yaml12 import read_yaml


def world_data(noun: str) -> Any:
    """The content of ``world/<noun>.yaml``."""
    return read_yaml(Path(__file__).with_name(f"{noun}.yaml"))
