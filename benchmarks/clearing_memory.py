"""The time and memory of 33,333 bids of 3 segments on 8,870 buses with 200 contingencies, in a process of its own."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clearing_markets import CALIFORNIA, california, market
from benchmarks.measurement import LeftOut
from marketsim.clearing.auction import clear

NAME = "clear 8,870 buses, 200 cont., 33,333 bids of 3 segments"
AIM_MB = 1000


@dataclass(frozen=True, slots=True)
class Footprint:
    """CPU seconds of the clearing, and the most memory its process ever held, the making of the market included."""

    name: str
    seconds: float
    megabytes: float

    def line(self) -> str:
        """One row for people."""
        return f"{self.name:58} {self.seconds * 1e3:9.3f} ms   peak {self.megabytes:9.0f} MB   of {AIM_MB} MB"


def measurements() -> Iterator[Footprint | LeftOut]:
    """One row."""
    if not CALIFORNIA.is_file():
        yield LeftOut(NAME, f"there is no {CALIFORNIA.name} beside the project")
        return
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.clearing_memory"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, megabytes = (float(each) for each in done.stdout.split())
    yield Footprint(NAME, seconds, megabytes)


def main() -> None:
    """Clear once; seconds and megabytes on one line."""
    network = california()
    if network is None:
        raise SystemExit(f"there is no {CALIFORNIA}")
    model, product = market(network, contingencies=200, bids=33_333, segments=3, volume=2e5)
    started = time.process_time()
    (result,) = clear(model, [product])
    seconds = time.process_time() - started
    if result.duality_gap > 1e-9:
        raise SystemExit(f"not optimal: {result.duality_gap}")
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


if __name__ == "__main__":
    main()
