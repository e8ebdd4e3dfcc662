"""Rows of roles.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """What a person might do for a participant on the old market user interface."""

    person: str
    participant: str
    old_role: str
