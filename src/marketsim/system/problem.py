"""Why the embedded system cannot start or do what it was told, in three parts."""

from __future__ import annotations


class SystemProblem(Exception):
    """What was found, what was expected, and what to do about it."""

    def __init__(self, found: str, expected: str, fix: str) -> None:
        super().__init__(f"{found}; expected {expected}; {fix}")
        self.found, self.expected, self.fix = found, expected, fix
