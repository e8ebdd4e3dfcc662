"""Nominations and results joined, product by product, with everything recomputed that a check compares with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from marketsim.verification.allocation.explaining import explaining
from marketsim.verification.allocation.hubs import HubPart, put_together
from marketsim.verification.allocation.objective import Goal, goal_of
from marketsim.verification.allocation.results import Allocated
from marketsim.verification.cleared import SAMPLES, fixed_paths, located
from marketsim.verification.folder.market import Market, Product
from marketsim.verification.folder.nominations import NominationTable
from marketsim.verification.folder.results import Constraint, Listed
from marketsim.verification.grid.limits import limits_of, outage_lines, participation
from marketsim.verification.grid.loading import Loading, Paths, loading_of
from marketsim.verification.grid.network import Grid, Places, Reals
from marketsim.verification.grid.pricing import location_prices
from marketsim.verification.grid.screening import Screened, Screening
from marketsim.verification.rounding import MW_STEP, PRICE_STEP, Tolerance, rounding_samples

EXACT = Tolerance(mw=1e-6, price=1e-6, price_step=0.0, gap=1e-6)
ROUNDED = Tolerance(mw=MW_STEP + 2e-6, price=1e-6, price_step=PRICE_STEP, gap=1e-6)


@dataclass(frozen=True, slots=True, eq=False)
class AllocatedProduct:
    """One product. ``at``: positions in the table of nominations; everything by nomination has that order.

    ``mw``: as awarded, NaN where nothing is told; ``loose``: may have been cut to be published.
    ``cost``: what 1 MW of the path takes of the binding limits at their multipliers. ``takes`` (nominations, rows): MW
    of the binding limits' flow by 1 MW of the path; ``slack``: the room that awards have on those limits. Where no
    multipliers are told (published figures) they are those that explain the awards best.
    """

    product: Product
    at: Places
    nominated: Reals
    mw: Reals
    loose: NDArray[np.bool_]
    binding: Sequence[Listed]
    raised: Sequence[Listed] | None
    screened: Screened
    tolerance: Tolerance
    goal: Goal
    multipliers: Reals
    slack: Reals
    takes: Reals

    @property
    def awarded(self) -> Reals:
        """MW, 0 where nobody tells."""
        return np.asarray(np.nan_to_num(self.mw), dtype=np.float64)

    @property
    def cost(self) -> Reals:
        """By nomination."""
        return np.asarray(self.takes @ self.multipliers, dtype=np.float64)

    @property
    def bound(self) -> float:
        """What no awards can be worth more than, as any multipliers from 0 prove."""
        return float(self.multipliers @ self.slack + self.goal.best(self.nominated, self.cost).sum())


@dataclass(frozen=True, slots=True, eq=False)
class AllocatedMarket:
    """An allocation with its results, ready for the checks.

    ``factors``: by location, of its buses. ``made``, ``made_mw``: nominations as they were made, hubs put together.
    """

    market: Market
    nominations: NominationTable
    results: Allocated
    products: Sequence[AllocatedProduct]
    factors: Mapping[str, Mapping[int, float]]
    hubs: Mapping[str, HubPart]
    made: NominationTable
    made_mw: Reals


def join(
    market: Market, nominations: NominationTable, results: Allocated, hubs: Mapping[str, HubPart]
) -> AllocatedMarket:
    """Everything recomputed from folder and results; raises Unreadable."""
    grid = Grid(market.case, largest_island=market.settings.largest_island)
    places, factors = participation(market, grid)
    screening = Screening(market, grid, limits_of(market, grid, places), factors, outage_lines(market, grid))
    positions = nominations.positions()
    drafts = {
        product: _Draft.of(market, nominations, results, product, positions.get(product, []), places)
        for product in market.products
    }
    products = []
    if drafts:
        screened = screening.screen(
            {product: draft.loading for product, draft in drafts.items()},
            {product: draft.constraints for product, draft in drafts.items()},
        )
        goal = goal_of(market.settings.objective)
        products = [
            draft.finished(screening, screened[each], goal, results.exact) for each, draft in drafts.items()
        ]
    shares = {
        name: {grid.buses[bus]: factor for bus, factor in parts} for name, parts in market.locations.items()
    }
    made, mw = put_together(nominations, results.mw, hubs)
    return AllocatedMarket(market, nominations, results, products, shares, hubs, made, mw)


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """A product before its screening."""

    product: Product
    at: Places
    paths: Paths
    nominated: Reals
    mw: Reals
    loose: NDArray[np.bool_]
    binding: Sequence[Listed]
    raised: Sequence[Listed] | None
    loading: Loading
    tolerance: Tolerance

    @classmethod
    def of(
        cls, market: Market, nominations: NominationTable, results: Allocated, product: Product,
        own: Sequence[int], places: Mapping[str, int],
    ) -> _Draft:  # fmt: skip
        at = np.array(own, dtype=np.intp)
        file = market.settings.files["nominations"]
        source, sink = (
            located([names[each] for each in own], places, file)
            for names in (nominations.source, nominations.sink)
        )
        nominated, mw = nominations.mw[at], results.mw[at]
        likely, loose = np.nan_to_num(mw), np.zeros(len(at), dtype=np.bool_)
        if not results.exact:
            loose = likely < nominated - 1e-9
            likely = np.minimum(likely + np.where(loose & (likely > 0), MW_STEP / 2, 0.0), nominated)
        paths = Paths(source, sink, np.zeros(len(at), dtype=np.bool_), likely)
        samples = rounding_samples(loose, SAMPLES) if loose.any() else []
        fixed = fixed_paths(market, market.fixed.get(product), places)
        return cls(
            product=product, at=at, paths=paths, nominated=nominated, mw=mw, loose=loose,
            binding=results.binding.get(product, ()),
            raised=None if results.raised is None else results.raised.get(product, ()),
            loading=loading_of(paths, fixed, len(places), samples, paths),
            tolerance=EXACT if results.exact else ROUNDED,
        )  # fmt: skip

    @property
    def constraints(self) -> list[Constraint]:
        """The constraints that the results name."""
        return list(dict.fromkeys(each.constraint for each in (*self.binding, *(self.raised or ()))))

    def finished(self, screening: Screening, screened: Screened, goal: Goal, exact: bool) -> AllocatedProduct:
        known = [
            each
            for each in self.binding
            if each.constraint in screened.asked and np.isfinite(screened.asked[each.constraint].limit)
        ]
        by_location = location_prices(screening, known, np.eye(len(known)))
        takes = by_location[self.paths.sink] - by_location[self.paths.source]
        states = [screened.asked[each.constraint] for each in known]
        multipliers = np.array([max(0.0, each.shadow_price) for each in known], dtype=np.float64)
        binding = self.binding
        if not exact:
            multipliers = explaining(goal, self.nominated, np.nan_to_num(self.mw), takes)
            binding = [
                replace(each, shadow_price=found)
                for each, found in zip(known, multipliers.tolist(), strict=True)
            ] + [each for each in self.binding if each not in known]
        return AllocatedProduct(
            product=self.product, at=self.at, nominated=self.nominated, mw=self.mw, loose=self.loose,
            binding=binding, raised=self.raised, screened=screened, tolerance=self.tolerance, goal=goal,
            multipliers=multipliers,
            slack=np.array([each.limit - each.base for each in states], dtype=np.float64),
            takes=takes,
        )  # fmt: skip
