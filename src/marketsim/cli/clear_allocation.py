"""``marketsim clear`` on a folder with nominations: an allocation's simultaneous feasibility test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketsim.cli.clear_summary import heading, told_of, work_on

if TYPE_CHECKING:
    from marketsim.clearing.allocation_outcome import AllocatedProduct
    from marketsim.clearing.folder_nominations import NominationMarket

PROVEN_MW = 1e-6  # a residual up to here proves that awards are the best ones, and feasible
WHOLE = 1e-9  # MW short that are rounding, not a cut


def allocated(market: NominationMarket) -> list[AllocatedProduct]:
    """The results of all products, in the market's order; progress goes to standard error."""
    from marketsim.clearing.allocation import allocate
    from marketsim.cli.clear_progress import ClearProgress

    with ClearProgress(len(market.products)) as progress:
        return [
            allocate(
                each.model, each.nominations, each.base_loading, period=each.period, tou=each.tou,
                objective=market.objective, progress=progress.told,
            )
            for each in market.products
        ]  # fmt: skip


def summary(market: NominationMarket, results: Sequence[AllocatedProduct], folder: Path) -> dict[str, Any]:
    """What came out, in numbers: MW."""
    return {
        **told_of(market),
        "objective": market.objective,
        "products": [_product(each) for each in results],
        "worst_residual": max(each.residual for each in results),
        "notes": list(market.notes),
        "results": str(folder),
    }


def _product(result: AllocatedProduct) -> dict[str, Any]:
    return {
        "period": result.period,
        "tou": result.tou,
        "nominations": len(result.awards),
        "nominated_mw": sum(each.nominated_mw for each in result.awards),
        "awarded_mw": sum(each.mw for each in result.awards),
        "cut": sum(each.mw < each.nominated_mw - WHOLE for each in result.awards),
        **work_on(result, residual=result.residual),
    }


def lines(told: dict[str, Any]) -> Iterator[str]:
    """The summary as text: a line a product, then what plays no part, and where the results are."""
    yield f"{heading(told)}; {told['objective']}"
    width = max(7, *(len(f"{each['period']} {each['tou']}") for each in told["products"]))
    yield (
        f"{'product':{width}} {'nominations':>11} {'nominated MW':>13} {'awarded MW':>13} {'cut':>7} "
        "binding raised  residual MW"
    )
    for each in told["products"]:
        yield (
            f"{each['period'] + ' ' + each['tou']:{width}} {each['nominations']:11} {each['nominated_mw']:13.3f} "
            f"{each['awarded_mw']:13.3f} {each['cut']:7} {each['binding']:7} {each['raised']:6}  "
            f"{each['residual']:.1e}"
        )
    yield from (f"note: {each}" for each in told["notes"])
    if told["worst_residual"] > PROVEN_MW:
        yield f"not proven: a residual of {told['worst_residual']:.1e} MW is above {PROVEN_MW:.0e}"
    yield f"results in {told['results']}"
