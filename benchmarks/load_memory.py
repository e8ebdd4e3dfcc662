"""How much memory the largest bodies of load take, sound or not: the peak of the server's process.

A server of its own is started for each body, which goes over mutual TLS as every request does. Told are the seconds
until the answer and by how much the largest resident size that the process ever had (VmHWM, Linux) has grown.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from marketsim.client.client import CrrClient
from marketsim.client.tls import ssl_context
from marketsim.contract.decoding import encode
from marketsim.contract.messages.historical_forecasted_load import (
    HourlyLoadRecord,
    LoadDataSet,
    LoadSubmissionWindow,
)
from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.calendar.time_of_use import hour_endings
from marketsim.system.crr_system import CrrSystem
from marketsim.system.store.engine import Store
from marketsim.system.store.locations import locations
from marketsim.target.party import parties
from marketsim.target.profile import load

LARGEST = 64_000_000
SINKS = [f"BENCH{n:03d}_LAP-APND" for n in range(260)]
PATH = "/historicalforecastedload/v1.0/loadSubmission"


def main() -> None:
    """Post each of the bodies to a fresh server."""
    with tempfile.TemporaryDirectory(prefix="marketsim-bench-") as name:
        folder = Path(name)
        with Store(f"sqlite:///{folder / 'laid.db'}") as store:
            CrrSystem(store)
            rows = [
                {"name": each, "type": "LAP", "zone": "NP15", "biddable": True, "retired": False}
                for each in SINKS
            ]
            with store.writing() as connection:
                connection.execute(insert(locations), rows)
        for what in ("sound", "one MW of four decimals", "an unknown member", "no JSON at its end", "lists of zeros",
                     "empty objects", "a byte too long"):  # fmt: skip
            print(_measured(folder, what), flush=True)


def _measured(folder: Path, what: str) -> str:
    with _served(folder) as (pki, pid):
        profile = load(pki / "clients" / "profile.toml")
        party = next(each for each in parties(profile, pki / "clients") if each.name == "NVLY")
        context = ssl_context(party.credentials, pki / "clients" / "ca.pem")
        with CrrClient(profile.target.base_url, party.name, context) as client:
            windows = (
                client.historical_forecasted_load.get_open_historical_load_submission_window_list().value
            )
            body = _body(windows[0], what)
            before, started = _peak(pid), time.perf_counter()
            headers = {"content-type": "application/json"}
            answer = client.raw("POST", PATH, headers=headers, content=body, breach=what)
            seconds = time.perf_counter() - started
        grown = (_peak(pid) - before) / 1e6
    told = " ".join([str(answer.status), *answer.codes])
    return f"{what:26} {len(body) / 1e6:6.1f} MB  {seconds:6.2f} s  {grown:7.1f} MB more  {told:.60}"


@contextmanager
def _served(folder: Path) -> Iterator[tuple[Path, int]]:
    """A server on a copy of the store; the folder of its certificates and its process id."""
    store, pki = folder / "system.db", folder / "pki"
    store.write_bytes((folder / "laid.db").read_bytes())
    command = [sys.executable, "-m", "marketsim", "serve", "--port", "0", "--store", f"sqlite:///{store}"]
    with subprocess.Popen([*command, "--pki", str(pki)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()
            yield pki, process.pid
        finally:
            process.terminate()
            process.wait(20)
            for file in folder.glob("system.db*"):
                file.unlink()


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return 1024 * float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def _body(window: LoadSubmissionWindow, what: str) -> bytes:
    head = encode(_load(window, 1)).split(b'"hourlyLoad":[')[0] + b'"hourlyLoad":['
    if what == "lists of zeros":
        return head + b"0," * ((LARGEST - len(head)) // 2 - 2) + b"0]}"
    if what == "empty objects":
        return head + b"{}," * ((LARGEST - len(head)) // 3 - 2) + b"{}]}"
    per_sink = len(encode(_load(window, 2))) - len(encode(_load(window, 1)))
    body = encode(_load(window, (LARGEST - 1000) // (per_sink + 10)))
    change = {
        "one MW of four decimals": (b"101.5}]}", b"101.5001}]}"),
        "an unknown member": (b"101.5}]}", b'101.5,"x":1}]}'),
        "no JSON at its end": (b"101.5}]}", b"101.5}]"),
    }.get(what)
    if change is not None:
        assert body.endswith(change[0])
        return body.removesuffix(change[0]) + change[1]
    return body.ljust(LARGEST + 1) if what == "a byte too long" else body


def _load(window: LoadSubmissionWindow, sinks: int) -> LoadDataSet:
    period = window.periods[3]
    first, days = period.start_date.astimezone(PACIFIC), []
    while first < period.end_date:
        days.append(first)
        first += timedelta(days=1)
    records = [
        HourlyLoadRecord(
            sink_name=sink, effective_date=day, hour_ending=hour, data_type="FINAL_LOAD", mw=101.5
        )
        for sink in SINKS[:sinks]
        for day in days
        for hour in hour_endings(day.date())
    ]
    return LoadDataSet(
        hist_forecast_flag="H", asset_owner="NVLY", load_submission_window_name=window.name,
        period_name=period.name, hourly_load=records,
    )  # fmt: skip


if __name__ == "__main__":
    main()
