"""The columns of the long form, and the determinants that it may hold: ``columns.yaml`` and the register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from marketsim.settlement.determinants import determinant

INTERVALS = {"": 0, "hour": 1, "15-minute": 4, "5-minute": 12}
IDENTIFIERS = ("Resource", "Area", "Coordinator")
KINDS = {"facts": "fact", "inputs": "input", "results": "result"}


@dataclass(frozen=True, slots=True)
class FileDeterminant:
    """One determinant of the long form.

    ``of``: the columns that say whose it is. ``granularity``: a key of INTERVALS, empty for a fact. ``field`` and
    ``component``: where an input goes in the model's inputs. ``places``: decimals of a result in a file that we
    write; an input with places is put out too, by some rule set. ``provenance``: quoted, inferred, ours or retired,
    and by whom in ``source``.
    """

    name: str
    kind: str
    of: tuple[str, ...]
    provenance: str
    says: str
    granularity: str = ""
    unit: str = ""
    sign: str = ""
    source: str = ""
    field: str = ""
    component: str = ""
    places: int = 0

    @property
    def kinds(self) -> tuple[str, ...]:
        """Its kind, and result where an input is put out too."""
        return (self.kind, "result") if self.kind == "input" and self.places else (self.kind,)

    @property
    def intervals(self) -> int:
        """How many values an hour has: 12, 4 or 1; 0 for a fact."""
        return INTERVALS[self.granularity]


@cache
def columns() -> tuple[tuple[str, str], ...]:
    """Each column and what it holds, in the order of the file."""
    return tuple((each["name"], each["says"]) for each in _listed()["columns"])


@cache
def heading() -> tuple[str, ...]:
    """The names of the columns."""
    return tuple(name for name, _ in columns())


@cache
def determinants() -> dict[str, FileDeterminant]:
    """Every determinant by its name: facts, inputs, results."""
    return {each.name: each for each in _determinants()}


def described() -> list[dict[str, Any]]:
    """The determinants as plain data, for people and programs that ask what a file may hold."""
    return [
        {
            "determinant": each.name,
            "kind": each.kind,
            "stated": "result" in each.kinds,
            "of": list(each.of),
            "granularity": each.granularity or None,
            "unit": each.unit or None,
            "provenance": each.provenance,
            "sign": each.sign or None,
            "source": each.source or None,
            "says": each.says,
        }
        for each in determinants().values()
    ]


def _determinants() -> Iterator[FileDeterminant]:
    for part, kind in KINDS.items():
        for name, entry in _listed()[part].items():
            known: dict[str, Any] = entry | {"of": tuple(entry["of"])}
            if kind != "fact":
                each = determinant(name)
                known |= {"granularity": each.granularity, "unit": each.unit, "sign": each.sign}
                known |= {"provenance": each.provenance, "source": each.source, "says": each.says}
            yield FileDeterminant(name, kind, **known)


@cache
def _listed() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("columns.yaml").read_text("utf-8")
    listed: dict[str, Any] = yaml.safe_load(text)
    return listed
