"""The exit code of a run, from its verdicts and its problems: the first that applies wins (design.md section 8)."""

from __future__ import annotations

from collections.abc import Iterable

from marketsim.readiness.finding import Finding
from marketsim.readiness.verdict import ScenarioVerdict

USAGE, SET_UP, NETWORK, HARNESS, NOT_READY, UNDECIDED, READY = 2, 3, 4, 5, 1, 6, 0
_BROKEN_CODES = {"set-up": SET_UP, "network": NETWORK, "harness": HARNESS}


def exit_code(verdicts: Iterable[ScenarioVerdict], problems: Iterable[Finding]) -> int:
    """The first that applies: 2 nothing selected, 3 set-up, 4 network, 5 harness, 1 failed, 6 skipped, 0."""
    findings = list(problems)
    reached = list(verdicts)
    broken = {each.cause for each in findings} | {each.cause for each in reached if each.verdict == "broken"}
    words = {each.verdict for each in reached}
    if not findings and words <= {"omitted"}:
        return USAGE
    for cause, code in _BROKEN_CODES.items():
        if cause in broken:
            return code
    if "failed" in words:
        return NOT_READY
    return UNDECIDED if "skipped" in words else READY
