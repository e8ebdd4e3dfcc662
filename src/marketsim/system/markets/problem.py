"""Why a market cannot be cleared or posted, in three parts."""

from __future__ import annotations


class MarketProblem(Exception):
    """What was found, what would be right, and what to do about it."""

    def __init__(self, found: str, *, expected: str, fix: str) -> None:
        super().__init__(f"found: {found}; expected: {expected}; fix: {fix}")
        self.found, self.expected, self.fix = found, expected, fix
