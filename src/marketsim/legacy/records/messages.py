"""Rows of messages.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the old system; ``participant`` is None for everybody's."""

    sent_time: datetime
    participant: str | None
    text: str
