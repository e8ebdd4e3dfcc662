"""Which writes are due in which phase of the Market Simulation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from standing import Standing, codes, portfolio

from marketsim.contract.catalogue import Contract
from marketsim.system.crr_system import PhaseProblem
from marketsim.system.phases import PHASES, is_due

OPERATIONS = Contract.load().operations.values()


@pytest.mark.parametrize("phase", PHASES)
def test_every_read_is_due_in_every_phase(phase: str) -> None:
    """Only writes wait."""
    assert all(is_due(operation, phase) for operation in OPERATIONS if operation.access == "read")


def test_writes_come_due_step_by_step() -> None:
    """None in the first week, portfolio uploads from the second, everything after the four weeks."""
    due = {
        phase: {str(each.key) for each in OPERATIONS if each.access == "write" and is_due(each, phase)}
        for phase in PHASES
    }
    assert due["connectivity-week-1"] == set()
    assert {key.partition(".")[0] for key in due["connectivity-week-2"]} == {"auction", "nomination"}
    assert due["connectivity-week-2"] == due["connectivity-week-3"] == due["connectivity-week-4"]
    everything = {str(each.key) for each in OPERATIONS if each.access == "write"}
    assert due["structured"] == due["unstructured"] == due["cutover"] == everything


def test_a_write_that_is_not_due_is_refused_before_the_service_looks_at_it(
    private: Callable[..., Standing],
) -> None:
    """SER0030 even for a market that does not exist, but after access and contract were judged."""
    system = private(phase="connectivity-week-1")
    path = "/auction/v1.0/portfolioCreation"
    unknown_market = portfolio("P", marketName="NO_MARKET")
    assert codes(system.ask("srtx", "POST", path, json=unknown_market)) == ["SER0030"]
    assert codes(system.ask("srtx-reader", "POST", path, json=unknown_market)) == ["SEC0001"]
    assert codes(system.ask("srtx", "POST", path, json={**unknown_market, "newBids": 1})) == ["SER0017"]
    system.system.switch_faults(["rule:phase-writes-due"])
    assert codes(system.ask("srtx", "POST", path, json=unknown_market)) == ["MKT0001"]


def test_an_unknown_phase_is_named_with_those_there_are(private: Callable[..., Standing]) -> None:
    """The fix lists them."""
    with pytest.raises(PhaseProblem) as caught:
        private(phase="week-2")
    assert "week-2" in caught.value.found
    assert "connectivity-week-2" in caught.value.fix
