"""Which service and function a scenario speaks of, and the counts of verdicts for each pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from marketsim.readiness.finding import Verdict
from marketsim.readiness.record import Attempt
from marketsim.readiness.verdict import ScenarioVerdict

FUNCTIONS = ("CRRH", "CLSE", "CUDC", "TOR", "CEC", "NDA")
SERVICE_OF_TOPIC: Mapping[str, str] = {
    "load_data": "historical_forecasted_load",
    "allocation": "nomination",
    "auction": "auction",
    "secondary_market": "secondary_market",
    "load_migration": "load_migration",
    "tor_conversion": "tor_conversion",
    "market_information": "market_data",
}


class Cell(NamedTuple):
    """A service and a function; None where a scenario speaks of none in particular."""

    service: str | None
    function: str | None


def cells_of(verdict: ScenarioVerdict) -> frozenset[Cell]:
    """The cells in which a scenario counts.

    A passed one counts wherever it called; a failed or broken one where the call it rests on was made, so
    that a service which only helped to set the scene is not blamed; one that was left counts where it would
    have gone, by its row or its topic.
    """
    attempt = verdict.attempt
    event = verdict.finding.event if verdict.finding else None
    if event is not None and event["event"] == "halted":
        return _intended(attempt)
    if event is not None:
        exchange = event if event["event"] == "exchange" else attempt.exchange_of(event)
        if exchange is not None and exchange["service"] is not None:
            return frozenset({Cell(exchange["service"], exchange["function"])})
    called = frozenset(
        Cell(each["service"], each["function"]) for each in attempt.exchanges if each["service"] is not None
    )
    return called or _intended(attempt)


def grid(verdicts: Iterable[ScenarioVerdict]) -> dict[Cell, Counter[Verdict]]:
    """The counts of verdicts of every cell that has any."""
    counts: dict[Cell, Counter[Verdict]] = {}
    for verdict in verdicts:
        for cell in cells_of(verdict):
            counts.setdefault(cell, Counter())[verdict.verdict] += 1
    return counts


def _intended(attempt: Attempt) -> frozenset[Cell]:
    row = attempt.started["row"]
    service = row.get("service") or row.get("operation", "").partition(".")[0] or None
    if service is None or not service.replace("_", "").islower():
        service = SERVICE_OF_TOPIC.get(attempt.started["topic"])
    function = row.get("function")
    functions = [function] if function in FUNCTIONS else attempt.started["functions"] or [None]
    return frozenset(Cell(service, each) for each in functions)
