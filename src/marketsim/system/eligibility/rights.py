"""The allocated rights of one owner, net of load migration, by source-sink pair or by sink."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from marketsim.system.eligibility.megawatts import NOTHING, exact
from marketsim.system.store.holdings import Crr

ALLOCATED = frozenset({"LSE", "OBAALSE"})
GAINED, LOST = "LSE_LMT", "LMT_CNT"


class Pair(NamedTuple):
    """A source, a sink and a time of use."""

    source: str
    sink: str
    tou: str


def is_allocated(crr: Crr) -> bool:
    """Whether the right was allocated to its owner, who still holds it."""
    return crr.category == "ALLOCATION" and crr.crr_type in ALLOCATED and crr.offer_type == "OWNER"


def by_pair(base: Iterable[Crr], migrated: Iterable[Crr]) -> dict[Pair, Fraction]:
    """MW of each pair: the base rights and those gained by migration, less the counterflow of lost load.

    ``base`` are allocated rights, ``migrated`` any rights of the same owner (only those of load migration
    count). A counterflow takes from the pair of its parent, which it runs against, and only where that is in
    ``base``; a pair never falls below 0.
    """
    found: defaultdict[Pair, Fraction] = defaultdict(Fraction)
    parents = {}
    for crr in base:
        parents[crr.crr_id] = crr
        found[Pair(crr.source, crr.sink, crr.tou)] += exact(crr.mw)
    for crr in migrated:
        if crr.crr_type == GAINED:
            parents[crr.crr_id] = crr  # what was gained may be lost again
            found[Pair(crr.source, crr.sink, crr.tou)] += exact(crr.mw)
    for crr in migrated:
        if crr.crr_type == LOST and (parent := parents.get(crr.parent_crr_id or 0)) is not None:
            found[Pair(parent.source, parent.sink, parent.tou)] -= exact(crr.mw)
    return {pair: max(NOTHING, mw) for pair, mw in found.items()}


def by_sink(pairs: Mapping[Pair, Fraction]) -> dict[tuple[str, str], Fraction]:
    """MW of each (sink, time of use)."""
    found: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for pair, mw in pairs.items():
        found[pair.sink, pair.tou] += mw
    return dict(found)
