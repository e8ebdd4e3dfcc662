"""Why a system cannot be cut over, with everything that stands against it by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class ExtractFault:
    """What is wrong with the extract, and where: line 1 is the heading; 0 and "" where it is the whole file."""

    file: str
    line: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        where = self.file + (f" line {self.line}" if self.line else "")
        column = f", {self.column}" if self.column else ""
        return f"{where}{column}: {self.found}; expected {self.expected}"


class CutoverProblem(Exception):
    """The order cannot be carried out; nothing has changed.

    ``reasons`` names at most MOST_TOLD things that stand against it, ``count`` says how many there are. ``refused``
    is whether the state or the content forbids it (409), not the form of what was sent (400).
    """

    def __init__(self, text: str, reasons: Sequence[object] = (), *, refused: bool = True) -> None:
        super().__init__(text)
        self.text, self.refused = text, refused
        self.count = len(reasons)
        self.reasons = tuple(str(each) for each in reasons[:MOST_TOLD])

    def told(self) -> str:
        """Everything in one text, a reason a line."""
        more = [f"... and {self.count - len(self.reasons)} more"] if self.count > len(self.reasons) else []
        return "\n".join([self.text, *self.reasons, *more])
