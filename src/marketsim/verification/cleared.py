"""Market and results joined, product by product, with everything recomputed that a check compares with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marketsim.verification.curves import Curves, curves_of
from marketsim.verification.folder.market import Fixed, Market, Product
from marketsim.verification.folder.results import Constraint, Listed, Results
from marketsim.verification.grid.limits import limits_of, outage_lines, participation
from marketsim.verification.grid.loading import Loading, Paths, loading_of
from marketsim.verification.grid.network import Grid, Places, Reals
from marketsim.verification.grid.pricing import location_prices
from marketsim.verification.grid.screening import Screened, Screening
from marketsim.verification.report import Unreadable
from marketsim.verification.rounding import MW_STEP, PRICE_STEP, Tolerance, rounding_samples

SAMPLES = 24  # of rounding errors, sent through the same solves (clearing by published figures only)


@dataclass(frozen=True, slots=True, eq=False)
class ClearedProduct:
    """One product. ``at``: positions in the bid table; everything by bid has that order.

    ``mw``, ``told_price``: as awarded, NaN where nothing is told; ``loose``: may have been cut to be published.
    ``listed_prices``: by location, NaN where none.
    ``prices``: by location as the shadow prices make them (up to a constant); ``path_prices`` of the bids and
    ``price_error`` (what rounding of the shadow prices may do to them) likewise.
    """

    product: Product
    at: Places
    source: Places
    sink: Places
    option: NDArray[np.bool_]
    sells: NDArray[np.bool_]
    most: Reals
    curves: Curves
    mw: Reals
    told_price: Reals
    listed_prices: Reals
    binding: Sequence[Listed]
    raised: Sequence[Listed] | None
    screened: Screened
    prices: Reals
    price_error: Reals
    path_prices: Reals
    rounded_gap: float
    loose: NDArray[np.bool_]
    tolerance: Tolerance

    @property
    def rent(self) -> float:
        """What the shadow prices make of the limits less base loading, $."""
        states = self.screened.asked
        return float(
            sum(
                max(0.0, each.shadow_price) * (states[each.constraint].limit - states[each.constraint].base)
                for each in self.binding
                if each.constraint in states and np.isfinite(states[each.constraint].limit)
            )
        )

    @property
    def signed_mw(self) -> Reals:
        """Awards with offers as a minus; what nobody awarded is 0."""
        return np.where(self.sells, -1.0, 1.0) * np.nan_to_num(self.mw)


@dataclass(frozen=True, slots=True, eq=False)
class ClearedMarket:
    """A market with its results, ready for the checks."""

    market: Market
    results: Results
    locations: Sequence[str]
    products: Sequence[ClearedProduct]


def join(market: Market, results: Results) -> ClearedMarket:
    """Everything recomputed from folder and results; raises Unreadable."""
    grid = Grid(market.case, largest_island=market.settings.largest_island)
    places, factors = participation(market, grid)
    screening = Screening(market, grid, limits_of(market, grid, places), factors, outage_lines(market, grid))
    positions = market.bids.positions()
    drafts = {
        product: _Draft.of(market, results, product, positions.get(product, ()), places)
        for product in market.products
    }
    if not drafts:
        return ClearedMarket(market, results, list(places), [])
    screened = screening.screen(
        {product: draft.loading for product, draft in drafts.items()},
        {product: draft.constraints for product, draft in drafts.items()},
    )
    products = [draft.finished(screening, screened[product], market) for product, draft in drafts.items()]
    return ClearedMarket(market, results, list(places), products)


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """A product before its screening."""

    product: Product
    at: Places
    awarded: Paths
    curves: Curves
    mw: Reals
    told_price: Reals
    listed_prices: Reals
    binding: Sequence[Listed]
    raised: Sequence[Listed] | None
    loading: Loading
    tolerance: Tolerance
    most: Reals
    loose: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        market: Market,
        results: Results,
        product: Product,
        positions: Sequence[int],
        places: Mapping[str, int],
    ) -> _Draft:
        bids = market.bids
        own = positions
        at = np.array(own, dtype=np.intp)
        file = market.settings.files["bids"]
        source, sink = (
            located([names[each] for each in own], places, file) for names in (bids.source, bids.sink)
        )
        sells, option = bids.sells[at], bids.option[at]
        curves = curves_of(market.settings.shape, bids.sells, bids.start, bids.mw, bids.price, at)
        listed = results.prices.get(product, {})
        prices = np.array([listed.get(name, np.nan) for name in places], dtype=np.float64)
        mw = results.mw[at]
        tolerance = Tolerance.exact() if results.exact else Tolerance.published()
        likely, loose = mw, np.zeros(len(at), dtype=np.bool_)
        if not results.exact:
            path = np.where(option, results.price[at], prices[sink] - prices[source])
            loose = curves_loose(curves, mw, path, tolerance)
            likely = np.minimum(mw + np.where(loose, MW_STEP / 2, 0.0), bids.most[at])
        signed = np.where(sells, -1.0, 1.0) * np.nan_to_num(likely)
        awarded = Paths(source, sink, option, signed)
        samples = rounding_samples(loose, SAMPLES) if loose.any() else []
        fixed = fixed_paths(market, market.fixed.get(product), places)
        return cls(
            product=product, at=at, awarded=awarded, curves=curves, mw=mw, told_price=results.price[at],
            listed_prices=prices, binding=results.binding.get(product, ()),
            raised=None if results.raised is None else results.raised.get(product, ()),
            loading=loading_of(awarded, fixed, len(places), samples, awarded), tolerance=tolerance,
            most=bids.most[at], loose=loose,
        )  # fmt: skip

    @property
    def constraints(self) -> list[Constraint]:
        """The constraints that the results name."""
        return list(dict.fromkeys(each.constraint for each in (*self.binding, *(self.raised or ()))))

    def finished(self, screening: Screening, screened: Screened, market: Market) -> ClearedProduct:
        known = [each for each in self.binding if each.constraint in screened.asked]
        shadow = np.array([each.shadow_price for each in known], dtype=np.float64)
        sensitivity = _Sensitivity(screening, known, self, screened)
        prices, path_prices = sensitivity.prices(shadow)
        error, gap = np.zeros(len(prices)), 0.0
        if self.tolerance.price_step:
            error = sensitivity.error(PRICE_STEP)
            gap = _rounded_gap(sensitivity, shadow, self, screened, known)
        return ClearedProduct(
            product=self.product, at=self.at, source=self.awarded.source, sink=self.awarded.sink,
            option=self.awarded.option, sells=self.curves.sign < 0, most=self.most, curves=self.curves, mw=self.mw,
            told_price=self.told_price, listed_prices=self.listed_prices, binding=self.binding, raised=self.raised,
            screened=screened, prices=prices, price_error=error, path_prices=path_prices, rounded_gap=gap,
            loose=self.loose, tolerance=self.tolerance,
        )  # fmt: skip


class _Sensitivity:
    """How shadow prices of the listed rows become prices of locations and paths."""

    def __init__(
        self, screening: Screening, known: Sequence[Listed], draft: _Draft, screened: Screened
    ) -> None:
        self.screening, self.known, self.draft = screening, known, draft
        self.takes = np.array(
            [screened.asked[each.constraint].takes for each in known], dtype=np.float64
        ).reshape(len(known), len(draft.loading.option_paths))
        place = {path: column for column, path in enumerate(draft.loading.option_paths)}
        pairs = zip(draft.awarded.source.tolist(), draft.awarded.sink.tolist(), strict=True)
        self.option_place = np.array(
            [
                place.get(pair, 0) if option else 0
                for pair, option in zip(pairs, draft.awarded.option, strict=True)
            ],
            dtype=np.intp,
        )

    def prices(self, shadow: Reals) -> tuple[Reals, Reals]:
        """Prices by location and by bid, of one shadow price a listed row."""
        prices = location_prices(self.screening, self.known, shadow[:, None])[:, 0]
        paths = prices[self.draft.awarded.sink] - prices[self.draft.awarded.source]
        if self.takes.shape[1]:
            options = (shadow @ self.takes)[self.option_place]
            paths = np.where(self.draft.awarded.option, options, paths)
        return prices, paths

    def error(self, step: float) -> Reals:
        """Six standard deviations of what rounding each shadow price to ``step`` does to each location's price."""
        total = np.zeros(len(self.draft.listed_prices))
        for at in range(0, len(self.known), 64):
            columns = np.zeros((len(self.known), min(64, len(self.known) - at)))
            columns[np.arange(at, at + columns.shape[1]), np.arange(columns.shape[1])] = 1.0
            total += (location_prices(self.screening, self.known, columns) ** 2).sum(axis=1)
        return np.asarray(6 * np.sqrt(total * step * step / 12), dtype=np.float64)


def curves_loose(curves: Curves, mw: Reals, prices: Reals, tolerance: Tolerance) -> NDArray[np.bool_]:
    """Which published awards may have been cut: not those that the price puts firmly at a point of the curve."""
    taken = curves.fill(np.nan_to_num(mw))
    gain = curves.sign[curves.bid] * (curves.price_at(taken) - prices[curves.bid])
    full = taken >= curves.high - curves.low
    firm = np.where(full, gain > tolerance.price, (taken <= 0) & (gain < -tolerance.price))
    loose = np.zeros(curves.bids, dtype=np.bool_)
    np.logical_or.at(loose, curves.bid[~firm], True)
    return loose


def _rounded_gap(
    sensitivity: _Sensitivity, shadow: Reals, draft: _Draft, screened: Screened, known: Sequence[Listed]
) -> float:
    """How far the bound may move by the rounding of shadow prices, $: the largest of the samples, doubled."""
    slack = np.array(
        [screened.asked[each.constraint].limit - screened.asked[each.constraint].base for each in known]
    )
    slack = np.where(np.isfinite(slack), slack, 0.0)
    source = np.random.default_rng(2)

    def bound(prices: Reals) -> float:
        return float(prices @ slack + draft.curves.most_gained(sensitivity.prices(prices)[1]).sum())

    exact = bound(shadow)
    moved = (
        abs(bound(shadow + source.uniform(-PRICE_STEP / 2, PRICE_STEP / 2, len(shadow))) - exact)
        for _ in range(SAMPLES)
    )
    return 2 * max(moved, default=0.0)


def located(names: Sequence[str], places: Mapping[str, int], file: str) -> Places:
    """The positions of locations; raises Unreadable for a name that is none."""
    for name in names:
        if name not in places:
            raise Unreadable(
                file, None, "a location of the market", repr(name[:60]), "list it in the locations"
            )
    return np.array([places[name] for name in names], dtype=np.intp)


def fixed_paths(market: Market, fixed: Fixed | None, places: Mapping[str, int]) -> Paths:
    """Base loading by positions of locations; raises Unreadable."""
    nothing = np.empty(0)
    if fixed is None:
        return Paths(nothing.astype(np.intp), nothing.astype(np.intp), nothing.astype(np.bool_), nothing)
    file = market.settings.files["base_loading"]
    return Paths(
        located(fixed.source, places, file), located(fixed.sink, places, file), fixed.option, fixed.mw
    )
