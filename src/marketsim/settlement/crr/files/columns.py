"""The files, columns and determinants of CRR settlement, as ``columns.yaml`` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column. ``needed``: its cells may not be empty. ``optional``: it may be left out."""

    name: str
    unit: str
    says: str
    needed: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class CrrFile:
    """A file. ``optional``: it need not be there. ``statement``: it holds results, and is no input."""

    name: str
    says: str
    columns: tuple[FileColumn, ...]
    optional: bool = False
    statement: bool = False

    @property
    def heading(self) -> tuple[str, ...]:
        """The columns that are written."""
        return tuple(each.name for each in self.columns if not each.optional)


@dataclass(frozen=True, slots=True)
class CrrDeterminant:
    """A result: what it belongs to (words apart), its unit, who says so, and what it is."""

    name: str
    of: str
    unit: str
    provenance: str
    says: str


@cache
def crr_files() -> Mapping[str, CrrFile]:
    """Every file by its name."""
    return {
        name: CrrFile(name, **{**each, "columns": tuple(FileColumn(**column) for column in each["columns"])})
        for name, each in _listed()["files"].items()
    }


@cache
def crr_determinants() -> Mapping[str, CrrDeterminant]:
    """Every determinant by its name."""
    return {name: CrrDeterminant(name, **each) for name, each in _listed()["determinants"].items()}


@cache
def _listed() -> dict[str, Any]:
    listed: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("columns.yaml").read_text("utf-8"))
    return listed
