"""The share of its load that an LSE loses to another: told by territory, and taken together for the CRRs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from marketsim.system.markets.problem import MarketProblem
from marketsim.system.migration.inputs import MigrationInputs
from marketsim.system.migration.load import Load, Pair, Product, over_territories

LARGEST_MW = 2**63 - 1  # load migration 1.3.2, loadTransferMw


@dataclass(frozen=True, slots=True)
class Share:
    """MW that moved from one LSE (DUNS) to another in a season and time of use, net, and what share of its metric.

    ``udc`` is the territory; None stands for all together. ``mw`` and ``share`` (0..1) are above 0 and exact.
    """

    udc: str | None
    from_lse: str
    to_lse: str
    season: int
    tou: str
    mw: Fraction
    metric: Fraction

    @property
    def share(self) -> Fraction:
        """The share of the loser's metric."""
        return self.mw / self.metric


def percentages(inputs: MigrationInputs, load: Load) -> list[Share]:
    """What is published: a share for each territory, pair, season and time of use in which load moved, net.

    In order of these. What evens out has none. Raises MarketProblem where load has no rate, where an LSE loses more
    than its metric, or where it loses load without having any.
    """
    found = sorted(
        _shares(inputs, load, ((udc, *each) for (udc, pair), moved in load.moved().items()
                               for each in _directed(pair, moved))),
        key=lambda each: (each.udc or "", each.from_lse, each.to_lse, each.season, -_rank(each.tou)),
    )  # fmt: skip
    _require_no_more_than_all(inputs, found)
    return found


def pair_shares(inputs: MigrationInputs, load: Load) -> list[Share]:
    """What the CRRs follow: a share for each pair, season and time of use, net over all territories, in that order."""
    together = over_territories(load.moved())
    moves = ((None, *each) for pair, moved in together.items() for each in _directed(pair, moved))
    return sorted(
        _shares(inputs, load, moves),
        key=lambda each: (each.from_lse, each.to_lse, each.season, -_rank(each.tou)),
    )


def _directed(pair: Pair, moved: dict[Product, Fraction]) -> Iterator[tuple[Pair, Product, Fraction]]:
    for product, mw in moved.items():
        if mw:
            yield (pair if mw > 0 else Pair(pair.to_lse, pair.from_lse)), product, abs(mw)


def _shares(
    inputs: MigrationInputs, load: Load, moves: Iterable[tuple[str | None, Pair, Product, Fraction]]
) -> Iterator[Share]:
    for udc, pair, product, mw in moves:
        metric = load.metric(pair.from_lse, product)
        if mw > LARGEST_MW:
            raise MarketProblem(
                f"{round(mw)} MW would move from {pair.from_lse}"[:200],
                expected=f"at most {LARGEST_MW} MW, which is the most that can be told",
                fix=f"reopen {inputs.market}, let the utilities correct rates or transfers, close and clear again",
            )
        if metric <= 0:
            raise _too_much(inputs, pair.from_lse, product, mw, metric)
        yield Share(udc, *pair, *product, mw, metric)


def _require_no_more_than_all(inputs: MigrationInputs, shares: Iterable[Share]) -> None:
    lost: defaultdict[tuple[str, Product], Fraction] = defaultdict(Fraction)
    metrics: dict[tuple[str, Product], Fraction] = {}
    for each in shares:
        key = each.from_lse, Product(each.season, each.tou)
        lost[key] += each.mw
        metrics[key] = each.metric
    for (lse, product), mw in lost.items():
        if mw > metrics[lse, product]:
            raise _too_much(inputs, lse, product, mw, metrics[lse, product])


def _too_much(
    inputs: MigrationInputs, lse: str, product: Product, mw: Fraction, metric: Fraction
) -> MarketProblem:
    owner = dict(inputs.owners).get(lse, lse)
    return MarketProblem(
        f"{owner} ({lse}) loses {_told(mw)} MW of load in season {product.season} {product.tou}, and all its"
        f" customers are {_told(metric)} MW",
        expected="no LSE loses more load than its customers in all territories are",
        fix=f"reopen {inputs.market}, let the utilities correct their customers or transfers, close and clear again",
    )


def _told(mw: Fraction) -> str:
    return f"{float(mw):.6g}" if mw <= LARGEST_MW else f"more than {LARGEST_MW}"


def _rank(tou: str) -> int:
    return 1 if tou == "ON" else 0
