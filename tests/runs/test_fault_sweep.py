"""A sweep proves scenarios one by one: what a missing rule let through troubles nobody else."""

from __future__ import annotations

import json
from pathlib import Path

from .session_run import session_run

REFUSALS = "features/load_data/refusals.feature"
NEIGHBOURS = ("MS-LOAD-50#is of less than 0 MW", "MS-LOAD-50#is of an unknown kind")


def test_what_a_missing_rule_let_in_does_not_spoil_the_scenario_after_it(tmp_path: Path) -> None:
    """Load of less than 0 MW stays in the shared system, and reading it breaks the contract: the next row is proved
    on a system of its own."""
    run = session_run(tmp_path / "out", None, REFUSALS, sweep=True, scenarios=NEIGHBOURS)
    found = json.loads((tmp_path / "out" / "sweep-main.json").read_bytes())
    assert (found["proved"], found["not_run"], found["idle"]) == (list(NEIGHBOURS), [], []), run.told
