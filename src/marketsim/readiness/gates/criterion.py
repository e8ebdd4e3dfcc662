"""What a criterion came to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypedDict

from marketsim.evidence.gate_facts import CriterionFacts
from marketsim.readiness.finding import PARTIES, Party

State = Literal["met", "not met", "open", "not assessed", "does not apply"]


class Against(TypedDict):
    """A scenario that keeps a criterion from being met, why, and whose turn it is."""

    id: str
    verdict: str
    why: str
    turn: Party


class CriterionTold(TypedDict):
    """A criterion with what it came to. ``against`` and ``not_run`` say which scenarios keep it from being met."""

    id: str
    text: str
    kind: str
    provenance: str
    source: str | None
    state: State
    wanted: str
    found: str
    against: list[Against]
    not_run: list[str]
    turn: list[Party]


def told(
    criterion: CriterionFacts,
    state: State,
    wanted: str,
    found: str,
    *,
    against: Iterable[Against] = (),
    not_run: Sequence[str] = (),
    turn: Iterable[Party] = (),
) -> CriterionTold:
    """A criterion told; ``turn`` are those whose move it is beside those of ``against``; nobody's once it is met."""
    listed = list(against)
    moves = {*turn, *(each["turn"] for each in listed), *(("us",) if not_run else ())}
    return {
        "id": criterion["id"],
        "text": criterion["text"],
        "kind": criterion["kind"],
        "provenance": criterion["provenance"],
        "source": criterion["source"],
        "state": state,
        "wanted": wanted,
        "found": found,
        "against": listed,
        "not_run": list(not_run),
        "turn": [each for each in PARTIES if each in moves]
        if state in ("not met", "open", "not assessed")
        else [],
    }


def percent(value: float) -> str:
    """``100 %``, ``97.5 %``."""
    return f"{value:g} %"
