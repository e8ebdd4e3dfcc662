"""The bids and offers of an auction portfolio with all that they are judged by."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, chain, compress, count
from operator import attrgetter

from marketsim.contract.messages.auction import NewBid, NewOffer
from marketsim.system.rules.portfolio_records import PortfolioSheet
from marketsim.system.rules.rule import operations
from marketsim.system.store.holdings import Crr

CREATION = operations("auction", "portfolioCreation")
# A sound portfolio is judged again when it is submitted: lists, holdings, outages and trades may have changed.
JUDGED = CREATION | operations("auction", "portfolioSubmission")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Curves:
    """All points of all bids, or of all offers (``sells``), one after the other.

    ``paths`` are the places of the records, ``firsts`` the positions of their first points; ``mw`` and
    ``price`` ($/MW) are by point. Whole lists are compared, as ten thousand points are too many to be looked at
    one by one.
    """

    sells: bool
    paths: list[str]
    firsts: list[int]
    mw: list[float]
    price: list[float]

    @classmethod
    def of(cls, records: Iterable[tuple[str, NewBid | NewOffer]], *, sells: bool) -> Curves:
        """The curves of these records; one without points is left out."""
        drawn = [(path, each.bid_curve) for path, each in records if each.bid_curve]
        points = list(chain.from_iterable([curve for _, curve in drawn]))
        ends = list(accumulate([len(curve) for _, curve in drawn], initial=0))
        mw, price = (list(map(attrgetter(name), points)) for name in ("mw", "price"))
        return cls(sells, [path for path, _ in drawn], ends[:-1], mw, price)

    def record(self, point: int) -> int:
        """The number of the record a point belongs to."""
        return bisect_right(self.firsts, point) - 1

    def path(self, point: int) -> str:
        """Where a point stands: ``newBids[3].bidCurve[1]``."""
        record = self.record(point)
        return f"{self.paths[record]}.bidCurve[{point - self.firsts[record]}]"

    def after(self, wrong: Callable[[float, float], bool], values: list[float]) -> list[int]:
        """The points whose value is ``wrong`` after that of the point before, in the same record."""
        firsts = set(self.firsts)
        found = compress(count(1), map(wrong, values[1:], values))
        return [point for point in found if point not in firsts]


@dataclass(frozen=True, slots=True, kw_only=True)
class BidSheet(PortfolioSheet):
    """The bids and offers of a portfolio about to be created or submitted.

    ``curves`` are those of the bids and of the offers.
    ``curve_rule`` is ``economic`` (a buy's prices never rise, an offer's never fall) or ``flat`` (one price);
    ``most_mw`` and ``most_price`` (of either sign) bound every point of a curve; ``types`` the types of
    locations, ``pairs`` the types (from, to) a bid may run between; ``islanded`` the locations that outages of
    the market cut off, ``loaded`` the (location, period, TOU) of its base loading.
    ``holdings`` are the participant's CRRs by id; ``submitted`` the other SUBMITTED portfolio that offers a
    (CRR, period) in this market; ``trades`` the requestId of the trade that a CRR is pending in.
    """

    curves: tuple[Curves, ...] = field(default=(), repr=False)
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
