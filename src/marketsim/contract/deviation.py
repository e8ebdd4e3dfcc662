"""One place where a message departs from the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["request", "response"]


@dataclass(frozen=True, slots=True)
class Deviation:
    """What was expected, what was found and where, in people's words.

    ``where`` is the part of the message: body, query, header, status, media type or file. ``path`` leads to
    the value within it (``newBids[3].bidCurve[0].mw``, a parameter's name) and is empty for the whole part.
    ``constraint`` is the schema keyword that was broken (``maxLength``, ``required``), or ``malformed``,
    ``presence``, ``unknown``, ``repeated``, ``status``, ``media type``, ``columns``. ``undocumented`` marks
    what the contract merely doesn't mention; only the strict check reports it.
    """

    side: Side
    where: str
    path: str
    expected: str
    found: str
    undocumented: bool = False
    constraint: str = ""

    def __str__(self) -> str:
        """One line for people."""
        place = f"{self.side} {self.where}" + (f" {self.path}" if self.path else "")
        return f"{place}: expected {self.expected}; found {self.found}"


def counts(where: str, undocumented: bool, *, strict: bool, live: bool) -> bool:
    """Whether a deviation speaks against whoever made it.

    What the contract merely doesn't mention does in strict mode only. How a downloaded file is laid out, beyond what
    is documented, is our own supposition: it binds nobody on a live target, and the embedded system always, which
    writes the very columns that we suppose.
    """
    if undocumented and where == "file":
        return not live
    return strict or not undocumented
