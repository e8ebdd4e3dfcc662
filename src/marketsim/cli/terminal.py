"""What goes to a terminal: nothing that a hostile file could steer it by, and what is wrong with a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketsim.verification.report import Unreadable


def plain(line: str) -> str:
    """The line without what a hostile name could steer a terminal by."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line)


def unreadable(problem: Unreadable) -> Iterator[str]:
    """Where it is, then the three parts; plain."""
    place = problem.file if problem.line is None else f"{problem.file}, line {problem.line}"
    yield plain(place)
    yield plain(f"  expected: {problem.expected}")
    yield plain(f"  found:    {problem.found}")
    yield plain(f"  fix:      {problem.fix}")
