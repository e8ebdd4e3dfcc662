"""What it costs to take a season of hourly load of 40 sinks, against decoding it and storing its rows unchecked.

Ours is the whole way of a request behind the server: who asks, the contract, every rule, the CEC's figures where
there are any, one transaction. The peer decodes the same bytes by msgspec into the same messages and stores the same
rows by one executemany in one transaction, in a plain table of a file of its own in the same mode. Before each
round both stores are emptied, which is not timed.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import msgspec
from sqlalchemy import delete, insert

from benchmarks.measurement import Measurement
from marketsim.contract.decoding import encode
from marketsim.contract.messages.historical_forecasted_load import HourlyLoadRecord, LoadDataSet
from marketsim.system.answering import answer
from marketsim.system.calendar.periods import PACIFIC, pacific_midnight
from marketsim.system.calendar.time_of_use import hours
from marketsim.system.crr_system import CrrSystem
from marketsim.system.reception import Received
from marketsim.system.services.load_cec import SUBMISSION
from marketsim.system.store.cec_load import CecHour, keep_cec_hours
from marketsim.system.store.engine import Store
from marketsim.system.store.load import load_hours, load_submissions
from marketsim.system.store.load_windows import list_windows
from marketsim.system.store.locations import locations

SINKS, ROUNDS, OWNER = 40, 15, "NVLY"
PLAIN = "CREATE TABLE hours (sink TEXT, day TEXT, hour_ending INTEGER, data_type TEXT, mw REAL)"


def measurements() -> Iterator[Measurement]:
    """A season of 40 sinks without figures of the CEC, and with a figure for every hour."""
    with tempfile.TemporaryDirectory(prefix="marketsim-bench-") as name:
        folder = Path(name)
        with (
            Store(f"sqlite:///{folder / 'system.db'}") as store,
            closing(_plain_store(folder / "plain.db")) as plain,
        ):
            system = CrrSystem(store)
            body = _prepared(system)
            rows = len(msgspec.json.decode(body, type=LoadDataSet).hourly_load)
            what = f"{rows} hours of {SINKS} sinks"
            yield _compared(f"take {what} / decode and store", system, plain, body)
            _lay_figures(system, body)
            yield _compared("the same, each held against the CEC / the same", system, plain, body)


def _prepared(system: CrrSystem) -> bytes:
    """The world with 40 more load aggregation points, and the bytes of a season's load at them."""
    sinks = [f"BENCH{n:02d}_LAP-APND" for n in range(SINKS)]
    with system.store.writing() as store:
        store.execute(insert(locations), [_lap(each) for each in sinks])
        window = next(
            each for each in list_windows(store, flag="H") if each.status(system.clock.now()) == "OPEN"
        )
    period = window.periods[3]
    load = LoadDataSet(
        hist_forecast_flag="H",
        asset_owner=OWNER,
        load_submission_window_name=window.name,
        period_name=period.name,
        hourly_load=[
            HourlyLoadRecord(
                sink_name=sink,
                effective_date=pacific_midnight(hour.day),
                hour_ending=hour.hour_ending,
                data_type="FINAL_LOAD",
                mw=round(100 + place + n / 1000, 3),
            )
            for place, sink in enumerate(sinks)
            for n, hour in enumerate(hours(period))
        ],
    )
    return encode(load)


def _lap(name: str) -> dict[str, object]:
    return {"name": name, "type": "LAP", "zone": "NP15", "biddable": True, "retired": False}


def _lay_figures(system: CrrSystem, body: bytes) -> None:
    records = msgspec.json.decode(body, type=LoadDataSet).hourly_load
    figures = [
        CecHour(OWNER, each.sink_name, (_day(each.effective_date), each.hour_ending), each.mw)
        for each in records
    ]
    with system.store.writing() as store:
        keep_cec_hours(store, figures)


def _day(instant: datetime) -> date:
    return instant.astimezone(PACIFIC).date()


def _compared(name: str, system: CrrSystem, plain: sqlite3.Connection, body: bytes) -> Measurement:
    received = _received(system, body)
    pairs = []
    for _ in range(ROUNDS + 1):
        with system.store.writing() as store:
            store.execute(delete(load_hours))
            store.execute(delete(load_submissions))
        plain.execute("DELETE FROM hours")
        plain.commit()
        pairs.append((_seconds(lambda: _take(system, received)), _seconds(lambda: _store(plain, body))))
    pairs = pairs[1:]  # the first warms both up
    ours, peer = ([pair[n] for pair in pairs] for n in (0, 1))
    ratio = statistics.median(one / other for one, other in pairs)
    return Measurement(name, statistics.median(ours), statistics.median(peer), ratio)


def _received(system: CrrSystem, body: bytes) -> Received:
    headers = {"caiso-request-id": str(uuid.uuid4()), "content-type": "application/json"}
    operation = system.contract.operation(*SUBMISSION)
    return Received(operation, {}, headers, body, system.settings.whole("limits.load_body_bytes"))


def _take(system: CrrSystem, received: Received) -> None:
    given = answer(system, received, OWNER.lower())
    if given.status != 200:
        raise RuntimeError(f"the load was refused: {given.body[:300]!r}")


def _store(plain: sqlite3.Connection, body: bytes) -> None:
    load = msgspec.json.decode(body, type=LoadDataSet)
    plain.executemany(
        "INSERT INTO hours VALUES (?, ?, ?, ?, ?)",
        [
            (each.sink_name, each.effective_date.isoformat(), each.hour_ending, each.data_type, each.mw)
            for each in load.hourly_load
        ],
    )
    plain.commit()


def _plain_store(file: Path) -> sqlite3.Connection:
    plain = sqlite3.connect(file)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("PRAGMA synchronous = NORMAL")
    plain.execute(PLAIN)
    plain.commit()
    return plain


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    for measurement in measurements():
        print(measurement.line(), flush=True)
