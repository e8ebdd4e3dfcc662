"""Live progress of a run, read from the evidence as it grows; lines in a pipeline, a bar in a terminal."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from marketsim.cli.notices import notice_of
from marketsim.readiness.record import Event, assemble
from marketsim.readiness.verdict import ScenarioVerdict, decide

LOOK_EVERY = 0.2  # seconds between two looks at the evidence
STYLES = {
    "passed": "green",
    "failed": "red",
    "broken": "magenta",
    "skipped": "yellow",
    "omitted": "dim",
    "waived": "blue",
}
LINE_EVERY = 50  # in a pipeline, one line of counts for so many scenarios


class Tail:
    """Reads what was appended to the evidence files of a folder since the last look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._offsets: dict[Path, int] = {}

    def events(self) -> Iterator[dict[str, Any]]:
        """New whole lines; a line that is still being written waits for the next look."""
        for path in sorted(self._folder.glob("*.jsonl")):
            with path.open("rb") as file:
                file.seek(self._offsets.get(path, 0))
                grown = file.read()
            whole = grown[: grown.rfind(b"\n") + 1]
            self._offsets[path] = self._offsets.get(path, 0) + len(whole)
            yield from (json.loads(line) for line in whole.splitlines() if line.strip())


class Verdicts:
    """Decides each scenario as soon as its last event is there."""

    def __init__(self) -> None:
        self._starts: list[Event] = []
        self._open: dict[tuple[str, str], list[Event]] = {}

    def take(self, event: dict[str, Any]) -> ScenarioVerdict | None:
        """The verdict, when this event ends a scenario."""
        if event["event"] == "run_started":
            self._starts.append(event)
        if event["scenario"] is None:
            return None
        events = self._open.setdefault((event["worker"], event["scenario"]), [])
        events.append(event)
        if event["event"] != "scenario_finished":
            return None
        run = assemble([*self._starts, *self._open.pop((event["worker"], event["scenario"]))])
        return decide(run.attempts[0], run)


def follow(session: subprocess.Popen[bytes], evidence: Path, selected: Path) -> Counter[str]:
    """Show progress until the session ends; the count of each verdict.

    ``selected`` is the file in which the session says how many scenarios it will run.
    """
    console = Console(stderr=False, highlight=False)
    show = _Bar(console) if console.is_terminal else _Lines(console)
    tail, verdicts, counts = Tail(evidence), Verdicts(), Counts()
    with show:
        while True:
            ended = session.poll() is not None
            for event in tail.events():
                if (notice := notice_of(event)) is not None:
                    show.notice(notice)
                told = verdicts.take(event)
                if told is not None:
                    counts.add(told)
                    show.scenario(told, counts, _number_in(selected))
            if ended:
                return counts.readiness
            time.sleep(LOOK_EVERY)


def _number_in(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None


class Counts:
    """The counts of each verdict, those of settlement apart: it is no part of readiness."""

    def __init__(self) -> None:
        self.readiness, self.settlement = Counter[str](), Counter[str]()

    def add(self, told: ScenarioVerdict) -> None:
        """One scenario has its verdict."""
        (self.settlement if told.attempt.of_settlement else self.readiness)[told.verdict] += 1

    def total(self) -> int:
        """How many scenarios have one."""
        return self.readiness.total() + self.settlement.total()

    def __str__(self) -> str:
        """``12 passed, 1 failed; settlement: 3 passed``."""
        apart = f"settlement: {tally(self.settlement)}" if self.settlement else ""
        return "; ".join(filter(None, (tally(self.readiness), apart)))


def tally(counts: Counter[str]) -> str:
    """``12 passed, 1 failed``."""
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in STYLES if counts[verdict])


class _Bar:
    """A bar with the counts; whatever did not pass gets a line of its own above it."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._task: TaskID = self._progress.add_task("starting", total=None)

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def notice(self, text: str) -> None:
        """Something that people should see at once."""
        self._progress.console.print(text, style="yellow", markup=False)

    def scenario(self, told: ScenarioVerdict, counts: Counts, total: int | None) -> None:
        """One scenario has its verdict."""
        if told.verdict in ("failed", "broken"):
            self._progress.console.print(line_of(told), style=STYLES[told.verdict], markup=False)
        self._progress.update(self._task, description=str(counts), total=total, completed=counts.total())


class _Lines:
    """Plain lines: one for whatever did not pass, and one of counts now and then."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to put away."""

    def notice(self, text: str) -> None:
        """Something that people should see at once."""
        self._console.print(text, markup=False, soft_wrap=True)

    def scenario(self, told: ScenarioVerdict, counts: Counts, total: int | None) -> None:
        """One scenario has its verdict."""
        if told.verdict in ("failed", "broken", "skipped"):
            self._console.print(line_of(told), markup=False, soft_wrap=True)
        if counts.total() % LINE_EVERY == 0 or counts.total() == total:
            of = f" of {total}" if total else ""
            self._console.print(f"{counts.total()}{of}: {counts}", markup=False, soft_wrap=True)


def line_of(told: ScenarioVerdict) -> str:
    """One scenario in one line: verdict, id, and why."""
    finding = told.finding
    if finding is None:
        return f"{told.verdict:8}{told.id}"
    if told.verdict in ("skipped", "omitted"):
        waits = f" (waits for {finding.responsible})" if told.verdict == "skipped" else ""
        why = f"{finding.found}{waits}"
    else:
        why = f"[{finding.cause}] {finding.what}: expected {finding.expected}, found {finding.found}"
    return f"{told.verdict:8}{told.id}  {why}"[:400]
