"""Chance, from a seed: whole numbers and choices only, so that equal seeds draw alike everywhere."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """Draws of one topic of one seed; another topic's draws do not move them."""

    def __init__(self, seed: int, topic: str) -> None:
        self._random = random.Random(f"{seed}:{topic}")  # noqa: S311 - no secret

    def below(self, most: int) -> int:
        """A whole number from 0, below ``most``."""
        return self._random.randrange(most)

    def between(self, least: int, most: int) -> int:
        """A whole number within both."""
        return self._random.randint(least, most)

    def percent(self, chance: int) -> bool:
        """True that often in a hundred."""
        return self._random.randrange(100) < chance

    def one_of(self, choices: Sequence[T]) -> T:
        """One of them."""
        return choices[self._random.randrange(len(choices))]

    def mw(self, most: int) -> int:
        """Thousandths of MW, from 1 to ``most``; every other time whole tenths where there are any."""
        value = self._random.randint(1, most)
        rounded = value - value % 100
        return rounded if rounded and self._random.randrange(2) else value

    def days(self, first: date, last: date) -> tuple[date, date]:
        """A first and a last day within both."""
        length = (last - first).days
        one, other = sorted((self._random.randint(0, length), self._random.randint(0, length)))
        return first + timedelta(days=one), first + timedelta(days=other)
