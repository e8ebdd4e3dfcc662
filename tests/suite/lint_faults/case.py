"""A fault of the sound suite, and where lint is to find it."""

from __future__ import annotations

from typing import NamedTuple

FEATURE = "features/connectivity/access.feature"
REGISTER = "features/requirements.yaml"
LOCK = "features/scenario-ids.lock"
PLAN = "features/market-sim-plan.yaml"
GATES = "features/readiness-phases.yaml"
STEPS = "steps/access.py"


class Case(NamedTuple):
    """A fault: in ``file``, ``old`` becomes ``new``; the rule speaks of the line of ``where`` with ``at``."""

    rule: str
    file: str
    old: str
    new: str
    at: str
    where: str = ""
