"""Rows of retired.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Retired:
    """A location that the new network model has no longer."""

    name: str
    kind: str
    retired_on: datetime
