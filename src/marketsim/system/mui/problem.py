"""What the screens refuse."""

from __future__ import annotations

from collections.abc import Mapping


class MuiProblem(Exception):
    """Answered as ``{"error": text}`` with its status."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.text, self.status = text, status


def needed(query: Mapping[str, str], name: str) -> str:
    """A parameter of the query; raises MuiProblem when it is missing or empty."""
    if not query.get(name):
        raise MuiProblem(f"the query parameter {name} is missing")
    return query[name]
