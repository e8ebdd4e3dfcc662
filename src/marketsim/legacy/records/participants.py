"""Rows of participants.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Participant:
    """An asset owner, under its old name; ``functions`` and ``sc_ids`` as listed."""

    participant: str
    new_name: str | None
    duns: str | None
    functions: tuple[str, ...]
    sc_ids: tuple[str, ...]
