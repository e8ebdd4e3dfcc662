"""What ``marketsim settle`` cannot settle, in three parts."""

from __future__ import annotations

from collections.abc import Iterator

from marketsim.cli.terminal import plain
from marketsim.settlement.files.fault import Fault, Unreadable
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.versions.refusal import NotModelled

USAGE_PROBLEMS = (Unreadable, Refusal, NotModelled, OSError)


def problem_lines(problem: BaseException) -> Iterator[str]:
    """Where it is, then what was expected, what was found, and what to do; plain."""
    for fault in _faults(problem):
        yield plain(fault.where)
        yield plain(f"  expected: {fault.expected}")
        yield plain(f"  found:    {fault.found}")
        yield plain(f"  fix:      {fault.fix}")


def _faults(problem: BaseException) -> tuple[Fault, ...]:
    if isinstance(problem, Unreadable):
        return problem.faults
    if isinstance(problem, Refusal):
        return (Fault(problem.where or "settle", problem.expected, problem.found, problem.fix),)
    if isinstance(problem, NotModelled):
        return (Fault("trade date", problem.expected, problem.found, problem.fix),)
    if isinstance(problem, OSError):
        where, found = str(problem.filename or "a file"), problem.strerror or "an error"
        return (Fault(where, "a file that can be read or written", found, "name another place"),)
    raise problem
