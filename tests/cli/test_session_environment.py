"""The test session of a run is its own, also when the run is started by somebody else's pytest."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.cli import pytest_session
from marketsim.target.plan import RunPlan


def test_a_session_takes_no_name_and_no_options_from_a_pytest_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a parallel worker of another pytest, the session still is the only one, and counts its scenarios."""
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw7")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    root = Path(__file__).resolve().parents[2]
    plan = RunPlan(run_id="r", out=str(tmp_path), seed=0, scratch=str(tmp_path), topic="market_information")
    plan.write(tmp_path / "plan.json")
    assert "MS-INF-11" in pytest_session.selected(root, plan, tmp_path / "plan.json", tmp_path)
