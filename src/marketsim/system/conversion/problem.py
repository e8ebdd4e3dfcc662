"""Why a conversion window cannot be made or posted, in three parts."""

from __future__ import annotations


class ConversionProblem(Exception):
    """What was found, what would be right and how to mend it; ``status`` is that of the console's answer."""

    def __init__(self, found: str, *, expected: str, fix: str, status: int = 409) -> None:
        super().__init__(f"found: {found}; expected: {expected}; fix: {fix}")
        self.status = status
