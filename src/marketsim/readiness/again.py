"""The command that runs the same again, as the evidence tells what was asked for."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

OPTIONS = (
    "target", "topic", "function", "shard", "contract", "schemas", "strict", "intrusive", "waivers", "market_sim_plan",
    "side", "handover", "partner", "sign_with", "fault", "inputs", "statement", "rules", "run_date", "out",
)  # fmt: skip
"""The members of a run's selection that are options of its verb; the seed and the phase stand beside them."""


def command(run: Mapping[str, Any]) -> str:
    """One line for a shell, every word quoted; from the ``seed``, ``phase`` and ``selection`` of a run."""
    selection = run.get("selection") or {}
    words = ["marketsim", str(selection.get("verb") or "run"), *map(str, selection.get("features") or ())]
    asked = {"seed": run.get("seed"), "phase": run.get("phase")}
    for name, value in (asked | {name: selection.get(name) for name in OPTIONS}).items():
        if value is None or value is False:
            continue
        for each in value if isinstance(value, list) else [value]:
            words.append(f"--{name.replace('_', '-')}")
            words += [] if each is True else [str(each)]
    return shlex.join(words)
