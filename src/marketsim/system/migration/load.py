"""The load of customers: how many MW a number of them is, what an LSE's metric is, and what moves between two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from marketsim.system.markets.problem import MarketProblem
from marketsim.system.migration.inputs import SEASONS, TIMES_OF_USE, Count, MigrationInputs, Transfer

KW_A_MW = 1000
BEFORE, AFTER = "before", "after"


class Product(NamedTuple):
    """A season of the year (1..4) and a time of use."""

    season: int
    tou: str


PRODUCTS = tuple(Product(season, tou) for season in SEASONS for tou in TIMES_OF_USE)


class Pair(NamedTuple):
    """Two LSEs by DUNS number; what moves is counted from the first to the second."""

    from_lse: str
    to_lse: str


class Load:
    """Exact MW of what utilities counted in one market."""

    def __init__(self, inputs: MigrationInputs) -> None:
        self._inputs = inputs
        self._kw = {
            (each.udc, each.customer_class, each.season, each.tou): Fraction(each.kw) for each in inputs.rates
        }

    def moved(self) -> dict[tuple[str, Pair], dict[Product, Fraction]]:
        """MW by utility and pair (the smaller number first): what moved to the second less what came back."""
        found: defaultdict[tuple[str, Pair], dict[Product, Fraction]] = defaultdict(_nothing)
        for each in self._inputs.transfers:
            if each.from_lse == each.to_lse:
                continue
            pair = Pair(*sorted((each.from_lse, each.to_lse)))
            sign = 1 if each.from_lse == pair.from_lse else -1
            for product in PRODUCTS:
                found[each.udc, pair][product] += sign * self._mw(each, product)
        return dict(found)

    def metric(self, lse: str, product: Product) -> Fraction:
        """MW of all customers of an LSE in all territories, before what moved in this market.

        Customers are counted before they move (setting ``before``); counted after (``after``), those who left are added
        and those who came are taken off.
        """
        counted = self._together((each for each in self._inputs.counts if each.lse == lse), product)
        if self._inputs.metric == BEFORE:
            return counted
        moves = self._inputs.transfers
        left = self._together((each for each in moves if each.from_lse == lse != each.to_lse), product)
        came = self._together((each for each in moves if each.to_lse == lse != each.from_lse), product)
        return counted + left - came

    def _together(self, records: Iterable[Count | Transfer], product: Product) -> Fraction:
        return sum((self._mw(each, product) for each in records), Fraction(0))

    def _mw(self, record: Count | Transfer, product: Product) -> Fraction:
        if not record.customers:
            return Fraction(0)
        kw = self._kw.get((record.udc, record.customer_class, *product))
        if kw is None:
            raise MarketProblem(
                f"{record.udc} has uploaded no rate of {record.customer_class} for season {product.season}"
                f" {product.tou}, and has {_told(record)} of that class",
                expected="a rate for every class with customers, season and time of use, of the year of the"
                " effective date or an earlier one",
                fix=f"reopen {self._inputs.market}, let {record.udc} upload the rate, close and clear again",
            )
        return record.customers * kw / KW_A_MW


def _told(record: Count | Transfer) -> str:
    return "customers" if isinstance(record, Count) else "transfers"


def _nothing() -> dict[Product, Fraction]:
    return dict.fromkeys(PRODUCTS, Fraction(0))


def over_territories(
    moved: Mapping[tuple[str, Pair], Mapping[Product, Fraction]],
) -> dict[Pair, dict[Product, Fraction]]:
    """MW by pair, what moved in one territory netted with what moved in another."""
    found: defaultdict[Pair, dict[Product, Fraction]] = defaultdict(_nothing)
    for (_, pair), by_product in moved.items():
        for product, mw in by_product.items():
            found[pair][product] += mw
    return dict(found)
