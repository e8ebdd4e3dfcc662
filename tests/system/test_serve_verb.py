"""``marketsim serve``: readiness, stopping, standing stores, and what keeps it from starting."""

from __future__ import annotations

import itertools
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import tomllib
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from standing import portfolio
from typer.testing import CliRunner, Result

from marketsim.cli import command_line

ASKED = {"participantName": "SRTX"}


class Served:
    """One serving process, ready."""

    def __init__(self, store: Path, pki: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "marketsim", "serve", "--port", "0", "--store", f"sqlite:///{store}",
             "--pki", str(pki), *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.base, _, folder = self.line.rstrip("\n").partition("  clients: ")
        self.clients = Path(folder)

    def client(self, person: str) -> httpx.Client:
        """A client with that person's certificate."""
        context = ssl.create_default_context(cafile=str(self.clients / "ca.pem"))
        context.load_cert_chain(self.clients / f"{person}.pem")
        return httpx.Client(verify=context, headers={"caiso-request-id": str(uuid.uuid4())})

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Stop it; exit code, the rest of what it said, and its log."""
        self.process.send_signal(how)
        said, log = self.process.communicate(timeout=30)
        return self.process.returncode, said, log


@pytest.fixture
def serve(tmp_path: Path, laid_store: Path, pki_folder: Path) -> Iterator[Callable[..., Served]]:
    """Starts serving processes on one copied store, and ends those that still run."""
    store = Path(shutil.copy(laid_store, tmp_path / "system.db"))
    started: list[Served] = []

    def start(*options: str) -> Served:
        started.append(Served(store, pki_folder, *options))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.end(signal.SIGKILL)


def run(*words: str) -> Result:
    """A verb that is expected to end by itself, in this process."""
    return CliRunner().invoke(command_line(words), list(words))


def test_it_says_in_one_line_where_it_is_and_stops_cleanly(serve: Callable[..., Served]) -> None:
    """The line comes when it is ready; SIGTERM ends it with 0, though a client still holds its connection."""
    served = serve()
    assert served.line == f"{served.base}  clients: {served.clients}\n"
    assert served.base.startswith("https://127.0.0.1:")
    assert served.base.endswith("/crr")
    with served.client("srtx") as client:
        assert client.get(f"{served.base}/status").status_code == 200
        assert served.end() == (0, "", "")


def test_ctrl_c_stops_it_cleanly_too(serve: Callable[..., Served]) -> None:
    """As a person does who started it in a terminal."""
    assert serve().end(signal.SIGINT) == (0, "", "")


def test_the_profiles_name_this_server_and_files_that_exist(serve: Callable[..., Served]) -> None:
    """profile.toml gives the operator's and the MUI's access, observed.toml does not."""
    served = serve()
    profile = tomllib.loads((served.clients / "profile.toml").read_text())
    observed = tomllib.loads((served.clients / "observed.toml").read_text())
    root = served.base.removesuffix("/crr")
    assert profile["target"] == {
        "name": "embedded",
        "kind": "embedded",
        "base_url": served.base,
        "ca": "ca.pem",
    }
    assert observed["target"] == {"name": "observed", "kind": "live", "base_url": served.base, "ca": "ca.pem"}
    assert profile["operator"] == {"url": f"{root}/operator/v1", "certificate": "operator.pem"}
    assert profile["mui"]["url"] == f"{root}/mui/v1"
    assert not {"operator", "mui"} & set(observed)
    assert observed["writes"] == {"allowed": "all"}
    assert observed["limits"] == {"requests_per_second": 0, "max_records": 1000}
    for each in (profile, observed):
        named = [*each["refused"].values(), each["target"]["ca"]]
        named += [
            its[key]
            for its in each["participants"]
            for key in ("certificate", "mui_certificate")
            if key in its
        ]
        assert all((served.clients / file).is_file() for file in named)
    srtx = [each for each in profile["participants"] if each["name"] == "SRTX"]
    assert [each["functions"] for each in srtx] == [{"CRRH": "write"}, {"CRRH": "read"}]
    assert not any("mui_certificate" in each for each in observed["participants"])
    readers = [each["mui_certificate"] for each in profile["participants"] if "NDA" in each["functions"]]
    assert readers == ["mui-ndax.pem", "mui-nday.pem", "mui-ndaz.pem"]
    functions = [function for each in profile["participants"] for function in each["functions"]]
    assert {
        each: functions.count(each) >= 3 for each in ("CRRH", "CLSE", "CUDC", "TOR", "NDA")
    } == dict.fromkeys(("CRRH", "CLSE", "CUDC", "TOR", "NDA"), True)


def test_faults_and_phase_are_in_force_from_the_start(serve: Callable[..., Served]) -> None:
    """As the console tells."""
    served = serve(
        "--fault", "rule:market-exists", "--fault", "status:app_status.get-status", "--phase", "cutover"
    )
    with served.client("operator") as client:
        health = client.get(served.base.replace("/crr", "/operator/v1/health")).json()
    assert health["faults"] == ["rule:market-exists", "status:app_status.get-status"]
    assert health["phase"] == "cutover"


def test_no_acknowledged_write_is_lost_when_the_process_is_killed(serve: Callable[..., Served]) -> None:
    """kill -9 amid portfolio creations, 200 or so in; every one answered 200 is there after a restart."""
    served = serve()
    market = f"AUC_AN_{market_year(served)}"
    acknowledged: list[str] = []
    enough = threading.Event()
    names = (f"P{number}" for number in itertools.count())

    def create() -> None:
        with served.client("srtx") as client:
            for name in names:
                try:
                    answer = client.post(
                        f"{served.base}/auction/v1.0/portfolioCreation",
                        json=portfolio(name, marketName=market),
                    )
                except httpx.TransportError:
                    return
                assert answer.status_code == 200
                acknowledged.append(name)
                if len(acknowledged) == 200:
                    enough.set()

    worker = threading.Thread(target=create)
    worker.start()
    assert enough.wait(60)
    served.end(signal.SIGKILL)
    worker.join()
    again = serve()
    with again.client("srtx") as client:
        listed = client.get(
            f"{again.base}/auction/v1.0/portfolioList", params={**ASKED, "marketName": market}
        ).json()
    assert len(acknowledged) >= 200
    assert set(acknowledged) <= {each["portfolioName"] for each in listed}


def test_a_standing_store_keeps_its_world_and_its_market_time(serve: Callable[..., Served]) -> None:
    """A second start lays no second world, and does not move the clock back."""
    first = serve()
    with first.client("operator") as client:
        operator = first.base.replace("/crr", "/operator/v1")
        client.post(f"{operator}/clock", json={"advanceSeconds": 40 * 86400})
        before = client.get(f"{operator}/health").json()["marketTime"]
    markets = active_markets(first)
    first.end()
    second = serve()
    with second.client("operator") as client:
        after = client.get(second.base.replace("/crr", "/operator/v1/health")).json()["marketTime"]
    passed = datetime.fromisoformat(after) - datetime.fromisoformat(before)
    assert timedelta(0) <= passed < timedelta(hours=1)
    assert active_markets(second) == markets


def test_without_a_store_and_a_folder_it_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary files go with the process."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = [sys.executable, "-m", "marketsim", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        clients = Path(process.stdout.readline().rstrip("\n").partition("  clients: ")[2])
        assert clients.is_relative_to(tmp_path)
        assert clients.is_dir()
        process.terminate()
        assert process.wait(30) == 0
    assert list(tmp_path.iterdir()) == []


def told(finished: Result) -> dict[str, str]:
    """The three parts of what it said on standard error."""
    parts = [line.partition(":") for line in finished.stderr.splitlines()]
    assert [part[0] for part in parts] == ["found", "expected", "fix"]
    assert finished.stdout == ""
    return {name: text.strip() for name, _, text in parts}


@pytest.fixture
def kept(tmp_path: Path, laid_store: Path) -> tuple[str, str]:
    """The option for a store that has its world."""
    return "--store", f"sqlite:///{shutil.copy(laid_store, tmp_path / 'system.db')}"


def test_an_unknown_fault_ends_it_with_2_and_near_matches(kept: tuple[str, str]) -> None:
    """Found, expected, fix."""
    finished = run("serve", *kept, "--port", "0", "--fault", "rule:participant-knwon")
    assert finished.exit_code == 2
    assert "participant-known" in told(finished)["fix"]


def test_a_store_that_cannot_be_used_ends_it_with_2(tmp_path: Path) -> None:
    """The folder is named."""
    finished = run("serve", "--port", "0", "--store", f"sqlite:///{tmp_path}/none/system.db")
    assert finished.exit_code == 2
    assert str(tmp_path / "none") in told(finished)["found"]


def test_an_unknown_phase_ends_it_with_2(kept: tuple[str, str]) -> None:
    """The phases there are stand in the fix."""
    finished = run("serve", *kept, "--port", "0", "--phase", "week-9")
    assert finished.exit_code == 2
    assert "structured" in told(finished)["fix"]


def test_a_port_in_use_ends_it_with_3(kept: tuple[str, str], pki_folder: Path) -> None:
    """And says how to take another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        finished = run("serve", *kept, "--pki", str(pki_folder), "--port", str(port))
    assert finished.exit_code == 3
    assert str(port) in told(finished)["found"]
    assert "--port" in told(finished)["fix"]


def test_a_folder_of_certificates_that_cannot_be_written_ends_it_with_3(
    kept: tuple[str, str], tmp_path: Path
) -> None:
    """The file in the way is named."""
    (tmp_path / "file").write_text("")
    finished = run("serve", *kept, "--port", "0", "--pki", str(tmp_path / "file"))
    assert finished.exit_code == 3
    assert str(tmp_path / "file") in told(finished)["found"]


def test_help_names_the_verbs_and_teaches_them() -> None:
    """The list without loading any verb; the verb with its options and a call to try."""
    listed = run("--help")
    assert listed.exit_code == 0
    assert "serve" in listed.stdout
    helped = run("serve", "--help")
    assert helped.exit_code == 0
    for word in ("--store", "--pki", "--fault", "--phase", "curl", "Exit codes"):
        assert word in helped.stdout
    assert run("serv").exit_code == 2


def active_markets(served: Served) -> list[Any]:
    """The active auction markets as SRTX sees them."""
    with served.client("srtx") as client:
        found: list[Any] = client.get(
            f"{served.base}/marketstatus/v1.0/activeAuctionMarkets", params=ASKED
        ).json()
    return found


def market_year(served: Served) -> int:
    """The year of the annual auction that is open."""
    names = [each["name"] for each in active_markets(served) if each["marketTerm"] == "ANNUAL"]
    return int(names[0].removeprefix("AUC_AN_"))
