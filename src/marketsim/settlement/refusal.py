"""What the settlement refuses to calculate with, said in three parts."""

from __future__ import annotations

from typing import Self


class Refusal(ValueError):
    """An input that no amount can honestly be drawn from: what was expected, what was found, what to do.

    ``where`` names the resource and the hour once they are known; see :meth:`at`.
    """

    def __init__(self, expected: str, found: str, fix: str, where: str | None = None) -> None:
        """The three parts are clauses without a full stop."""
        place = f"{where}: " if where else ""
        super().__init__(f"{place}expected {expected}; found {found}; {fix}")
        self.expected, self.found, self.fix, self.where = expected, found, fix, where

    def at(self, where: str) -> Self:
        """The same refusal with its place."""
        return type(self)(self.expected, self.found, self.fix, where)


class MissingInput(Refusal):
    """A value that the rules need was not given. It is never taken as zero."""


class Conflict(Refusal):
    """Inputs that contradict each other, under a policy that rejects such input."""
