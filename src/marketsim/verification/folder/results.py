"""``results/``: awards, prices, binding constraints, raised limits; unrounded, or rounded as they are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marketsim.verification.folder.bids import BidTable
from marketsim.verification.folder.cleared_file import CLEARED, read_cleared
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.market import DIRECTIONS, Product
from marketsim.verification.folder.matching import match_private
from marketsim.verification.folder.published import PRIVATE, Published
from marketsim.verification.folder.table import Table, read_table
from marketsim.verification.report import Unreadable

RESULTS = "results/"
ROW = ("Period", "TOU", "ConstraintName", "ConstraintType", "Contingency", "Direction", "Limit")


@dataclass(frozen=True, slots=True)
class Constraint:
    """One side of one limit: a branch in the base case (contingency "") or after an outage, or an interface."""

    type: str
    name: str
    contingency: str
    direction: str

    def __str__(self) -> str:
        after = f" after {self.contingency}" if self.contingency else ""
        return f"{self.type} {self.name} {self.direction}{after}"

    @property
    def sign(self) -> float:
        """1 forward, -1 in reverse."""
        return 1.0 if self.direction == DIRECTIONS[0] else -1.0


@dataclass(frozen=True, slots=True)
class Listed:
    """A constraint as the results list it; ``value``: the flow of a binding one, what a limit was raised to; MW."""

    constraint: Constraint
    limit: float
    value: float
    shadow_price: float


@dataclass(frozen=True, slots=True)
class AwardRow:
    """What the awards say of one record, besides its MW and price; to be compared with the bid."""

    product: Product
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """The results of a market. ``mw`` and ``price`` by position of the bid, NaN where no award tells of it.

    ``exact``: kept unrounded. ``strange``: what the awards hold that no bid explains, with its place.
    ``left_out``: what was not cleared and so is no bid here, with the reason told.
    """

    exact: bool
    mw: NDArray[np.float64]
    price: NDArray[np.float64]
    strange: Sequence[tuple[str, str]]
    prices: Mapping[Product, Mapping[str, float]]
    binding: Mapping[Product, Sequence[Listed]]
    raised: Mapping[Product, Sequence[Listed]] | None
    left_out: Sequence[str]
    cleared: Mapping[str, Any]


def read_results(files: MarketFiles, bids: BidTable, published: Published | None) -> Results:
    """The unrounded results where they are there, else those published; raises Unreadable."""
    cleared = read_cleared(files)
    left_out = left_out_rows(cleared)
    if files.has(f"{RESULTS}awards.csv"):
        mw, price, strange = _awards(read_table(files, f"{RESULTS}awards.csv", AWARDS), bids)
        raised = f"{RESULTS}raised_limits.csv"
        return Results(
            exact=True,
            mw=mw,
            price=price,
            strange=strange,
            prices=_prices(read_table(files, f"{RESULTS}prices.csv", PRICES)),
            binding=listed_rows(
                read_table(files, f"{RESULTS}binding_constraints.csv", (*ROW, "Flow", "ShadowPrice")), "Flow"
            ),
            raised=listed_rows(read_table(files, raised, (*ROW, "RaisedTo")), "RaisedTo"),
            left_out=left_out,
            cleared=cleared,
        )
    if published is None or published.prices is None or published.binding is None or not published.private:
        raise Unreadable(
            f"{RESULTS}awards.csv", None, f"results, or all of {RESULTS}published/ ({PRIVATE}_… too)", "neither",
            "clear the market, or copy its results here",
        )  # fmt: skip
    mw, price, strange = match_private(bids, published.private)
    return Results(
        exact=False,
        mw=mw,
        price=price,
        strange=strange,
        prices=_prices(published.prices),
        binding=listed_rows(published.binding, "Flow"),
        raised=None,
        left_out=left_out,
        cleared=cleared,
    )


AWARDS = (
    "Record", "Period", "TOU", "AssetOwner", "BidType", "CrrId", "CrrType", "HedgeType", "Source", "Sink", "BidMW",
    "MW", "ClearingPrice",
)  # fmt: skip
PRICES = ("Period", "TOU", "SourceSink", "ClearingPrice")


def _awards(
    table: Table, bids: BidTable
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[tuple[str, str]]]:
    place = {record: at for at, record in enumerate(bids.record)}
    mw, price = np.full(len(bids), np.nan), np.full(len(bids), np.nan)
    strange: list[tuple[str, str]] = []
    said = list(
        zip(
            table.text("Period"), table.text("TOU"), table.text("AssetOwner"), table.text("BidType"),
            table.text("CrrId", filled=False), table.text("CrrType", filled=False), table.text("HedgeType"),
            table.text("Source"), table.text("Sink"), strict=True,
        )
    )  # fmt: skip
    bid_mw, awarded, prices = (table.numbers(each) for each in ("BidMW", "MW", "ClearingPrice"))
    most = bids.most
    own = list(
        zip(
            bids.period, bids.tou, bids.owner, ["SELL" if each else "BUY" for each in bids.sells.tolist()],
            bids.crr_id, bids.crr_type, ["OPT" if each else "OBL" for each in bids.option.tolist()],
            bids.source, bids.sink, strict=True,
        )
    )  # fmt: skip
    for row, record in enumerate(table.text("Record")):
        where = f"record {record}"
        at = place.get(record)
        if at is None:
            strange.append((where, "an award of a record that is no bid"))
        elif not np.isnan(mw[at]):
            strange.append((where, "a second award"))
        else:
            mw[at], price[at] = awarded[row], prices[row]
            if own[at] != said[row]:
                differing = [f"{b} for {a}" for a, b in zip(own[at], said[row], strict=True) if a != b]
                strange.append((where, f"an award that tells another bid: {', '.join(differing)}"))
            elif abs(most[at] - bid_mw[row]) > 1e-6:
                strange.append((where, f"BidMW {bid_mw[row]!r} for {most[at]!r}"))
    return mw, price, strange


def _prices(table: Table) -> dict[Product, dict[str, float]]:
    found: dict[Product, dict[str, float]] = {}
    keys = zip(table.text("Period"), table.text("TOU"), strict=True)
    for row, (key, name, price) in enumerate(
        zip(keys, table.text("SourceSink"), table.numbers("ClearingPrice").tolist(), strict=True)
    ):
        prices = found.setdefault(key, {})
        if name in prices:
            table.refuse(row, "one price a location and product", f"{name[:60]} again")
        prices[name] = price
    return found


def listed_rows(table: Table, value: str, *, priced: bool = True) -> dict[Product, list[Listed]]:
    """The constraints of a table by product; ``value``: the column of the flow, or of what a limit was raised to.

    Not ``priced``: shadow prices are not read, and are 0.
    """
    found: dict[Product, list[Listed]] = {}
    priced = priced and "ShadowPrice" in table.columns
    prices = table.numbers("ShadowPrice") if priced else np.zeros(len(table))
    rows = zip(
        zip(table.text("Period"), table.text("TOU"), strict=True), table.words("ConstraintType", "BRANCH", "INTERFACE"),
        table.text("ConstraintName"), table.text("Contingency", filled=False),
        table.words("Direction", *DIRECTIONS), table.numbers("Limit").tolist(), table.numbers(value).tolist(),
        prices.tolist(), strict=True,
    )  # fmt: skip
    for key, kind, name, contingency, direction, limit, flow, price in rows:
        constraint = Constraint(kind, name, contingency, direction)
        found.setdefault(key, []).append(Listed(constraint, limit, flow, price))
    return found


def left_out_rows(cleared: Mapping[str, Any]) -> list[str]:
    """What the run left out and why, a text each; raises Unreadable."""
    rows = cleared.get("left_out", [])
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise Unreadable(f"{CLEARED} (left_out)", None, "a list of tables", repr(rows)[:60], "clear again")
    return [", ".join(f"{key} {value}" for key, value in row.items()) for row in rows]
