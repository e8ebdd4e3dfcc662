"""Each scenario that names a code turns red when the rules of that code are switched off."""

from __future__ import annotations

import json

import pytest

from .finished_run import marketsim

SAMPLE = (
    "features/connectivity/requests.feature",
    "features/market_information/downloads.feature",
    "features/allocation/portfolio.feature",
    "features/allocation/records.feature",
    "features/allocation/eligibility.feature",
)
# Codes that no rule gives: the operator of an embedded system induces them.
INDUCED_ONLY = {"MS-ALC-81", "MS-AUC-81", "MS-AUC-82"}
# Rules that no scenario misses. The first two ask nothing as settings.toml stands, the third asks nothing in the phase
# that a bare run is in. This list may only shrink.
UNMISSED = {
    "rule:load-complete",
    "rule:nomination-caps-posted",
    "rule:phase-writes-due",
}


def test_a_sample_of_scenarios_was_seen_red() -> None:
    """Nothing stays green, and every scenario passed on the sound system before."""
    done = marketsim("faults", "--json", *SAMPLE)
    found = json.loads(done.stdout)
    assert (done.returncode, found["idle_scenarios"], found["not_run"]) == (0, [], [])
    assert len(found["proved"]) > 30


@pytest.mark.nightly
def test_every_scenario_that_names_a_code_was_seen_red() -> None:
    """The whole suite, every rule: none stays green, and no rule goes unmissed but those listed above."""
    done = marketsim("faults", "--json", timeout=1800)
    found = json.loads(done.stdout)
    assert (done.returncode, found["idle_scenarios"], found["not_run"]) == (0, [], [])
    assert {each["id"] for each in found["faults"] if not each["killed_by"]} == UNMISSED
    assert set(found["without_rule"]) == INDUCED_ONLY
