"""A mock with canned answers shows whether the contract is kept, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from client.servers import TlsServer

from marketsim.contract.exchange import ExchangeCheck
from marketsim.target.embedded import EmbeddedSystem

from .canned_mock import CannedMock, canned
from .session_run import SessionRun, session_run
from .troubled_target import live_profile


@pytest.fixture(scope="module")
def mock(embedded: EmbeddedSystem) -> Iterator[tuple[CannedMock, TlsServer]]:
    """One mock; it borrows its certificates from an embedded system."""
    with canned(embedded) as mock:
        yield mock


@pytest.fixture
def profile(mock: tuple[CannedMock, TlsServer], embedded: EmbeddedSystem) -> Path:
    """A profile of the mock, as the preset for one says it."""
    target = {"name": "mock", "base_url": mock[1].url, "answers": "canned"}
    return live_profile(embedded, "canned", target=target)


def test_the_mock_keeps_the_contract(mock: tuple[CannedMock, TlsServer]) -> None:
    """Each of the 69 canned answers is contract-valid, so that what a run finds is not the mock's fault."""
    contract, check = mock[0].contract, ExchangeCheck(mock[0].contract)
    flaws = {}
    for key, operation in contract.operations.items():
        sent = mock[0].can(operation)
        found = check.response(operation, 200, sent.headers, sent.body, {})
        flaws[str(key)] = [str(each) for each in found]
    assert {name: each for name, each in flaws.items() if each} == {}
    assert len(flaws) == 69


@pytest.fixture(scope="module")
def whole(
    mock: tuple[CannedMock, TlsServer], embedded: EmbeddedSystem, tmp_path_factory: pytest.TempPathFactory
) -> SessionRun:
    """Two topics against the mock."""
    target = {"name": "mock", "base_url": mock[1].url, "answers": "canned"}
    profile = live_profile(embedded, "canned-whole", target=target)
    out = tmp_path_factory.mktemp("canned") / "out"
    return session_run(out, profile, "features/connectivity/services.feature", "features/auction")


def test_no_value_of_a_canned_answer_makes_anyone_ready_or_not(whole: SessionRun) -> None:
    """Scenarios pass when all they want is an answer of the application; every other is omitted, target."""
    words = Counter(whole.words().values())
    assert set(words) <= {("passed", None), ("omitted", "target"), ("omitted", "permission")}, whole.told
    assert words["passed", None] and words["omitted", "target"]
    assert whole.verdict.exit_code == 0
    assert whole.words()["MS-CON-01#auction"] == ("passed", None)
    for each in whole.scenarios:
        if each.verdict == "passed":
            assert {made["subject"] for made in each.attempt.assertions} <= {"status", "transport"}, each.id


def test_what_differs_is_an_observation(whole: SessionRun) -> None:
    """Assertions that do not hold are listed and say that the answers are canned; none is a failure."""
    differing = [each for each in whole.scenarios if each.observations]
    assert differing
    assert {each.verdict for each in differing} <= {"omitted", "passed"}
    reasons = [each.finding.found for each in whole.scenarios if each.cause == "target" and each.finding]
    assert all("kept the contract" in each for each in reasons)


def test_a_canned_answer_that_breaks_the_contract_is_a_failure(
    mock: tuple[CannedMock, TlsServer], profile: Path, tmp_path: Path
) -> None:
    """That is what a mock can be held to: failed, cause contract."""
    mock[0].broken = "auction.getPortfolioList"
    try:
        run = session_run(tmp_path / "out", profile, "features/connectivity/services.feature")
    finally:
        mock[0].broken = None
    assert run.words()["MS-CON-01#auction"] == ("failed", "contract")
    assert run.verdict.exit_code == 1
