"""The four pictures of a market's results."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from marketsim.pictures import binding as binding_picture
from marketsim.pictures import cleared, participants
from marketsim.pictures import prices as prices_picture
from marketsim.pictures.canvas import Panel, Picture, picture
from marketsim.pictures.rows import MOST_PRODUCTS, Product, Row, of_product, printable, products_of, short

MOST_ROWS, MOST_ROWS_OF_SEVERAL = 24, 10

Draw = Callable[[str, Sequence[Row], int], Panel]


def market_pictures(
    awards: Sequence[Row],
    prices: Sequence[Row],
    binding: Sequence[Row],
    *,
    market: str,
    product: Product | None = None,
) -> list[Picture]:
    """Prices over locations, binding constraints, cleared against bid MW, awards by participant; in that order.

    The rows are those of the result files (contract/files/results.yaml), as CSV or JSON gives them: ``awards`` of
    PRIVATE_AUCTION_RESULT (with BidMW; rows without it are not in the third picture), ``prices`` of CLEARING_PRICE,
    ``binding`` of BINDING_CONSTRAINT. MW, and $/MW for the period and time of use. ``product`` is a period and a
    time of use; without one each picture has a panel a product. What is too much to draw is counted in the picture.
    Raises ValueError for a cell that should be a number of a market and is none.
    """
    met = [product] if product is not None else products_of(awards, prices, binding)
    shown = met[:MOST_PRODUCTS]
    most = MOST_ROWS if len(shown) == 1 else MOST_ROWS_OF_SEVERAL
    left = f" · {len(met) - len(shown):,} more products are not shown" if len(met) > len(shown) else ""
    called = short(printable(market), 48)

    def drawn(name: str, what: str, key: str, draw: Draw, rows: Sequence[Row]) -> Picture:
        panels = [draw(" ".join(each), of_product(rows, each), most) for each in shown]
        return picture(
            name, f"{what}, {called}", (key if met else "no product: the files hold no row") + left, panels
        )

    return [
        drawn("prices", "Prices over locations", prices_picture.KEY, prices_picture.panel, prices),
        drawn(
            "binding_constraints", "Binding constraints", binding_picture.KEY, binding_picture.panel, binding
        ),
        drawn("cleared", "Cleared against bid MW", cleared.KEY, cleared.panel, awards),
        drawn("participants", "Awards by participant", participants.KEY, participants.panel, awards),
    ]
