"""How far a clearing has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One round of one product: ``number`` of ``products``, rows in the programme, worst violation (MW) found."""

    number: int
    products: int
    period: str
    tou: str
    round: int
    rows: int
    violation: float
