"""The test session of a run: pytest as a subprocess over the suite's feature files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from marketsim.target.plan import RunPlan

# Only these plug-ins take part, whatever else is installed beside us.
PLUGINS = ("pytest_bdd.plugin", "allure_pytest.plugin", "marketsim.readiness.allure_plugin")
NOTHING_COLLECTED = 5
USAGE = 4


def start(root: Path, plan: RunPlan, plan_file: Path, workers: int, log: Path) -> subprocess.Popen[bytes]:
    """Start pytest for a plan; what it prints goes to ``log``. The caller waits for it."""
    plugins = [*PLUGINS, *(["xdist.plugin"] if workers > 1 else [])]
    command = [sys.executable, "-m", "pytest", "-c", str(root / "pyproject.toml")]
    command += ["--rootdir", str(root), "--confcutdir", str(root)]
    command += [word for plugin in plugins for word in ("-p", plugin)]
    command += ["--run-plan", str(plan_file), "--alluredir", str(Path(plan.out) / "allure-results")]
    command += ["-q", "--no-header", "--tb=short", "-W", "default"]
    command += ["-n", str(workers), "--dist", "load"] if workers > 1 else []
    command += [str(each) for each in features(root, plan)]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    with log.open("wb") as output:
        return subprocess.Popen(
            command, cwd=root, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
        )


def features(root: Path, plan: RunPlan) -> Sequence[Path]:
    """What pytest is to collect: the named feature files, else a topic's folder, else all of them."""
    if plan.features:
        return [Path(each) for each in plan.features]
    return [root / "features" / plan.topic] if plan.topic else [root / "features"]
