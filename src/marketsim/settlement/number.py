"""The numbers of the settlement: exact fractions, or floats for comparison with them.

A function that is generic over ``N`` takes the same steps with either kind. It divides and multiplies by whole
constants only, so that nothing binary enters an exact calculation.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from .refusal import Refusal

N = TypeVar("N", Fraction, float)

LONGEST = 40  # characters of a decimal text
LARGEST_EXPONENT = 20  # 1e999999999 is short to write and long to hold
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)


def exact(text: str) -> Fraction:
    """The value of a decimal text, such as ``-12.50`` or ``1.5e-7``, without rounding.

    Raises Refusal (a ValueError) for anything else: words for infinity, a decimal comma, too many characters.
    """
    wanted = f"a decimal number of at most {LONGEST} characters"
    if len(text) > LONGEST:
        raise Refusal(wanted, f"{len(text)} characters", "shorten it")
    if not _DECIMAL.fullmatch(text):
        raise Refusal(wanted, repr(text), "write it with a decimal point and without separators or units")
    exponent = re.split("[eE]", text)[1:]
    if exponent and abs(int(exponent[0])) > LARGEST_EXPONENT:
        raise Refusal(f"an exponent within ±{LARGEST_EXPONENT}", repr(text), "check the unit of the value")
    return Fraction(text)


def total(values: Sequence[N]) -> N:
    """The sum of one or more numbers, of their own kind: of exact ones brought to one denominator, reduced once."""
    first = values[0]
    if not isinstance(first, Fraction) or len(values) == 1:
        return sum(values[1:], first)
    numerators, over = together(values)
    return Fraction(sum(numerators), over)


def together(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """The numerators of exact numbers over their least common denominator, and that."""
    over = math.lcm(*[each.denominator for each in values])
    return [each.numerator * (over // each.denominator) for each in values], over


def half_up(value: Fraction, decimals: int) -> Fraction:
    """The value at so many decimals; a half goes away from zero, so that a turned sign rounds alike."""
    unit = 10**decimals
    size = (2 * abs(value) * unit + 1) // 2
    return Fraction(size if value >= 0 else -size, unit)
