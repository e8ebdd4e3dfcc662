"""What only the operator of an embedded system can bring about or see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marketsim.target.console import Console
from marketsim.target.halt import Halted
from marketsim.target.workings import Workings

Talks = Callable[..., Any]
OPERATION = "market_status.getActiveAuctionMarkets"


def test_a_setting_is_told_with_its_value(console: Console) -> None:
    """So that a scenario computes with the number that is in force."""
    assert Workings(console).setting("credit.margin") == 5


def test_an_ordered_refusal_comes_with_its_code_and_its_trace_says_induced(
    talk: Talks, console: Console
) -> None:
    """A code that came by order is not one that the system found by itself."""
    session = talk().session
    ask = session.client(session.party("CRRH")).market_status.get_active_auction_markets
    workings = Workings(console)
    workings.refuse(OPERATION, "SER0028")
    answer = ask()
    (trace,) = console.traces([answer.exchange.request_id])
    assert (answer.codes, trace["induced"]) == (("SER0028",), True)
    assert trace["rulesFired"] == [{"id": "induced", "code": "SER0028"}]
    workings.relent()
    answer = ask()
    (trace,) = console.traces([answer.exchange.request_id])
    assert (answer.ok, trace["induced"]) == (True, False)


def test_orders_stand_beside_the_faults_in_force_and_leave_them_when_taken_back(console: Console) -> None:
    """A run with a fault keeps it."""
    console.set_faults(["rule:portfolio-name-free"])
    workings = Workings(console)
    workings.refuse(OPERATION, "SER0028")
    workings.refuse(OPERATION, "SER0001")
    assert console.get("/faults")["faults"] == [
        "rule:portfolio-name-free",
        f"induce:SER0028@{OPERATION}",
        f"induce:SER0001@{OPERATION}",
    ]
    workings.relent()
    assert console.get("/faults")["faults"] == ["rule:portfolio-name-free"]


@pytest.mark.parametrize(
    "wish",
    [lambda inside: inside.setting("credit.margin"), lambda inside: inside.refuse(OPERATION, "SER0028")],
)
def test_on_a_live_target_every_wish_is_a_skip_that_waits_for_the_iso(
    wish: Callable[[Workings], object],
) -> None:
    """Nobody of ours sees into it."""
    with pytest.raises(Halted) as stop:
        wish(Workings(None))
    assert (stop.value.verdict, stop.value.waits_for) == ("skipped", "ISO")
