"""A market that is cleared or posted wrongly turns scenarios red: the suite is no exam by whoever wrote the answers.

Each fault of results has a scenario that names it (``@result:ID``); the sweep runs the scenario with the fault on. Here
the oracle's scenarios alone, at night all of them (test_codes_seen_red.py).
"""

from __future__ import annotations

import json
import re

from marketsim.system.result_faults import RESULT_FAULTS

from .finished_run import ROOT, marketsim

VERIFIED = "features/auction/verified.feature"


def test_every_fault_of_results_is_named_by_a_scenario() -> None:
    """Whoever adds a way to get an auction wrong adds a scenario that notices, and the other way round."""
    texts = [path.read_text("utf-8") for path in (ROOT / "features").rglob("*.feature")]
    assert {name for text in texts for name in re.findall(r"@result:([a-z-]+)", text)} == set(RESULT_FAULTS)


def test_the_oracle_notices_each_fault_that_its_scenarios_name() -> None:
    """Wrong awards, prices, constraints and holdings, seen by who recomputes them and by who only compares files."""
    done = marketsim("faults", "--json", VERIFIED)
    found = json.loads(done.stdout)
    assert (done.returncode, found["idle_scenarios"], found["not_run"]) == (0, [], [])
    named = set(re.findall(r"@(result:[a-z-]+)", (ROOT / VERIFIED).read_text("utf-8")))
    assert {each["id"] for each in found["faults"] if each["killed_by"]} == named
