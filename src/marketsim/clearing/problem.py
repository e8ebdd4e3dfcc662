"""Why a market can't be cleared as it was given, in words for who made it."""

from __future__ import annotations


class ClearingProblem(ValueError):
    """Input that has no honest clearing.

    ``subject`` names the part (a bid, a branch, the network); the rest says what was expected of it, what was
    found, and what to do.
    """

    def __init__(self, subject: str, *, expected: str, found: str, fix: str) -> None:
        super().__init__(f"{subject}: expected {expected}, found {found}; {fix}")
        self.subject, self.expected, self.found, self.fix = subject, expected, found, fix
