"""What is printed to a disk that is full: one plain line, no traceback, and the code of wrong usage."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="no device here is always full")


@pytest.mark.parametrize(
    "words",
    [("settle", "--columns"), ("clear", "--help"), ("lint", "--json"), ("--version",)],
    ids=" ".join,
)
def test_a_full_disk_is_told_in_one_plain_line(words: tuple[str, ...]) -> None:
    """Nothing of what was to be printed is at fault, so nothing of the program is shown."""
    code = "from marketsim.cli import main; main()"
    with FULL.open("w", encoding="utf-8") as full:
        told = subprocess.run(
            [sys.executable, "-c", code, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert told.returncode == 2
    (line,) = told.stderr.splitlines()
    found = "No space left on device"
    assert line == f"Expected room for what is written; found: {found}. Make room, or write elsewhere."


def test_a_full_disk_behind_errors_too_changes_no_more_than_that_nothing_is_told() -> None:
    """The code stays."""
    code = "from marketsim.cli import main; main()"
    with FULL.open("w", encoding="utf-8") as full:
        words = [sys.executable, "-c", code, "settle", "--columns"]
        assert subprocess.run(words, stdout=full, stderr=full, check=False).returncode == 2
