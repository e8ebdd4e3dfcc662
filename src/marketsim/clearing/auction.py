"""An auction's clearing: the awards of most worth that the network carries in every case, and their prices.

Awards maximise the bid value of buys less the offered cost of sales, under every limit of the model in the base
case and after each contingency. Rows enter the linear programme only once awards break them, until none is
broken by more than ``most_worth.TOLERANCE`` MW; what remains is an exact vertex.

Prices: of a location, what 1 MW put in there costs the rows that bind, 0 at the network's first bus; of a path,
sink less source; of an option, what it loads on the rows that bind, one-sided.

Ties: segments of the same path, side and price share in proportion to their MW. Other ties go as the solver's
vertex for bids in sorted order has it, so that the order of bids never matters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from marketsim.clearing.checking import check_model, check_products
from marketsim.clearing.constraints import Constraints
from marketsim.clearing.limits_met import LimitsMet
from marketsim.clearing.market import Bid, Model, Product
from marketsim.clearing.most_worth import most_worth
from marketsim.clearing.network import Reals
from marketsim.clearing.outcome import Award, ClearedProduct
from marketsim.clearing.problem import ClearingProblem
from marketsim.clearing.programme import Decision
from marketsim.clearing.progress import Progress
from marketsim.clearing.segments import Columns, Shape, columns_of
from marketsim.clearing.vertex import bound

__all__ = ["ClearingProblem", "Progress", "Shape", "clear"]


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
    done = []
    # Matrices are small: on a busy machine more threads cost six times the time.
    with threadpool_limits(limits=1):
        constraints = Constraints(model)
        for number, product in enumerate(products, start=1):
            told = _Told(progress, number, len(products), product)
            done.append(_Clearing(constraints, product, shape, told).result())
    return done


@dataclass(frozen=True, slots=True)
class _Told:
    """Progress of one product, to whoever wants it."""

    progress: Callable[[Progress], None] | None
    number: int
    products: int
    product: Product

    def __call__(self, round: int, rows: int, violation: float) -> None:
        if self.progress is not None:
            period, tou = self.product.period, self.product.tou
            self.progress(Progress(self.number, self.products, period, tou, round, rows, violation))


class _Clearing:
    """One product on its way to its result."""

    def __init__(self, constraints: Constraints, product: Product, shape: Shape, told: _Told) -> None:
        self.product = product
        self.places = {each.name: index for index, each in enumerate(constraints.model.locations)}
        self.columns: Columns = columns_of(product.bids, self.places, shape)
        self.limits = LimitsMet(constraints, product.base_loading, self.columns.paths, told)
        self.rows = self.limits.rows

    def result(self) -> ClearedProduct:
        """The awards of most worth, described."""
        try:
            return self._described(most_worth(self.columns, self.limits))
        except ArithmeticError as unsolved:
            subject = f"product {self.product.period} {self.product.tou}"
            fix = "look for numbers that differ by many orders of magnitude"
            raise ClearingProblem(
                subject, expected="numbers that can be solved", found=str(unsolved), fix=fix
            ) from unsolved

    def _described(self, decision: Decision) -> ClearedProduct:
        by_location = self.rows.location_prices(decision.prices)
        value = float(self.columns.worth @ decision.columns)
        gap = abs(bound(self.columns, self.rows, decision.prices) - value) / max(abs(value), 1.0)
        return ClearedProduct(
            period=self.product.period,
            tou=self.product.tou,
            awards=self._awards(decision, by_location),
            prices=dict(zip(self.places, by_location.tolist(), strict=True)),
            binding=self.limits.binding(self.columns.net(decision.columns), decision.prices),
            raised=self.limits.raised(),
            value=value,
            duality_gap=gap,
            rounds=self.limits.rounds,
            rows=len(self.rows),
        )

    def _awards(self, decision: Decision, by_location: Reals) -> tuple[Award, ...]:
        bids, paths = self.product.bids, self.columns.paths
        mw = self.columns.awarded(decision.columns, bids).tolist()
        prices, by_path = by_location.tolist(), self.rows.path_prices(decision.prices)
        options = {(paths.source[path], paths.sink[path]): float(by_path[path]) for path in self.rows.options}

        def price(bid: Bid) -> float:
            source, sink = self.places[bid.source], self.places[bid.sink]
            return prices[sink] - prices[source] if bid.hedge_type == "OBL" else options[source, sink]

        return tuple(Award(bid.key, each, price(bid)) for bid, each in zip(bids, mw, strict=True))
