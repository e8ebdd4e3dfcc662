"""The bids and offers of an auction portfolio with all that they are judged by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marketsim.contract.messages.auction import NewBid, NewOffer
from marketsim.system.rules.portfolio_records import PortfolioSheet, Record
from marketsim.system.rules.rule import operations
from marketsim.system.store.holdings import Crr

CREATION = operations("auction", "portfolioCreation")
# A sound portfolio is judged again when it is submitted: lists, holdings, outages and trades may have changed.
JUDGED = CREATION | operations("auction", "portfolioSubmission")

Pair = tuple[str, str]
Whole = NDArray[np.int64]
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curves:
    """All points of all records, one after the other.

    By point: ``record`` and ``number`` say which point of which record it is, ``sells`` whether that offers,
    ``mw`` and ``price`` ($/MW) what it says. ``paths`` are the places of the records.
    """

    paths: tuple[str, ...]
    record: Whole
    number: Whole
    sells: NDArray[np.bool_]
    mw: Real
    price: Real

    @classmethod
    def of(cls, records: Sequence[Record]) -> Curves:
        """The curves of these records."""
        curves = [each.content.bid_curve for each in records]
        points = list(chain.from_iterable(curves))
        lengths = np.fromiter(map(len, curves), dtype=np.int64, count=len(curves))
        record = np.repeat(np.arange(len(curves)), lengths)
        sells = np.array([isinstance(each.content, NewOffer) for each in records], dtype=np.bool_)
        return cls(
            paths=tuple([each.path for each in records]),
            record=record,
            number=np.arange(len(points)) - np.repeat(np.cumsum(lengths) - lengths, lengths),
            sells=sells[record],
            mw=np.fromiter(map(attrgetter("mw"), points), dtype=np.float64, count=len(points)),
            price=np.fromiter(map(attrgetter("price"), points), dtype=np.float64, count=len(points)),
        )

    def path(self, point: int | np.integer[Any]) -> str:
        """Where a point stands: ``newBids[3].bidCurve[1]``."""
        return f"{self.paths[self.record[point]]}.bidCurve[{self.number[point]}]"

    def after(self, wrong: Callable[[Real, Real], NDArray[np.bool_]], values: Real) -> Whole:
        """The points whose value is ``wrong`` after that of the point before, in the same record."""
        return np.flatnonzero(wrong(values[1:], values[:-1]) & (self.number[1:] > 0)) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BidSheet(PortfolioSheet):
    """The bids and offers of a portfolio about to be created or submitted.

    ``curves`` are those of the records.
    ``curve_rule`` is ``economic`` (a buy's prices never rise, an offer's never fall) or ``flat`` (one price);
    ``most_mw`` and ``most_price`` (of either sign) bound every point of a curve; ``types`` the types of
    locations, ``pairs`` the types (from, to) a bid may run between; ``islanded`` the locations that outages of
    the market cut off, ``loaded`` the (location, period, TOU) of its base loading.
    ``holdings`` are the participant's CRRs by id; ``submitted`` the other SUBMITTED portfolio that offers a
    (CRR, period) in this market; ``trades`` the requestId of the trade that a CRR is pending in.
    """

    curves: Curves = field(repr=False, compare=False)
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
