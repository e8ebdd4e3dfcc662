"""The test session of a run: pytest as a subprocess over the suite's feature files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from marketsim.target.plan import SELECTED_IDS, RunPlan

# Only these plug-ins take part, whatever else is installed beside us.
PLUGINS = ("pytest_bdd.plugin", "allure_pytest.plugin", "marketsim.readiness.allure_plugin")
NOTHING_COLLECTED = 5
USAGE = 4
INTERRUPTED = 2
STOP = signal.SIGINT if os.name == "posix" else signal.SIGTERM
KILL = signal.SIGKILL if os.name == "posix" else signal.SIGTERM  # where both end the process at once
GRACE_SECONDS = 4.0  # to end the scenario at hand and to stop the embedded system


def start(root: Path, plan: RunPlan, plan_file: Path, workers: int, log: Path) -> subprocess.Popen[bytes]:
    """Start pytest for a plan; what it prints goes to ``log``. The caller waits for it."""
    plugins = [*PLUGINS, *(["xdist.plugin"] if workers > 1 else [])]
    command = _pytest(root, plugins, plan_file)
    command += ["--alluredir", str(Path(plan.out) / "allure-results")]
    command += ["-n", str(workers), "--dist", "load"] if workers > 1 else []
    command += [str(each) for each in features(root, plan)]
    with log.open("wb") as output:
        return subprocess.Popen(
            command, cwd=root, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=_environment()
        )


@contextmanager
def running(
    root: Path, plan: RunPlan, plan_file: Path, workers: int, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A session that is over when this is left, also when the person at the terminal gives up.

    SIGTERM raises KeyboardInterrupt, as Ctrl-C does: a pipeline that gives up leaves nothing running either.
    """
    session = start(root, plan, plan_file, workers, log)

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        session.send_signal(
            STOP
        )  # a terminal tells every process of ours, whoever sends SIGTERM only this one
        raise KeyboardInterrupt

    ours = threading.current_thread() is threading.main_thread()
    former = signal.signal(signal.SIGTERM, give_up) if ours else None
    try:
        yield session
    finally:
        if ours:
            signal.signal(signal.SIGTERM, former)
        _end(session)


def _end(session: subprocess.Popen[bytes]) -> None:
    """Wait for the session, which has been told to stop if it was not over; then tell it again, then insist."""
    for how in (STOP, KILL):
        try:
            session.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            session.send_signal(how)
    session.wait()


def _pytest(root: Path, plugins: Iterable[str], plan_file: Path) -> list[str]:
    command = [sys.executable, "-m", "pytest", "-c", str(root / "pyproject.toml")]
    command += ["--rootdir", str(root), "--confcutdir", str(root)]
    command += [word for plugin in plugins for word in ("-p", plugin)]
    command += ["--run-plan", str(plan_file)]
    return [*command, "-q", "--no-header", "--tb=short", "-W", "default"]


def _environment() -> dict[str, str]:
    """Ours, less what another pytest around us has left there: its options, and the name of its worker."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def selected(root: Path, plan: RunPlan, plan_file: Path, scratch: Path) -> list[str]:
    """The ids of the scenarios that a plan would run; nothing is sent. Empty when there are none."""
    command = [*_pytest(root, PLUGINS[:1], plan_file), "--collect-only", *map(str, features(root, plan))]
    subprocess.run(
        command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, env=_environment(), check=False
    )
    listed = scratch / SELECTED_IDS
    return listed.read_text("utf-8").splitlines() if listed.is_file() else []


def features(root: Path, plan: RunPlan) -> Sequence[Path]:
    """What pytest is to collect: the named feature files, else a topic's folder, else all of them."""
    if plan.features:
        return [Path(each) for each in plan.features]
    return [root / "features" / plan.topic] if plan.topic else [root / "features"]
