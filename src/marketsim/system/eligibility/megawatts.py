"""MW as exact numbers: what is stored as a float with three decimals, and cutting back to three decimals."""

from __future__ import annotations

from fractions import Fraction
from math import floor

STEPS = 1000  # of 0.001 MW
NOTHING = Fraction(0)


def exact(mw: float) -> Fraction:
    """The decimal number that a stored MW stands for."""
    return Fraction(repr(float(mw)))


def cut(mw: Fraction) -> Fraction:
    """Cut to steps of 0.001 MW, downwards, and never below 0: a cap may not allow more than was worked out."""
    return max(NOTHING, Fraction(floor(mw * STEPS), STEPS))


def told(mw: Fraction) -> str:
    """MW as a text: no digits that say nothing, at most three decimals (exact for what is in steps of 0.001)."""
    text = f"{float(mw):.3f}".rstrip("0").rstrip(".")
    return text or "0"
