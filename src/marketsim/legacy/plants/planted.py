"""The kinds of inconsistencies, and what was planted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from marketsim.legacy.generator.draws import Draws

KINDS: Mapping[str, str] = {
    "lost-crr": "a CRR is missing",
    "doubled-mw": "a CRR has twice its MW",
    "orphaned-counterflow": "an LSE_LMT is missing, its LMT_CNT is there",
    "expired-kept": "a CRR is there that has ended",
    "unmapped-name": "a market has a name that is none of the new system's (OLD: that no rule maps)",
    "node-not-replaced": "a CRR is of a node that is gone (OLD: that nobody can replace)",
    "wrong-market-name": "a CRR is of another market",
    "owner-renamed": "an owner has a name that is not its own (OLD: a CRR has another owner)",
    "wrong-dates": "a CRR ends a day early",
    "dst-day-lost": "the day of a clock change is missing",
}

T = TypeVar("T")


class CannotPlant(ValueError):
    """No row can be spoilt so; the message says what is lacking."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What was planted where: ``side`` OLD or NEW, CRR ids of that side."""

    kind: str
    side: str
    file: str
    ids: tuple[int, ...]
    what: str


def drawn(draws: Draws, choices: Sequence[T], lacking: str) -> T:
    """One of the choices; raises CannotPlant where there are none."""
    if not choices:
        raise CannotPlant(f"there is no {lacking}")
    return draws.one_of(choices)
