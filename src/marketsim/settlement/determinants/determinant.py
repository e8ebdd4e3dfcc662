"""A bill determinant: its name, what it is, and how much of that a public source says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Word = Literal["quoted", "inferred", "ours", "retired", "none"]
Provenance = Literal["quoted", "inferred", "ours", "retired"]
Role = Literal["input", "intermediate", "output"]
Granularity = Literal["hour", "15-minute", "5-minute"]

INTERVALS: dict[Granularity, int] = {"hour": 1, "15-minute": 4, "5-minute": 12}


@dataclass(frozen=True, slots=True)
class Status:
    """How far the name, the formula and the unit are each known; ``none`` for the formula of an input."""

    name: Word
    formula: Word
    unit: Word


@dataclass(frozen=True, slots=True)
class Determinant:
    """One determinant; ``register.yaml`` says what each field holds. ``formula``, ``charge_code`` may be empty."""

    name: str
    says: str
    role: Role
    subscripts: tuple[str, ...]
    unit: Literal["MWh", "MW", "$/MWh", "$"]
    granularity: Granularity
    sign: str
    source: str
    provenance: Provenance
    status: Status
    formula: str = ""
    charge_code: str = ""
    versions: tuple[str, ...] = ()

    @property
    def intervals(self) -> int:
        """How many values an hour has: 12, 4 or 1."""
        return INTERVALS[self.granularity]

    @property
    def retired(self) -> bool:
        """Whether the name was withdrawn before production."""
        return self.provenance == "retired"
