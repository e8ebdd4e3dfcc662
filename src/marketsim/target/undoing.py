"""Taking back what a scenario left: a portfolio is retracted and deleted, while its window is open.

After the close of a window the system refuses both, so what is submitted then stays: that is said, not hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketsim.client.answer import Answer
from marketsim.client.client import CrrClient
from marketsim.client.transport_failure import TransportFailure
from marketsim.target.halt import Halted
from marketsim.target.leftovers import Leftover, Place, State
from marketsim.target.read_back import NO_SUCH_PORTFOLIO, NotTold, portfolio_status

RETRACTION = {"auction": "postPortfolioRetraction", "nomination": "portfolioRetraction"}
WINDOW_CLOSED = frozenset({"MKT0004", "NOM0129"})


@dataclass(frozen=True, slots=True)
class Undoing:
    """What an attempt to undo came to."""

    state: State
    why: str


class _Stays(Exception):
    """It cannot be taken back; the message says why."""


def undo(client: CrrClient, leftover: Leftover, *, late: bool = False) -> Undoing:
    """Take back one leftover, whatever became of it meanwhile; never raises for what the system answers.

    What was never seen may still arrive, so it stays *unseen* unless it is ``late``: long after the write.
    """
    try:
        return _undone(client, leftover, late)
    except (_Stays, NotTold, TransportFailure, Halted) as problem:
        return Undoing("left", str(problem))
    except (AttributeError, KeyError, TypeError, ValueError):
        return Undoing("left", "the system's answer cannot be read")


def _undone(client: CrrClient, leftover: Leftover, late: bool) -> Undoing:
    place = leftover.place
    status = portfolio_status(client, place.service, _names(place))
    if status is None:
        if leftover.state == "unseen" and not late:
            return Undoing("unseen", "it is not there, but its answer was lost: it may still arrive")
        return Undoing("undone", "it is not there any more")
    done = []
    if status == "SUBMITTED":
        _retract(client, place)
        done.append("retracted")
    if leftover.deed == "created":
        _delete(client, place)
        done.append("deleted")
    return Undoing("undone", " and ".join(done) or f"it is {status}")


def _retract(client: CrrClient, place: Place) -> None:
    operation = client.operation(place.service, RETRACTION[place.service])
    try:
        _allowed(client.call(operation, body=_names(place)), place, "retracted")  # type: ignore[arg-type]
    except TransportFailure:
        if portfolio_status(client, place.service, _names(place)) == "SUBMITTED":
            raise


def _delete(client: CrrClient, place: Place) -> None:
    operation = client.operation(place.service, "deletePortfolio")
    try:
        _allowed(client.call(operation, _names(place)), place, "deleted")
    except TransportFailure:
        if portfolio_status(client, place.service, _names(place)) is not None:
            raise


def _allowed(answer: Answer[Any], place: Place, deed: str) -> None:
    """Raise _Stays with the reason when the system refused."""
    if answer.ok or NO_SUCH_PORTFOLIO in answer.codes:
        return
    said = " ".join([str(answer.status), *answer.codes])
    if WINDOW_CLOSED & set(answer.codes):
        raise _Stays(f"the window of {place.market} is closed, so it can no longer be {deed} ({said})")
    raise _Stays(f"it could not be {deed} ({said})")


def _names(place: Place) -> Mapping[str, str]:
    return {
        "marketName": place.market,
        "portfolioName": place.portfolio,
        "participantName": place.participant,
    }
