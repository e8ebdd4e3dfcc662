"""What reconciling two inventories costs: against only reading the same rows with the standard library's CSV.

``python -m benchmarks.reconciliation`` does it once for 200,000 rows of OLD and tells seconds and peak memory.
"""

from __future__ import annotations

import csv
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measurement import Measurement, compare
from marketsim.legacy.converted import convert, write_converted
from marketsim.legacy.generator import generate
from marketsim.legacy.writing import write_extract
from marketsim.verification.reconciliation import reconcile

ROWS = 20_000
MANY = 200_000


def made(folder: Path, rows: int) -> tuple[Path, Path]:
    """A legacy extract with so many rows of holdings, and its clean conversion."""
    extract = generate(holdings=rows)
    write_extract(extract, folder / "old")
    write_converted(convert(extract), folder / "new")
    return folder / "old", folder / "new"


def read(*folders: Path) -> int:
    """All rows of all files as dictionaries, and nothing done with them."""
    count = 0
    for path in (each for folder in folders for each in folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as stream:
            count += sum(1 for _ in csv.DictReader(stream))
    return count


def measurements() -> Iterator[Measurement]:
    """20,000 rows of holdings with their history."""
    with TemporaryDirectory() as name:
        old, new = made(Path(name), ROWS)
        yield compare(
            f"reconcile {ROWS:,} holdings / read the files by csv.DictReader",
            lambda: reconcile(old, new),
            lambda: read(old, new),
            rounds=5,
        )


def main() -> None:
    """Seconds and peak memory of this process, the making left out of the seconds only."""
    with TemporaryDirectory() as name:
        old, new = made(Path(name), MANY)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        result = reconcile(old, new)
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{MANY:,} holdings: {seconds:.1f} s, {len(result.findings)} findings")
    print(f"peak {peak / 1024:.0f} MB of the process, {before / 1024:.0f} MB of it while making them")


if __name__ == "__main__":
    main()
