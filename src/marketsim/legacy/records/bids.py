"""What participants had put into a market in flight: ``bids/MARKET.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketsim.contract.cells import Cell


@dataclass(frozen=True, slots=True)
class Bids:
    """The rows of one market as its template has them (contract ``files/templates.yaml``).

    ``template`` is BIDS_AND_OFFERS (auctions) or NOMINATIONS (allocations); cells are typed as the template says,
    so MW and prices are floats; owners, markets and CRR ids are old ones.
    """

    old_market: str
    template: str
    rows: tuple[Mapping[str, Cell], ...]
