"""What an exchange by itself says: no answer, an answer of a gateway, departures from the contract."""

from __future__ import annotations

from collections.abc import Iterator

from marketsim.readiness.advice import BROKEN, FAILED, OBSERVED, TRANSPORT, UNAVAILABLE
from marketsim.readiness.finding import Finding
from marketsim.readiness.record import Attempt, Event

NEVER_INTENDED = frozenset({"dns", "refused", "proxy"})
"""Ways to get no answer that no breach of ours can bring about."""
_SAME_CALL = ("step", "method", "path", "participant")


def from_exchange(attempt: Attempt, exchange: Event, *, strict: bool) -> Iterator[Finding]:
    """The findings that count. A 502, 503 or 504 is judged as such, not by the contract."""
    if exchange["transport_error"] is None and exchange["status"] not in UNAVAILABLE:
        yield from _deviations(exchange, strict=strict)
    elif not _excused(attempt, exchange):
        yield _unanswered(exchange)


def undocumented(exchange: Event) -> Iterator[Finding]:
    """What the contract merely does not mention: an observation unless the run is strict."""
    for each in exchange["deviations"]:
        if each["side"] == "response" and each["undocumented"]:
            yield Finding(
                "passed",
                "contract",
                _place(exchange, each),
                each["expected"],
                each["found"],
                "us",
                OBSERVED,
                "contract",
                exchange,
            )


def _deviations(exchange: Event, *, strict: bool) -> Iterator[Finding]:
    for each in exchange["deviations"]:
        ours = each["side"] == "request"
        if (each["undocumented"] and not strict) or (ours and exchange["intended_breach"]):
            continue
        party, advice = BROKEN["harness"] if ours else FAILED["contract"]
        verdict, cause = ("broken", "harness") if ours else ("failed", "contract")
        yield Finding(
            "broken" if verdict == "broken" else "failed",
            cause,
            _place(exchange, each),
            each["expected"],
            each["found"],
            party,
            advice,
            "contract",
            exchange,
        )


def _place(exchange: Event, deviation: Event) -> str:
    call = f"{exchange['method']} {exchange['path']}"
    return f"{call}: {deviation['side']} {deviation['where']} {deviation['path']}".rstrip()


def _unanswered(exchange: Event) -> Finding:
    error, status = exchange["transport_error"], exchange["status"]
    what = f"{exchange['method']} {exchange['path']}"
    if error is None:
        party, advice = UNAVAILABLE[status]
        expected = "an answer of the application"
        return Finding("broken", "network", what, expected, str(status), party, advice, "", exchange)
    cause = "set-up" if error["kind"] == "tls" else "network"
    party, advice = TRANSPORT.get(error["kind"], TRANSPORT["other"])
    found = f"{error['kind']}: {error['message']}"
    return Finding("broken", cause, what, "an answer", found, party, advice, "", exchange)


def _excused(attempt: Attempt, exchange: Event) -> bool:
    """Whether the lack of an answer was meant, was repeated with success or without, or was asserted."""
    kind = (exchange["transport_error"] or {}).get("kind")
    if exchange["intended_breach"] and kind not in NEVER_INTENDED:
        return True
    return _repeated(attempt, exchange) or _was_expected(attempt, exchange)


def _repeated(attempt: Attempt, exchange: Event) -> bool:
    """Whether the next exchange of the same call is its repetition: only the last attempt tells."""
    later = (each for each in attempt.exchanges if each["seq"] > exchange["seq"])
    same = (each for each in later if all(each[name] == exchange[name] for name in _SAME_CALL))
    following = next(same, None)
    return following is not None and following["attempt"] == exchange["attempt"] + 1


def _was_expected(attempt: Attempt, exchange: Event) -> bool:
    return bool(exchange["request_id"]) and any(
        each["held"]
        and each["subject"] in {"status", "transport"}
        and each["request_id"] == exchange["request_id"]
        for each in attempt.assertions
    )
