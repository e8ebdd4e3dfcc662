"""The numbers and choices the market leaves open, each with where it comes from (settings.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

PROVENANCES = ("contract", "seed", "assumed", "model")


class SettingProblem(Exception):
    """A setting is missing, or is not of the kind asked for."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of settings.toml: ``value`` as written there, who says so, and how sure that is."""

    name: str
    value: Any
    source: str
    provenance: str


class Settings:
    """All settings by dotted name (``load.cec_tolerance``); read-only."""

    def __init__(self, settings: Mapping[str, Setting]) -> None:
        self._settings = dict(settings)

    @classmethod
    def load(cls, file: Path | None = None) -> Settings:
        """Read a settings file (default: ours); raises SettingProblem when an entry lacks a part."""
        path = file or Path(__file__).with_name("settings.toml")
        tables = tomllib.loads(path.read_text("utf-8"))
        found: dict[str, Setting] = {}
        for table, entries in tables.items():
            for key, entry in entries.items():
                found[f"{table}.{key}"] = _setting(f"{table}.{key}", entry)
        return cls(found)

    def __iter__(self) -> Any:
        """Every setting, in the order of the file."""
        return iter(self._settings.values())

    def __getitem__(self, name: str) -> Setting:
        """The setting with its source; raises SettingProblem when there is none of that name."""
        try:
            return self._settings[name]
        except KeyError:
            raise SettingProblem(f"there is no setting {name!r}") from None

    def text(self, name: str) -> str:
        """A text value; raises SettingProblem for another kind."""
        return str(self._of_kind(name, str))

    def number(self, name: str) -> float:
        """A number as a float; an exact fraction (``"65/100"``) is converted."""
        value = self[name].value
        return (
            float(self.fraction(name)) if isinstance(value, str) else float(self._of_kind(name, (int, float)))
        )

    def whole(self, name: str) -> int:
        """A whole number."""
        return int(self._of_kind(name, int))

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self[name].value
        if not isinstance(value, bool):
            raise SettingProblem(f"setting {name!r} is {value!r}, which is neither true nor false")
        return value

    def fraction(self, name: str) -> Fraction:
        """An exact fraction, written as text (``"65/100"`` or ``"0.65"``) or as a whole number."""
        value = self._of_kind(name, (str, int))
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise SettingProblem(f"setting {name!r} is {value!r}, which is no fraction") from None

    def _of_kind(self, name: str, kind: type | tuple[type, ...]) -> Any:
        value = self[name].value
        if not isinstance(value, kind) or isinstance(value, bool):
            raise SettingProblem(f"setting {name!r} is {value!r}, which is of another kind")
        return value


def _setting(name: str, entry: Any) -> Setting:
    if not isinstance(entry, dict) or set(entry) != {"value", "source", "provenance"}:
        raise SettingProblem(f"setting {name!r} needs a value, a source and a provenance, and nothing else")
    if entry["provenance"] not in PROVENANCES:
        raise SettingProblem(f"setting {name!r} has the unknown provenance {entry['provenance']!r}")
    return Setting(name, entry["value"], entry["source"], entry["provenance"])
