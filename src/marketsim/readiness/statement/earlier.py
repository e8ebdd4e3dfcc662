"""One scenario as an earlier run left it: in a run's output folder, or in a campaign's annex."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from marketsim.evidence.reader import read_events
from marketsim.readiness.record import Attempt, Event, RunRecord, assemble
from marketsim.readiness.statement.annex import RUNS
from marketsim.readiness.verdict import ScenarioVerdict, decide


class NotFound(Exception):
    """There is no such run or scenario; the message has three parts."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The latest attempt at a scenario, with the run that it belongs to."""

    record: RunRecord
    attempt: Attempt

    @property
    def start(self) -> Event:
        """What was run, and on what."""
        return self.record.start

    @property
    def verdict(self) -> ScenarioVerdict:
        """What it came to."""
        return decide(self.attempt, self.record)


def earlier(folder: Path, id_: str) -> Earlier:
    """The scenario in a run's folder, a campaign's, its statement/ (with annex/ beside it) or its annex/.

    Raises NotFound; an id without its row is enough where there is one row only, and a wrong one is answered with the
    nearest.
    """
    runs = [assemble(read_events(each)) for each in _evidence(folder)]
    if not runs:
        raise NotFound(
            f"Expected a run's output folder, or statement/ with annex/ beside it; found no evidence in {folder}. "
            "Name a folder that `marketsim run` or `marketsim certify` has written."
        )
    made = [(run, attempt) for run in runs for attempt in run.latest()]
    exact = [each for each in made if each[1].id == id_]
    rows = sorted({attempt.id for _, attempt in made if attempt.base_id == id_})
    if not exact and len(rows) == 1:
        exact = [each for each in made if each[1].id == rows[0]]
    if not exact:
        raise NotFound(_unknown(id_, rows, sorted({attempt.id for _, attempt in made})))
    return Earlier(*max(exact, key=lambda each: str(each[1].started["at"])))


def _evidence(folder: Path) -> Iterator[Path]:
    """The folders with the evidence of each run."""
    if (folder / "evidence").is_dir():
        yield folder / "evidence"
    for annex in (folder, folder / "annex", folder.parent / "annex"):
        if (annex / RUNS).is_dir():
            yield from sorted(each / "evidence" for each in (annex / RUNS).iterdir() if each.is_dir())
            return


def _unknown(id_: str, rows: list[str], known: list[str]) -> str:
    if rows:
        return f"Expected one row of {id_}; found several: {', '.join(rows[:12])}. Name one, as ID#row."
    near = difflib.get_close_matches(id_, known, n=1, cutoff=0.3)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"Expected a scenario of that run; {id_} is none.{hint}"
