"""A rehearsal that never took place: evidence with scenarios of every verdict, for the reports to show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from marketsim.contract.catalogue import Contract
from marketsim.evidence.reader import read_events
from marketsim.evidence.recorder import Recorder

START = datetime(2026, 11, 20, 17, 58, 3, tzinfo=UTC)
EMBEDDED = {
    "name": "embedded",
    "kind": "embedded",
    "base_url": "https://127.0.0.1:40123/crr",
    "embedded": True,
}
LIVE = {"name": "mapstage", "kind": "live", "base_url": "https://mapstage.example/crr", "embedded": False}
MARKET_STATUS = ("market_status", "getActiveAuctionMarkets")
OBSERVABLE: dict[str, Any] = {
    "rules": [
        {
            "id": "portfolio-name-taken",
            "code": "POR0101",
            "stage": 7,
            "operations": ["auction.portfolioCreation"],
            "provenance": "contract",
            "source": "auction 1.2.1",
        },
        {
            "id": "market-unknown",
            "code": "MKT0001",
            "stage": 4,
            "operations": ["auction.portfolioCreation"],
            "provenance": "contract",
            "source": "auction 1.2.1",
        },
    ],
    "transitions": [
        {"table": "portfolio", "from": "-", "event": "create", "to": "VALID"},
        {"table": "portfolio", "from": "VALID", "event": "delete", "to": "DELETED"},
    ],
    "roles": {"auction.portfolioCreation": ["CRRH", "CLSE"], "app_status.get-status": ["CRRH", "NDA"]},
}


class Rehearsal:
    """Writes evidence through the Recorder with a clock and request ids of its own."""

    def __init__(self, folder: Path, worker: str = "main") -> None:
        self.folder = folder
        self.now = START
        self._ids = count(1)
        self.recorder = Recorder(folder / f"{worker}.jsonl", worker, now=self._tick)

    def _tick(self) -> datetime:
        self.now += timedelta(milliseconds=7)
        return self.now

    def events(self) -> list[dict[str, Any]]:
        """What was written so far."""
        return list(read_events(self.folder))

    def run(self, **more: Any) -> None:
        """The run begins, on the embedded system unless said otherwise."""
        facts: dict[str, Any] = {
            "run_id": "20261120T175803Z-3f2a",
            "seed": 20261120,
            "target": EMBEDDED,
            "contract": {
                "provenance": "our own documents, true to the facts of the published ones",
                "digest": "9f2c4d" + "0" * 58,
                "versions": {each: Contract.load().version(each) for each in Contract.load().documents},
            },
            "strict": False,
            "phase": "connectivity-week-2",
            "selection": {"features": [], "topic": None, "function": None},
            "versions": {"marketsim": "0.1.0", "python": "3.11.9"},
            "features_digest": "77ab31" + "0" * 58,
            "faults": [],
            "observable": OBSERVABLE,
            "participants": [
                {"name": "SRTX", "functions": ["CRRH"]},
                {"name": "NVLY", "functions": ["CLSE"]},
            ],
        }
        self.recorder.run_started(**(facts | more))

    @contextmanager
    def scenario(self, id: str, name: str = "A scenario", **more: Any) -> Iterator[Rehearsal]:
        """A scenario with one step; ``finished=False`` leaves it open as a crash does."""
        finished, step = more.pop("finished", True), more.pop("status", "passed")
        facts: dict[str, Any] = {
            "scenario": id,
            "base_id": id.partition("#")[0],
            "row": {},
            "name": name,
            "feature": "Connectivity",
            "feature_path": "features/connectivity/connectivity.feature",
            "topic": "connectivity",
            "description": "",
            "tags": [],
            "functions": [],
            "phases": [],
            "codes": [],
            "requirements": [],
            "provenance": "contract",
            "node_id": f"features/connectivity/connectivity.feature::{id}",
        }
        seconds = more.pop("seconds", 0.12)
        text = more.pop("step_text", "the participant calls the service")
        self.recorder.scenario_started(**(facts | more))
        self.recorder.enter_step(0)
        yield self
        if step is not None:
            self.recorder.step(index=0, keyword="When", text=text, status=step, seconds=0.05)
        if finished:
            self.recorder.scenario_finished(seconds=seconds)

    def call(
        self, service: str | None = "auction", operation: str | None = "portfolioCreation", **more: Any
    ) -> str:
        """An exchange, answered with 200 unless said otherwise; returns its request id."""
        request_id = more.pop("request_id", None) or f"7d9e0c1a-0000-4000-8000-{next(self._ids):012d}"
        known = Contract.load().operations.get((service, operation)) if service and operation else None  # type: ignore[call-overload]
        codes = more.pop("codes", ())
        refusal = {"errorList": [{"errorCode": each} for each in codes], "serviceVersion": "1.2.1"}
        facts: dict[str, Any] = {
            "request_id": request_id,
            "service": service,
            "operation_id": operation,
            "method": known.method if known else "GET",
            "path": known.path if known else "/nowhere",
            "query": {},
            "participant": "SRTX",
            "function": "CRRH",
            "started": self.now,
            "seconds": 0.012,
            "attempt": 1,
            "status": 200,
            "request_headers": {"accept": "*/*", "caiso-request-id": request_id},
            "request_body": b"",
            "response_headers": {"content-type": "application/json"},
            "response_body": json.dumps(refusal).encode() if codes else b"{}",
        }
        self.recorder.exchange(**(facts | more))
        return request_id

    def asserts(self, request_id: str | None = None, *, held: bool = True, **more: Any) -> None:
        """An assertion about an answer."""
        facts: dict[str, Any] = {
            "what": "the status of the portfolio",
            "expected": "VALID",
            "found": "VALID" if held else "INVALID",
            "held": held,
            "provenance": "contract",
            "subject": "value",
            "cause": "business-rule",
            "request_id": request_id,
            "operation": None,
        }
        self.recorder.assertion(**(facts | more))

    def passes(self, id: str, name: str = "A scenario", service: str = "auction", operation: str = "portfolioCreation",
               function: str = "CRRH", **more: Any) -> None:  # fmt: skip
        """A scenario that calls one operation and finds what it expects."""
        with self.scenario(id, name, functions=more.pop("functions", [function]), **more):
            self.asserts(self.call(service, operation, function=function))

    def end(self) -> None:
        """The run is over."""
        self.recorder.run_finished()
        self.recorder.close()


def deviation(side: str = "response", **more: Any) -> dict[str, Any]:
    """A deviation from the contract."""
    facts = {
        "side": side,
        "where": "body",
        "path": "portfolioStatus",
        "expected": "one of VALID, INVALID, SUBMITTED",
        "found": '"FINE"',
        "undocumented": False,
    }
    return facts | more
