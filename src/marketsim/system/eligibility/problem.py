"""Why a calculation of caps cannot be made or posted."""

from __future__ import annotations


class CapProblem(Exception):
    """What was found, what would be right and how to mend it; ``missing`` when a name is of nothing we have."""

    def __init__(self, found: str, *, expected: str, fix: str, missing: bool = False) -> None:
        super().__init__(f"found: {found}; expected: {expected}; fix: {fix}")
        self.found, self.expected, self.fix, self.missing = found, expected, fix, missing
