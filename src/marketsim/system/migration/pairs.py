"""The CRRs of a pair of LSEs on one right: which ids they have, and who holds how many MW of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection

from marketsim.system.store.holdings import ids_given
from marketsim.system.store.migration_runs import PairRow, pairs_known

# The ids are given once and for all, under this name, by pair and part (see awarded_crr_ids).
IDS_OF = "LOAD_MIGRATION"
FORWARD, BACK = "F", "B"
GAINED, LOST = "G", "L"


@dataclass(frozen=True, slots=True)
class Instalment:
    """Two CRRs of as many MW: LSE_LMT on the right's path and LMT_CNT against it.

    FORWARD the pair's gainer has the first and the right's owner the second; BACK the other way round, where MW came
    back of which the CRRs were traded on. Numbered from 1 in each direction.
    """

    pair: PairRow
    direction: str
    number: int

    @property
    def gainer(self) -> str:
        """Who gets the LSE_LMT."""
        return self.pair.to_owner if self.direction == FORWARD else self.pair.from_owner

    @property
    def loser(self) -> str:
        """Who gets the LMT_CNT."""
        return self.pair.from_owner if self.direction == FORWARD else self.pair.to_owner

    def part(self, side: str) -> str:
        """The name of one of the two CRRs among the pair's: FG001, FL001, BG001 ..."""
        return f"{self.direction}{side}{self.number:03d}"


@dataclass(frozen=True, slots=True)
class KnownPairs:
    """All pairs that were ever numbered, and the ids of their CRRs by (pair, part)."""

    rows: tuple[PairRow, ...]
    ids: Mapping[tuple[int, str], int]

    def made_ids(self) -> frozenset[int]:
        """Every id that load migration has given out."""
        return frozenset(self.ids.values())

    def instalments(self, pair: PairRow, direction: str) -> Iterator[Instalment]:
        """Those whose ids are given, from the first."""
        number = 1
        while (pair.pair, (each := Instalment(pair, direction, number)).part(GAINED)) in self.ids:
            yield each
            number += 1

    def first_gained(self, pair: PairRow) -> int | None:
        """The id of the LSE_LMT that the pair's gainer got first; None where none was ever made."""
        return self.ids.get((pair.pair, Instalment(pair, FORWARD, 1).part(GAINED)))


def known_pairs(store: Connection) -> KnownPairs:
    """As kept in the store."""
    return KnownPairs(tuple(pairs_known(store)), ids_given(store, IDS_OF))


def by_terms(pairs: KnownPairs) -> dict[tuple[int, str, str], PairRow]:
    """Pairs by right and the two owners."""
    return {(each.parent_crr_id, each.from_owner, each.to_owner): each for each in pairs.rows}


def totals(moved: list[tuple[int, str]]) -> dict[int, str]:
    """Exact MW by pair, of what several markets moved."""
    found: defaultdict[int, Fraction] = defaultdict(Fraction)
    for pair, mw in moved:
        found[pair] += Fraction(mw)
    return {pair: str(mw) for pair, mw in found.items() if mw}
