"""A run that is told to stop reports what there was, and leaves nothing running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .finished_run import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and process groups are POSIX's")


# where tests run in the background, Ctrl-C is ignored by every child; at a terminal it is not
AS_AT_A_TERMINAL = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""


def begun(out: Path) -> subprocess.Popen[str]:
    """A run in a process group of its own, of which some scenarios are over."""
    command = [sys.executable, "-c", AS_AT_A_TERMINAL, sys.executable, "-m", "marketsim", "run"]
    run = subprocess.Popen(
        [*command, "--out", str(out), "features/connectivity/functions.feature"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert run.stdout is not None
    assert "50 of 414" in run.stdout.readline()
    return run


@pytest.mark.parametrize("how", ["Ctrl-C in the terminal", "SIGTERM from a pipeline"])
def test_a_run_that_is_told_to_stop_reports_what_there_was(how: str, tmp_path: Path) -> None:
    """Every page is there, the exit code is that of a broken harness, and no process goes on."""
    run = begun(tmp_path / "out")
    if how.startswith("Ctrl-C"):
        os.killpg(run.pid, signal.SIGINT)
    else:
        run.terminate()
    told, _ = run.communicate(timeout=60)
    assert run.returncode == 5, told
    assert "told to stop" in told
    assert "Traceback" not in told
    readiness = json.loads((tmp_path / "out" / "readiness.json").read_text("utf-8"))
    assert 50 <= len(readiness["scenarios"]) < 414
    for page in ("index.html", "junit.xml", "run.toml"):
        assert (tmp_path / "out" / page).is_file()
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)
