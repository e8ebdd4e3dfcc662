"""Rows of locations.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A bus of a source or sink; ``factor`` in millionths."""

    source_sink: str
    kind: str
    bus: str
    factor: int
    biddable: bool
