"""``marketsim clear``: clear an auction or an allocation from files that a person or the operator's console wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from marketsim.cli.clear_summary import heading, told_of, work_on
from marketsim.cli.terminal import plain

if TYPE_CHECKING:
    from marketsim.clearing.folder import Market
    from marketsim.clearing.folder_nominations import NominationMarket
    from marketsim.clearing.outcome import ClearedProduct

FINDINGS, USAGE = 1, 2
PROVEN = 1e-6  # a relative duality gap up to here proves that no other awards are worth more


def clear(
    case: Annotated[
        Path, typer.Argument(metavar="CASE", help="The network: MATPOWER (.m) or PSS/E revision 30 (.raw).")
    ],
    market: Annotated[Path, typer.Option("--market", metavar="FILE", help="The market.toml, or its folder.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where results go; default results/ beside FILE."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Clear every product of an auction (awards, prices, binding constraints) or of an allocation.

    Exit codes: 0 cleared, 1 not cleared, or not proven to be the best, 2 wrong usage or input.
    """
    from marketsim.clearing.case_problem import CaseProblem
    from marketsim.clearing.folder_nominations import holds_nominations
    from marketsim.clearing.problem import ClearingProblem

    try:
        done = (_allocation if holds_nominations(market) else _auction)(market, case, out)
    except CaseProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(USAGE) from None
    except ClearingProblem as problem:
        typer.echo(plain(f"{market}: {problem}"), err=True)
        raise typer.Exit(USAGE) from None
    except ArithmeticError as failure:
        typer.echo(plain(f"no clearing was found: {failure}"), err=True)
        raise typer.Exit(FINDINGS) from None
    printed = json.dumps(done.told, indent=2, ensure_ascii=False)
    typer.echo(printed if as_json else "\n".join(plain(each) for each in done.lines))
    raise typer.Exit(0 if done.proven else FINDINGS)


class _Done(NamedTuple):
    """What came out, in numbers and in lines, and whether it is proven to be the best."""

    told: dict[str, Any]
    lines: list[str]
    proven: bool


def _auction(market: Path, case: Path, out: Path | None) -> _Done:
    from marketsim.clearing.folder import read_market
    from marketsim.clearing.results import results_files
    from marketsim.clearing.results_folder import check_place, write_results
    from marketsim.pictures.files import picture_files

    read = read_market(market, case)
    folder = out or read.folder / "results"
    check_place(folder)
    cleared = _cleared(read)
    files = results_files(read, cleared)
    write_results(folder, files | picture_files(files, read.name))
    told = summary(read, cleared, folder)
    return _Done(told, list(lines(told)), told["worst_gap"] <= PROVEN)


def _allocation(market: Path, case: Path, out: Path | None) -> _Done:
    from marketsim.clearing.folder_nominations import read_nomination_market
    from marketsim.clearing.results_allocation import allocation_files
    from marketsim.clearing.results_folder import check_place, write_results
    from marketsim.cli import clear_allocation

    read = read_nomination_market(market, case)
    folder = out or read.folder / "results"
    check_place(folder)
    results = clear_allocation.allocated(read)
    write_results(folder, allocation_files(read, results))
    told = clear_allocation.summary(read, results, folder)
    told["notes"] += _apart(read)
    return _Done(
        told, list(clear_allocation.lines(told)), told["worst_residual"] <= clear_allocation.PROVEN_MW
    )


def _cleared(market: Market) -> list[ClearedProduct]:
    """The results of all products, in the market's order; progress goes to standard error."""
    from marketsim.clearing.auction import clear as clear_products
    from marketsim.cli.clear_progress import ClearProgress

    done: dict[tuple[str, str], ClearedProduct] = {}
    with ClearProgress(len(market.products)) as progress:
        for model, products in market.parts():
            for each in clear_products(model, products, shape=market.shape, progress=progress.told):
                done[each.period, each.tou] = each
    return [done[each.period, each.tou] for each in market.products]


def summary(market: Market, cleared: Sequence[ClearedProduct], folder: Path) -> dict[str, Any]:
    """What came out, in numbers: MW and $, relative gaps."""
    return {
        **told_of(market),
        "products": [_product(market, each) for each in cleared],
        "worst_gap": max(each.duality_gap for each in cleared),
        "notes": [*market.notes, *_apart(market)],
        "results": str(folder),
    }


def _apart(market: Market | NominationMarket) -> Iterator[str]:
    """A note where the oracle would miss the case."""
    if market.case.resolve().parent != market.folder.resolve():
        yield "the case is not in the market's folder, where verify-market wants it"


def _product(market: Market, product: ClearedProduct) -> dict[str, Any]:
    awarded = {True: 0.0, False: 0.0}
    for award in product.awards:
        awarded[market.records[award.key].bid.sells] += award.mw
    return {
        "period": product.period,
        "tou": product.tou,
        "bids": len(product.awards),
        "bought_mw": awarded[False],
        "sold_mw": awarded[True],
        "value": product.value,
        **work_on(product, duality_gap=product.duality_gap),
    }


def lines(told: dict[str, Any]) -> Iterator[str]:
    """The summary as text: a line a product, then what plays no part, and where the results are."""
    yield heading(told)
    width = max(7, *(len(f"{each['period']} {each['tou']}") for each in told["products"]))
    yield f"{'product':{width}} {'bids':>7} {'bought MW':>13} {'sold MW':>13} {'value $':>17} binding raised  gap"
    for each in told["products"]:
        yield (
            f"{each['period'] + ' ' + each['tou']:{width}} {each['bids']:7} {each['bought_mw']:13.3f} "
            f"{each['sold_mw']:13.3f} {each['value']:17.2f} {each['binding']:7} {each['raised']:6}  "
            f"{each['duality_gap']:.1e}"
        )
    yield from (f"note: {each}" for each in told["notes"])
    if told["worst_gap"] > PROVEN:
        yield f"not proven: a gap of {told['worst_gap']:.1e} is above {PROVEN:.0e}"
    yield f"results in {told['results']}"
