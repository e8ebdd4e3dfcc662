"""An auction's clearing: the awards of most worth that the network carries in every case, and their prices.

Awards maximise the bid value of buys less the offered cost of sales, under every limit of the model in the base
case and after each contingency. Rows enter the linear programme only once awards break them, until none is
broken by more than ``TOLERANCE`` MW; what remains is an exact vertex.

Prices: of a location, what 1 MW put in there costs the rows that bind, 0 at the network's first bus; of a path,
sink less source; of an option, what it loads on the rows that bind, one-sided.

Ties: segments of the same path, side and price share in proportion to their MW. Other ties go as the solver's
vertex for bids in sorted order has it, so that the order of bids never matters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from marketsim.clearing.checking import check_model, check_products
from marketsim.clearing.constraints import Constraints
from marketsim.clearing.market import Bid, Model, Product
from marketsim.clearing.network import Places, Reals
from marketsim.clearing.outcome import Award, Binding, ClearedProduct, RaisedLimit
from marketsim.clearing.problem import ClearingProblem
from marketsim.clearing.programme import Decision, Programme
from marketsim.clearing.progress import Progress
from marketsim.clearing.screening import RAISED, Screen, Use
from marketsim.clearing.segments import Columns, Shape, columns_of

__all__ = ["ClearingProblem", "Progress", "Shape", "clear"]

TOLERANCE = 5e-7
ROWS_A_ROUND = 100
BINDS = 1e-9


def clear(
    model: Model,
    products: Sequence[Product],
    *,
    shape: Shape = "step",
    progress: Callable[[Progress], None] | None = None,
) -> list[ClearedProduct]:
    """Each product's result, in the order given; the network is factorised once.

    ``shape``: a bid's price up to each of its points ("step"), or between them ("linear": in 32 equal steps a
    segment, so that a marginal price is met within 1/64 of the segment's price difference). Raises
    ClearingProblem for input that has no clearing.
    """
    check_model(model)
    check_products(model, products, shape)
    constraints = Constraints(model)
    done = []
    for number, product in enumerate(products, start=1):

        def told(
            round: int, rows: int, violation: float, number: int = number, product: Product = product
        ) -> None:
            if progress is not None:
                progress(Progress(number, len(products), product.period, product.tou, round, rows, violation))

        done.append(_Clearing(constraints, product, shape, told).result())
    return done


class _Clearing:
    """One product on its way to its result."""

    def __init__(
        self,
        constraints: Constraints,
        product: Product,
        shape: Shape,
        told: Callable[[int, int, float], None],
    ) -> None:
        self.constraints, self.product, self.told = constraints, product, told
        self.places = {each.name: index for index, each in enumerate(constraints.model.locations)}
        self.columns: Columns = columns_of(product.bids, self.places, shape)
        self.screen = Screen(constraints, product.base_loading)
        self.rows: Places = np.zeros(0, dtype=np.intp)
        self.room: Reals = np.zeros(0)
        self.sensitivities: Reals = np.zeros((0, len(self.places)))
        paths = self.columns.paths
        self.options = {
            int(path): self.screen.unit_flows(paths.source[path], paths.sink[path])
            for path in np.flatnonzero(paths.option)
        }

    def result(self) -> ClearedProduct:
        """Solve, screen, add rows; until nothing is broken."""
        programme, rounds = Programme(self.columns), 0
        while True:
            rounds += 1
            decision = programme.solved()
            found = self.screen.violations(self._use(decision), TOLERANCE)
            self.told(rounds, programme.rows, float(found.over[0]) if len(found.over) else 0.0)
            new = found.rows[~np.isin(found.rows, self.rows)][:ROWS_A_ROUND]
            if not len(new):
                return self._described(decision, rounds)
            programme.add(*self._written(new))

    def _written(self, rows: Places) -> tuple[Reals, Reals]:
        sensitivities = self.constraints.sensitivities(rows)
        room = np.maximum(self.screen.limits(rows) - self.screen.base_flows(rows, sensitivities), 0.0)
        self.rows = np.concatenate([self.rows, rows])
        self.room = np.concatenate([self.room, room])
        self.sensitivities = np.vstack([self.sensitivities, sensitivities])
        return self.columns.paths.loading(sensitivities), room

    def _net(self, decision: Decision) -> Reals:
        """Net MW by path."""
        columns = self.columns
        signed, paths = columns.sign * decision.columns, len(columns.paths.source)
        return np.bincount(columns.path, weights=signed, minlength=paths).astype(np.float64)

    def _use(self, decision: Decision) -> Use:
        net, paths = self._net(decision), self.columns.paths
        obligations = np.where(paths.option, 0.0, net)
        injections = np.zeros(len(self.places))
        np.add.at(injections, paths.source, obligations)
        np.subtract.at(injections, paths.sink, obligations)
        flows = self.constraints.flows(injections)
        return Use(flows, tuple((float(net[path]), unit) for path, unit in self.options.items()))

    def _described(self, decision: Decision, rounds: int) -> ClearedProduct:
        columns, prices = self.columns, decision.prices
        by_location = -(prices @ self.sensitivities) + 0.0
        path_prices = prices @ columns.paths.loading(self.sensitivities) + 0.0
        value = float(columns.worth @ decision.columns)
        surplus = columns.worth - columns.sign * path_prices[columns.path]
        bound = float(prices @ self.room + columns.upper @ np.maximum(surplus, 0.0))
        return ClearedProduct(
            period=self.product.period,
            tou=self.product.tou,
            awards=self._awards(decision, by_location),
            prices=dict(zip(self.places, by_location.tolist(), strict=True)),
            binding=self._binding(decision),
            raised=self._raised(),
            value=value,
            duality_gap=abs(bound - value) / max(abs(value), 1.0),
            rounds=rounds,
            rows=len(self.rows),
        )

    def _awards(self, decision: Decision, by_location: Reals) -> tuple[Award, ...]:
        bids = self.product.bids
        mw = self.columns.awarded(decision.columns, bids)
        return tuple(
            Award(bid.key, float(each), self._price(bid, decision, by_location))
            for bid, each in zip(bids, mw, strict=True)
        )

    def _price(self, bid: Bid, decision: Decision, by_location: Reals) -> float:
        source, sink = self.places[bid.source], self.places[bid.sink]
        if bid.hedge_type == "OBL":
            return float(by_location[sink] - by_location[source])
        net = self.sensitivities[:, source] - self.sensitivities[:, sink]
        return float(decision.prices @ np.maximum(net, 0.0))

    def _binding(self, decision: Decision) -> tuple[Binding, ...]:
        held = np.flatnonzero(decision.prices > BINDS)
        held = held[np.argsort(self.rows[held])]
        rows, sensitivities = self.rows[held], self.sensitivities[held]
        base = self.screen.base_flows(rows, sensitivities)
        flow = base + self.columns.paths.loading(sensitivities) @ self._net(decision)
        facts = zip(rows, self.screen.limits(rows), flow, decision.prices[held], strict=True)
        return tuple(
            Binding(*self.constraints.named(int(row)), float(limit), float(mw), float(price))
            for row, limit, mw, price in facts
        )

    def _raised(self) -> tuple[RaisedLimit, ...]:
        rows = np.array(sorted(self.screen.raised), dtype=np.intp)
        limits = self.screen.stated(rows)
        return tuple(
            RaisedLimit(*self.constraints.named(int(row)), float(limit), self.screen.raised[int(row)])
            for row, limit in zip(rows, limits, strict=True)
            if self.screen.raised[int(row)] > limit + RAISED
        )
