"""A run of the command line, finished, with what it left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class FinishedRun:
    """The exit code, what was printed, and the output folder."""

    code: int
    told: str
    out: Path

    @cached_property
    def readiness(self) -> dict[str, Any]:
        """readiness.json."""
        return dict(json.loads((self.out / "readiness.json").read_text("utf-8")))

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """The verdict of each scenario, by its id with the row."""
        return {each["id"]: each["verdict"] for each in self.readiness["scenarios"]}

    def scenarios(self, verdict: str) -> list[dict[str, Any]]:
        """The scenarios of one verdict."""
        return [each for each in self.readiness["scenarios"] if each["verdict"] == verdict]


def marketsim(*words: str, cwd: Path = ROOT, timeout: float = 900) -> subprocess.CompletedProcess[str]:
    """Call the command line as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "marketsim", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def finished(out: Path, *words: str) -> FinishedRun:
    """Run scenarios into an output folder, with the same chance every time where no seed is among the words."""
    seed = () if "--seed" in words else ("--seed", "7")
    done = marketsim("run", "--out", str(out), *seed, *words)
    return FinishedRun(done.returncode, done.stdout + done.stderr, out)
