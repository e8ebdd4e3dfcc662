"""Rounding of several values so that they still add up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .number import half_up
from .refusal import Refusal


def largest_remainder(
    values: Sequence[Fraction], decimals: int, total: Fraction | None = None
) -> tuple[Fraction, ...]:
    """Values at so many decimals that sum to ``total``; without one, to their own sum rounded half up.

    Every value is floored (towards minus infinity); the units left over go to the largest remainders, one each, of
    equal remainders to the earliest. Each result lies less than one unit from its value as long as ``total`` is the
    rounded sum. Raises Refusal (a ValueError) for a total that is finer than the decimals or that cannot be
    reached with at most one unit a value.
    """
    unit = 10**decimals
    target = (half_up(sum(values, Fraction(0)), decimals) if total is None else total) * unit
    floors = [value * unit // 1 for value in values]
    spare = target - sum(floors)
    if spare.denominator != 1:
        raise Refusal(f"a total of at most {decimals} decimals", str(total), "round the total first")
    if not 0 <= spare <= len(values):
        raise Refusal(
            f"a total near {sum(values, Fraction(0))}", str(total), "give the total of these values"
        )
    remainders = [value * unit - floor for value, floor in zip(values, floors, strict=True)]
    first = sorted(range(len(values)), key=lambda at: (-remainders[at], at))[: int(spare)]
    raised = frozenset(first)
    return tuple(Fraction(floor + (at in raised), unit) for at, floor in enumerate(floors))
