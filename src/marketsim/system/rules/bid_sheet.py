"""The bids and offers of an auction portfolio with all that they are judged by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from marketsim.contract.messages.auction import NewBid, NewOffer
from marketsim.system.rules.portfolio_records import PortfolioSheet
from marketsim.system.rules.rule import operations
from marketsim.system.store.holdings import Crr

CREATION = operations("auction", "portfolioCreation")
# A sound portfolio is judged again when it is submitted: lists, holdings, outages and trades may have changed.
JUDGED = CREATION | operations("auction", "portfolioSubmission")

Pair = tuple[str, str]


class Curve(NamedTuple):
    """The curve of one record: where that stands, whether it sells, MW and $/MW point by point."""

    path: str
    sells: bool
    mw: list[float]
    prices: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class BidSheet(PortfolioSheet):
    """The bids and offers of a portfolio about to be created or submitted.

    ``curves`` are those of the records, in their order (ten thousand points are gone through often).
    ``curve_rule`` is ``economic`` (a buy's prices never rise, an offer's never fall) or ``flat`` (one price);
    ``most_mw`` and ``most_price`` (of either sign) bound every point of a curve; ``types`` the types of
    locations, ``pairs`` the types (from, to) a bid may run between; ``islanded`` the locations that outages of
    the market cut off, ``loaded`` the (location, period, TOU) of its base loading.
    ``holdings`` are the participant's CRRs by id; ``submitted`` the other SUBMITTED portfolio that offers a
    (CRR, period) in this market; ``trades`` the requestId of the trade that a CRR is pending in.
    """

    curves: tuple[Curve, ...] = field(default=(), repr=False)
    curve_rule: str = "economic"
    most_mw: float = float("inf")
    most_price: float = float("inf")
    types: Mapping[str, str] = field(default_factory=dict, repr=False)
    pairs: frozenset[Pair] = frozenset()
    islanded: frozenset[str] = frozenset()
    loaded: frozenset[tuple[str, str, str]] = field(default=frozenset(), repr=False)
    holdings: Mapping[int, Crr] = field(default_factory=dict, repr=False)
    submitted: Mapping[tuple[int, str], str] = field(default_factory=dict, repr=False)
    trades: Mapping[int, int] = field(default_factory=dict, repr=False)

    def bids(self) -> Iterator[tuple[str, NewBid]]:
        """The bids to buy, each with its path."""
        return ((path, record) for path, record in self.sheet if not isinstance(record, NewOffer))

    def offers(self) -> Iterator[tuple[str, NewOffer]]:
        """The offers to sell, each with its path."""
        return ((path, record) for path, record in self.sheet if isinstance(record, NewOffer))

    def held(self) -> Iterator[tuple[str, NewOffer, Crr]]:
        """The offers of CRRs that are the participant's, with the CRR."""
        for path, offer in self.offers():
            if offer.crr_id in self.holdings:
                yield path, offer, self.holdings[offer.crr_id]
