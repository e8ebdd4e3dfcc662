"""After a cutover the system goes on by itself: load migration nets on old ids, and what serves it lets people in."""

from __future__ import annotations

import signal
import ssl
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path

import httpx
import pytest
from cutover_ground import JUL, empty_system, extract_with, files_with, inventory
from migration_ground import closed_market, customers, posted, rates, results, transfer
from typer.testing import CliRunner

from marketsim.cli import command_line
from marketsim.contract.instants import utc_text
from marketsim.system.cutover.carrying_out import cut_over
from marketsim.system.store.holdings import Crr


def migrated(held: list[Crr]) -> list[Crr]:
    """The CRRs of the third season that load migration made."""
    return [each for each in held if each.category == "LOAD_MIGRATION" and each.period == "2025_S03"]


def test_the_next_month_of_load_migration_nets_on_the_ids_that_were_taken_over(tmp_path: Path) -> None:
    """A tenth of the load, of the 19 MW that have not migrated: 1.9 MW more on the same two CRRs, and no new id."""
    with empty_system(tmp_path) as system:
        cut_over(system, extract_with())
        before = migrated(inventory(system))
        with system.store.writing() as store:
            market = closed_market(store, 2025, 6)
            rates(store, market, year=2025)
            customers(store, market, {"NVLY": 900, "BAYC": 100})
            transfer(store, market, "NVLY", "BAYC", 90)
            posted(store, market)
            told = results(store, market)
        after = migrated(inventory(system))
    assert [each.mw for each in before] == [0.5, 0.5]
    assert [(each.crr_id, utc_text(each.start)) for each in after] == [(each.crr_id, JUL) for each in before]
    (right,) = {parent for parent, _owner, _kind in told} - {1_000_001}
    gained, lost = told[right, "BAYC", "LSE_LMT"], told[right, "NVLY", "LMT_CNT"]
    assert gained == lost
    assert gained[0] is None
    assert gained[1] == pytest.approx(1.9)
    assert [each.mw for each in after] == [2.4, 2.4]


def written(folder: Path) -> Path:
    """The extract as a folder."""
    for name, content in files_with().items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def test_serve_makes_a_system_of_an_extract_and_certificates_for_its_people(tmp_path: Path) -> None:
    """They are let in with the roles that they had, and the profiles name them."""
    old = written(tmp_path / "old")
    words = [
        "serve",
        "--port",
        "0",
        "--store",
        f"sqlite:///{tmp_path / 'new.db'}",
        "--from-extract",
        str(old),
    ]
    process = subprocess.Popen([sys.executable, "-m", "marketsim", *words], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        base, _, clients = process.stdout.readline().rstrip("\n").partition("  clients: ")
        context = ssl.create_default_context(cafile=str(Path(clients) / "ca.pem"))
        context.load_cert_chain(Path(clients) / "fresh.user.pem")
        with httpx.Client(verify=context, headers={"caiso-request-id": str(uuid.uuid4())}) as client:
            query = {"participantName": "FRESHX", "marketName": "AUC_MN_2025_M07"}
            assert client.get(f"{base}/marketstatus/v1.0/marketStatus", params=query).json() == "OPEN"
        profile = tomllib.loads((Path(clients) / "profile.toml").read_text("utf-8"))
        assert {"FRESHX", "PCFT"} <= {each["name"] for each in profile["participants"]}
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def test_serve_refuses_an_extract_that_it_cannot_be_made_of(tmp_path: Path) -> None:
    """2, with what is wrong."""
    old = written(tmp_path / "old")
    (old / "retired.csv").write_text("Retired,Type\n", "utf-8")
    (old / "messages.csv").unlink()
    words = [
        "serve",
        "--port",
        "0",
        "--store",
        f"sqlite:///{tmp_path / 'new.db'}",
        "--from-extract",
        str(old),
    ]
    done = CliRunner().invoke(command_line(words), words)
    assert done.exit_code == 2
    assert "retired.csv line 1" in done.output
    done = CliRunner().invoke(command_line(["serve", "--world", "flat"]), ["serve", "--world", "flat"])
    assert done.exit_code == 2
