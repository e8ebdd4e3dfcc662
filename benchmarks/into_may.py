"""What going into May costs: the whole scenario on a system of its own, beside the sum of what its requests took.

``python -m benchmarks.into_may`` runs the scenario once, by ``marketsim run``, and tells seconds: aimed at is less than
60 on two cores with the demonstration network.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

SCENARIO = Path("features") / "cutover" / "into_may.feature"
AIM = 60.0  # seconds


def once(seed: int) -> tuple[float, float, int]:
    """Seconds of the command, seconds of its exchanges, and how many these were. Raises CalledProcessError."""
    with TemporaryDirectory(prefix="marketsim-into-may-") as name:
        out = Path(name) / "out"
        command = [
            sys.executable,
            "-m",
            "marketsim",
            "run",
            str(SCENARIO),
            "--seed",
            str(seed),
            "--out",
            str(out),
        ]
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        whole = time.perf_counter() - begun
        spent = [
            event["seconds"]
            for file in sorted((out / "evidence").glob("*.jsonl"))
            for event in map(json.loads, file.read_text("utf-8").splitlines())
            if event["event"] == "exchange"
        ]
    return whole, sum(spent), len(spent)


if __name__ == "__main__":
    whole, requests, count = once(seed=1)
    print(
        f"into May: {whole:.1f} s, {requests:.1f} s of it in {count} exchanges with the system (aim: {AIM:g} s)"
    )
