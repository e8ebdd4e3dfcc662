"""Events of every kind, with members to override."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marketsim.evidence.recorder import Recorder


def run(recorder: Recorder, **more: Any) -> None:
    """A run on the embedded system."""
    facts: dict[str, Any] = {
        "run_id": "20261120T100000Z-0001",
        "seed": 42,
        "target": {
            "name": "embedded",
            "kind": "embedded",
            "base_url": "https://127.0.0.1:1/crr",
            "embedded": True,
        },
        "contract": {"provenance": "ours", "digest": "0" * 64, "versions": {"auction": "1.2.1"}},
        "strict": False,
        "phase": "structured",
        "selection": {"topic": None},
        "versions": {"marketsim": "0.1.0"},
        "features_digest": "1" * 64,
        "faults": [],
        "observable": {"rules": [], "transitions": [], "roles": {}},
        "participants": [{"name": "SRTX", "functions": ["CRRH"]}],
    }
    recorder.run_started(**(facts | more))


def scenario(recorder: Recorder, **more: Any) -> None:
    """A scenario of the connectivity weeks."""
    facts: dict[str, Any] = {
        "scenario": "MS-CON-01",
        "base_id": "MS-CON-01",
        "row": {},
        "name": "A certificate gets in",
        "feature": "Connectivity",
        "feature_path": "features/connectivity/access.feature",
        "topic": "connectivity",
        "description": "",
        "tags": ["MS-CON-01"],
        "functions": [],
        "phases": [],
        "codes": [],
        "requirements": [],
        "provenance": "contract",
        "node_id": "features/connectivity/access.feature::a_certificate_gets_in",
    }
    recorder.scenario_started(**(facts | more))


def exchange(recorder: Recorder, **more: Any) -> None:
    """A call that was answered with 200."""
    facts: dict[str, Any] = {
        "request_id": "r-0",
        "service": "auction",
        "operation_id": "getPortfolio",
        "method": "GET",
        "path": "/auction/v1.0/portfolio",
        "query": {"market": "AUC_MN"},
        "participant": "SRTX",
        "function": "CRRH",
        "started": datetime(2026, 11, 20, 18, tzinfo=UTC),
        "seconds": 0.01,
        "attempt": 1,
        "status": 200,
        "request_headers": {"accept": "*/*"},
        "request_body": b"",
        "response_headers": {"content-type": "application/json"},
        "response_body": b"{}",
    }
    recorder.exchange(**(facts | more))


def assertion(recorder: Recorder, **more: Any) -> None:
    """An assertion that held."""
    facts: dict[str, Any] = {
        "what": "the portfolio's status",
        "expected": "VALID",
        "found": "VALID",
        "held": True,
        "provenance": "contract",
        "subject": "value",
        "cause": "business-rule",
    }
    recorder.assertion(**(facts | more))
