"""A system that lies turns the run red, with the right cause."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.target.console import Console
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.profile import load

from .finished_run import finished

LIES = {
    "wrong status": ("status:auction.portfolioCreation", "features/auction/portfolio.feature", "contract"),
    "missing member": (
        "missing:auction.getPortfolioStatus",
        "features/auction/portfolio.feature",
        "contract",
    ),
    "wrong enum value": ("enum:auction.portfolioCreation", "features/auction/portfolio.feature", "contract"),
    "TOU as a boolean": (
        "tou-boolean:market_status.getMarketInfo",
        "features/market_information/market_status.feature",
        "contract",
    ),
    "one rule off": ("rule:portfolio-name-free", "features/auction/portfolio.feature", "business-rule"),
    "anyone may do anything": (
        "rule:function-allowed",
        "features/connectivity/functions.feature",
        "authorisation",
    ),
}


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedSystem]:
    """One embedded system that can be made to lie."""
    with EmbeddedSystem(tmp_path_factory.mktemp("lying")) as system:
        yield system


@pytest.fixture
def console(system: EmbeddedSystem) -> Iterator[Console]:
    """Its operator console; the system speaks the truth again afterwards."""
    console = Console(load(system.profile), system.profile.parent, Contract.load())
    yield console
    console.set_faults([])
    console.close()


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_turns_the_run_red_with_its_cause(
    lie: str, system: EmbeddedSystem, console: Console, tmp_path: Path
) -> None:
    """Not ready, and every failure carries the cause that the lie has."""
    fault, feature, cause = LIES[lie]
    console.set_faults([fault])
    run = finished(tmp_path / "out", feature, "--target", str(system.profile))
    failures = run.scenarios("failed")
    assert run.code == 1, run.told
    assert failures and {each["cause"] for each in failures} == {cause}
    assert not run.scenarios("broken")


def test_a_failure_comes_with_a_ticket_text(system: EmbeddedSystem, console: Console, tmp_path: Path) -> None:
    """The ticket names request id, both times, operation, code, expected and found."""
    console.set_faults(["rule:portfolio-name-free"])
    run = finished(tmp_path / "out", "features/auction/portfolio.feature", "--target", str(system.profile))
    (ticket,) = run.readiness["tickets"]
    for word in ("auction.portfolioCreation", "POR0101", " UTC ", "caiso-request-id"):
        assert word in ticket["text"], word
    assert "PST" in ticket["text"] or "PDT" in ticket["text"]
    assert "POR0101" in (run.out / "index.html").read_text("utf-8")
