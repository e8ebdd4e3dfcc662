"""Dates that no rule set of ours may settle."""

from __future__ import annotations


class NotModelled(Exception):
    """No rule set answers for these dates; says what was expected, what was found, and what helps."""

    def __init__(self, expected: str, found: str, fix: str) -> None:
        super().__init__(f"expected {expected}; found {found}; {fix}")
        self.expected = expected
        self.found = found
        self.fix = fix
