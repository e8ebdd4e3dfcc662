"""Why the console cannot do what it was asked for."""

from __future__ import annotations


class OperatorProblem(Exception):
    """Answered as ``{"error": text}`` with its status."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.text, self.status = text, status

    @classmethod
    def told(cls, found: str, *, expected: str, fix: str, status: int = 400) -> OperatorProblem:
        """A problem in three parts: what was found, what would be right, what to do."""
        return cls(f"found: {found}; expected: {expected}; fix: {fix}", status)
