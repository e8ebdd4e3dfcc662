"""What is put into the sound suite, one at a time: for each rule of lint a fault that it has to find."""

from __future__ import annotations

from lint_faults import gates, outlines, plan, register, scenarios, steps, tags
from lint_faults.case import Case

GROUPS = (steps.CASES, scenarios.CASES, outlines.CASES, tags.CASES, register.CASES, plan.CASES, gates.CASES)
CASES: dict[str, Case] = {name: case for group in GROUPS for name, case in group.items()}

__all__ = ["CASES", "GROUPS", "Case"]
