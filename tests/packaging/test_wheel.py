"""The wheel carries the suite and works in an empty environment, without make and without Node."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUIET = ("--quiet", "--disable-pip-version-check")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout, with the build tools that are installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_whole_suite(wheel: Path) -> None:
    """Features, steps, fixtures, templates and the Allure configuration are packed as marketsim/_suite."""
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "features", "steps", "fixtures", "reports/templates", "reports/allure"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    expected = {f"marketsim/_suite/{name}" for name in [*tracked, "conftest.py", "pyproject.toml"]}
    assert expected <= names
    assert not [name for name in names if "node_modules" in name or "__pycache__" in name]


def test_an_empty_environment_runs_a_scenario_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """Install it where nothing is, run one scenario from an empty folder: ready, and the report is told."""
    home = tmp_path / "empty"
    venv.create(home, with_pip=True)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        *QUIET,
        "--constraint",
        str(ROOT / "constraints.txt"),
        str(wheel),
    ]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    work = tmp_path / "work"
    work.mkdir()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))
    }
    run = subprocess.run(
        [str(python), "-m", "marketsim", "run", "--topic", "auction", "--out", str(work / "out")],
        cwd=work, capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads((work / "out" / "readiness.json").read_text("utf-8"))
    assert {each["verdict"] for each in told["scenarios"]} == {"passed"}
    assert {path.name for path in work.iterdir()} == {"out"}
