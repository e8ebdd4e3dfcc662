"""The register of determinants, read from ``register.yaml`` and checked when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

import msgspec
import yaml

from ..refusal import Refusal
from .determinant import Determinant


def _read() -> dict[str, Determinant]:
    """Every record of the file; msgspec.ValidationError for a field that is missing, unknown or of another word."""
    text = resources.files(__package__).joinpath("register.yaml").read_text("utf-8")
    # every scalar as text: no number, date or yes may be read into a version or a unit
    tree: dict[str, dict[str, Any]] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    return {name: msgspec.convert(_lists(name, entry), Determinant) for name, entry in tree.items()}


def _lists(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    versions = [each.strip() for each in entry.get("versions", "").split(",") if each.strip()]
    return entry | {"name": name, "subscripts": entry["subscripts"].split(), "versions": versions}


REGISTER: Mapping[str, Determinant] = _read()


def determinant(name: str) -> Determinant:
    """The determinant of this name; Refusal (a ValueError) where the register has none."""
    if name not in REGISTER:
        raise Refusal("a determinant of the register", repr(name), "check the name", "determinants")
    return REGISTER[name]
