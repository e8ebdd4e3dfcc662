"""The test session of a run alone: its evidence, judged; without the report's pages, so that it is quick."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from subprocess import Popen
from typing import Any

from marketsim.cli import pytest_session
from marketsim.evidence.reader import read_events
from marketsim.readiness.record import RunRecord, assemble
from marketsim.readiness.selection import RunVerdict, judge
from marketsim.readiness.verdict import ScenarioVerdict
from marketsim.target.plan import RunPlan, fresh_run_id

from .finished_run import ROOT


@dataclass(frozen=True)
class SessionRun:
    """What a session left in ``out``."""

    out: Path
    told: str

    @cached_property
    def record(self) -> RunRecord:
        """Its evidence, put in order."""
        return assemble(self.events())

    @cached_property
    def verdict(self) -> RunVerdict:
        """What it came to."""
        return judge(self.record)

    @property
    def scenarios(self) -> tuple[ScenarioVerdict, ...]:
        """What each scenario came to."""
        return self.verdict.scenarios

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        """All events, or those of a kind."""
        return [each for each in read_events(self.out / "evidence") if kind in (None, each["event"])]

    def words(self) -> dict[str, tuple[str, str | None]]:
        """Verdict and cause of each scenario."""
        return {each.id: (each.verdict, each.cause) for each in self.scenarios}


def session_run(out: Path, profile: Path | None, *features: str, **more: Any) -> SessionRun:
    """Run features on the target of a profile."""
    started(out, profile, *features, **more).wait(300)
    return SessionRun(out, (out / "pytest.log").read_text("utf-8", "replace"))


def started(out: Path, profile: Path | None, *features: str, **more: Any) -> Popen[bytes]:
    """The session, just started; its evidence will lie in ``out``."""
    plan = RunPlan(
        run_id=fresh_run_id(),
        out=str(out),
        seed=7,
        profile=str(profile) if profile else None,
        features=tuple(str(ROOT / each) for each in features),
        **more,
    )
    out.mkdir(parents=True)
    plan.write(out / "plan.json")
    return pytest_session.start(ROOT, plan, out / "plan.json", 1, out / "pytest.log")
