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


def is_long_term(crr: Crr) -> bool:
    """Whether the right was allocated for more than a year, by the name of its market."""
    return is_allocated(crr) and crr.market_name.endswith("_LT")


def renewable(former: Iterable[Crr], coming: Iterable[Crr]) -> dict[Pair, Fraction]:
    """MW of each pair that an owner held in a season of last year and that do not go on in that of the coming one.

    Long-term rights go on; in their first year they are held as the T1 awards they were elected from. So do those
    gained by migration of long-term ones. What goes on comes off at the MW allocated: what migrated of it in the
    meantime can't be renewed either (ours).
    """
    former, coming = list(former), list(coming)
    long_term = {(crr.market_name, pair_of(crr)) for crr in coming if is_long_term(crr)}
    known = {(crr.market_name, pair_of(crr)) for crr in former if is_long_term(crr)}
    base = [
        crr
        for crr in former
        if is_allocated(crr) and not (is_long_term(crr) and (crr.market_name, pair_of(crr)) in long_term)
    ]
    found = by_pair(base, former)
    elected = [crr for crr in coming if is_long_term(crr) and (crr.market_name, pair_of(crr)) not in known]
    for pair, mw in _together(elected).items():
        found[pair] = max(NOTHING, found.get(pair, NOTHING) - mw)
    gained, goes_on = (_together(crr for crr in each if crr.crr_type == GAINED) for each in (former, coming))
    for pair, mw in gained.items():
        found[pair] = max(NOTHING, found[pair] - min(mw, goes_on.get(pair, NOTHING)))
    return found


def pair_of(crr: Crr) -> Pair:
    """The pair that a right runs on."""
    return Pair(crr.source, crr.sink, crr.tou)


def _together(rights: Iterable[Crr]) -> dict[Pair, Fraction]:
    found: defaultdict[Pair, Fraction] = defaultdict(Fraction)
    for crr in rights:
        found[pair_of(crr)] += exact(crr.mw)
    return dict(found)


def by_sink(pairs: Mapping[Pair, Fraction]) -> dict[tuple[str, str], Fraction]:
    """MW of each (sink, time of use)."""
    found: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for pair, mw in pairs.items():
        found[pair.sink, pair.tou] += mw
    return dict(found)
