"""An assertion that did not hold, read as a finding."""

from __future__ import annotations

from marketsim.readiness.advice import BUSY, FAILED, OBSERVED
from marketsim.readiness.finding import Finding
from marketsim.readiness.record import Attempt, Event
from marketsim.readiness.wording import as_text, codes_in

DOORS = frozenset({401, 403})
_ABOUT_THE_ANSWER = frozenset({"status", "code"})


def refutation(attempt: Attempt, assertion: Event) -> Finding:
    """What an assertion that did not hold says: failed, or broken where the system was too busy to tell."""
    expected, found = as_text(assertion["expected"]), as_text(assertion["found"])
    if "GEN0003" in codes_in(found) - codes_in(expected):
        party, advice = BUSY
        what = assertion["what"]
        return Finding("broken", "network", what, expected, found, party, advice, "contract", assertion)
    cause, ours = _cause(attempt, assertion, expected, found)
    party, advice = FAILED["no access" if ours else cause]
    what, provenance = assertion["what"], assertion["provenance"]
    return Finding("failed", cause, what, expected, found, party, advice, provenance, assertion)


def observation(attempt: Attempt, assertion: Event) -> Finding:
    """The same assertion where its provenance does not bind: listed, not counted."""
    seen = refutation(attempt, assertion)
    provenance = assertion["provenance"]
    return Finding(
        "omitted", "target", seen.what, seen.expected, seen.found, "us", OBSERVED, provenance, assertion
    )


def _cause(attempt: Attempt, assertion: Event, expected: str, found: str) -> tuple[str, bool]:
    """The cause, and whether we were kept out where we expected to get in (then it is our turn first)."""
    exchange = attempt.exchange_of(assertion) if assertion["subject"] in _ABOUT_THE_ANSWER else None
    kept_out = _speaks_of_access(found) or (exchange is not None and exchange["status"] in DOORS)
    meant = _speaks_of_access(expected) or any(str(door) in expected for door in DOORS)
    if kept_out or meant:
        return "authorisation", kept_out and not meant
    return str(assertion["cause"]), False


def _speaks_of_access(text: str) -> bool:
    return any(code.startswith("SEC") for code in codes_in(text))
