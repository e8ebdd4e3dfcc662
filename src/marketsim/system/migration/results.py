"""What a load migration comes to: worked out from its inputs alone, exactly, the same whenever it is done."""

from __future__ import annotations

from dataclasses import dataclass

from marketsim.system.migration.inputs import MigrationInputs
from marketsim.system.migration.load import Load
from marketsim.system.migration.moves import Move, moves
from marketsim.system.migration.percentages import Share, pair_shares, percentages


@dataclass(frozen=True, slots=True)
class MigrationResults:
    """``percentages`` by territory, as published; the ``shares`` of pairs, which the CRRs follow; the ``moves``."""

    percentages: tuple[Share, ...]
    shares: tuple[Share, ...]
    moves: tuple[Move, ...]


def worked_out(inputs: MigrationInputs) -> MigrationResults:
    """The results of a market; raises MarketProblem where its uploads make no sense together."""
    load = Load(inputs)
    published = percentages(inputs, load)
    shares = pair_shares(inputs, load)
    return MigrationResults(tuple(published), tuple(shares), tuple(moves(inputs, shares)))
