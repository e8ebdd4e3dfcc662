"""What an exchange by itself says: no answer, an answer of a gateway, departures from the contract."""

from __future__ import annotations

from collections.abc import Iterator

from marketsim.contract.deviation import counts
from marketsim.readiness.advice import BROKEN, FAILED, HALTED, OBSERVED, TRANSPORT, UNAVAILABLE
from marketsim.readiness.finding import Finding
from marketsim.readiness.record import Attempt, Event

NEVER_INTENDED = frozenset({"dns", "refused", "proxy"})
"""Ways to get no answer that no breach of ours can bring about."""
_SAME_CALL = ("step", "method", "path", "participant")


def from_exchange(attempt: Attempt, exchange: Event, *, strict: bool, live: bool) -> Iterator[Finding]:
    """The findings that count. A 429, 502, 503 or 504 is judged as such, not by the contract."""
    if exchange["transport_error"] is None and exchange["status"] not in UNAVAILABLE:
        yield from _deviations(exchange, strict=strict, live=live)
    elif not _excused(attempt, exchange):
        yield _unanswered(attempt, exchange)


def undocumented(exchange: Event, *, strict: bool, live: bool) -> Iterator[Finding]:
    """What the contract merely does not mention: an observation where it does not count."""
    for each in exchange["deviations"]:
        if each["side"] == "response" and not _counts(each, strict=strict, live=live):
            yield Finding(
                "passed",
                "contract",
                _place(exchange, each),
                each["expected"],
                each["found"],
                "us",
                OBSERVED,
                _demanded_by(each),
                exchange,
            )


def _counts(deviation: Event, *, strict: bool, live: bool) -> bool:
    return counts(deviation["where"], deviation["undocumented"], strict=strict, live=live)


def _demanded_by(deviation: Event) -> str:
    """Columns that nothing published tells are our own supposition."""
    return "assumed" if deviation["where"] == "file" and deviation["undocumented"] else "contract"


def _deviations(exchange: Event, *, strict: bool, live: bool) -> Iterator[Finding]:
    for each in exchange["deviations"]:
        ours = each["side"] == "request"
        if not _counts(each, strict=strict, live=live) or (ours and exchange["intended_breach"]):
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
            _demanded_by(each),
            exchange,
        )


def _place(exchange: Event, deviation: Event) -> str:
    call = f"{exchange['method']} {exchange['path']}"
    return f"{call}: {deviation['side']} {deviation['where']} {deviation['path']}".rstrip()


def _unanswered(attempt: Attempt, exchange: Event) -> Finding:
    """No answer of the application: broken, or a matter of timing within an outage that was announced."""
    error, status = exchange["transport_error"], exchange["status"]
    what, expected = f"{exchange['method']} {exchange['path']}", "an answer of the application"
    found = str(status) if error is None else f"{error['kind']}: {error['message']}"
    found += _looked_back(attempt, exchange)
    outage = exchange.get("outage")
    if outage is not None:
        party, advice = HALTED["timing"]
        found = f"{found}, in its announced {outage['reason']}"
        until = outage["until"]
        return Finding("skipped", "timing", what, expected, found, party, advice, "", exchange, until)
    cause = "set-up" if error is not None and error["kind"] == "tls" else "network"
    if error is None:
        party, advice = UNAVAILABLE[status]
    else:
        party, advice = TRANSPORT.get(error["kind"], TRANSPORT["other"])
    return Finding("broken", cause, what, expected, found, party, advice, "", exchange)


def _looked_back(attempt: Attempt, exchange: Event) -> str:
    """What a look at the system showed of a write whose answer was lost."""
    for write in attempt.writes:
        if write["request_id"] == exchange["request_id"] and write["known_by"] == "read-back":
            return f"; read back: {write['outcome']} ({write['found']})"
    return ""


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
