"""A market cleared from its folder, outside of any system: by the command line, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from marketsim.target.market_folder import MarketFolder

LONGEST = 120.0  # seconds


class ClearingProblem(Exception):
    """The folder could not be cleared; the message is what the command said."""


def cleared(folder: MarketFolder) -> MarketFolder:
    """The results of a market's folder: ``awards.csv``, ``prices.csv`` and so on. Raises ClearingProblem."""
    with tempfile.TemporaryDirectory(prefix="marketsim-clearing-") as name:
        home, out = Path(name) / "market", Path(name) / "results"
        for file, content in folder.files.items():
            (home / file).parent.mkdir(parents=True, exist_ok=True)
            (home / file).write_bytes(content)
        command = [sys.executable, "-m", "marketsim", "clear", str(home / "case.m"), "--market", str(home)]
        done = subprocess.run(
            [*command, "--out", str(out)], capture_output=True, text=True, timeout=LONGEST, check=False
        )
        if done.returncode != 0:
            raise ClearingProblem(f"{done.stdout[-1500:]}\n{done.stderr[-1500:]}")
        return MarketFolder({path.name: path.read_bytes() for path in out.iterdir() if path.is_file()})
