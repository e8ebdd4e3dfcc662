"""The wheel carries the suite and works in an empty environment, without make and without Node."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from marketsim.target.embedded import EmbeddedSystem

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


@dataclass(frozen=True)
class EmptyHome:
    """An environment in which nothing but the wheel is installed, and an empty folder to work in."""

    python: Path
    work: Path

    def marketsim(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Call the command line as somebody who has installed the wheel; no make, no Node, no checkout."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))
        }
        kept["PATH"] = str(self.python.parent)
        command = [str(self.python), "-m", "marketsim", *words]
        return subprocess.run(
            command, cwd=self.work, capture_output=True, text=True, check=False, env=kept, timeout=300
        )


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> EmptyHome:
    """Install the wheel where nothing is."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pinned = ["--constraint", str(ROOT / "constraints.txt"), str(wheel)]
    done = subprocess.run(
        [str(python), "-m", "pip", "install", *QUIET, *pinned], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    work = folder / "work"
    work.mkdir()
    return EmptyHome(python, work)


def test_an_empty_environment_runs_a_topic_from_the_wheel(home: EmptyHome) -> None:
    """Ready, the report is told, and nothing is written but the output folder."""
    run = home.marketsim("run", "--topic", "auction", "--out", "out")
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads((home.work / "out" / "readiness.json").read_text("utf-8"))
    assert {each["verdict"] for each in told["scenarios"]} == {"passed"}
    assert {path.name for path in home.work.iterdir()} == {"out"}


def test_a_newcomer_with_a_pfx_a_url_and_a_name_reaches_a_verified_statement(
    home: EmptyHome, tmp_path: Path
) -> None:
    """init, doctor, certify and verify from the wheel, against a standing system."""
    with EmbeddedSystem(tmp_path / "system") as system:
        clients = system.profile.parent
        answers = ["--base-url", system.base_url, "--participant", "SRTX", "--function", "CRRH=write"]
        answers += ["--pfx", str(clients / "srtx.pfx"), "--passphrase-file", str(clients / "passphrase.txt")]
        answers += ["--ca", str(clients / "ca.pem"), "--allow-write", "reversible", "--rate", "0", "--yes"]
        begun = home.marketsim("init", *answers)
        assert begun.returncode == 0, begun.stdout + begun.stderr
        looked = home.marketsim("doctor", "--target", "target.toml")
        assert looked.returncode == 0 and "No fault found" in looked.stdout, looked.stdout + looked.stderr
        told = home.marketsim("certify", "--target", "target.toml", "--topic", "auction", "--out", "campaign")
    assert told.returncode == 6, told.stdout + told.stderr  # some scenarios need the ISO, or the MUI
    assert "the others for the ISO" in told.stdout
    trust = ["--trust", "campaign/signing-key.pub.pem", "--annex", "campaign/annex"]
    checked = home.marketsim("verify", "campaign/statement", *trust)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "EMBEDDED SYSTEM" in checked.stdout
    assert home.marketsim("verify", "campaign/statement").returncode == 1  # nobody vouches for the key
