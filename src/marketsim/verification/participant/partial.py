"""The verdict on a market by what one participant has: no model, no bids of others, published figures only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from marketsim.contract.cells import Row
from marketsim.verification.checks.holdings import compared, holdings_of
from marketsim.verification.checks.prices import misfits
from marketsim.verification.curves import Curves, curves_of
from marketsim.verification.folder import published
from marketsim.verification.folder.bids import COLUMNS, BidTable, bids_of
from marketsim.verification.folder.matching import match_private
from marketsim.verification.folder.table import Table
from marketsim.verification.grid.network import Reals
from marketsim.verification.participant.rows import table_of
from marketsim.verification.report import Finding, Report, Unreadable, told
from marketsim.verification.rounding import MW_STEP, PRICE_STEP, Tolerance

PUBLIC, PRIVATE = published.PUBLIC, published.PRIVATE
PRICES, BINDING = "CLEARING_PRICE", "BINDING_CONSTRAINT"
HOLDINGS, LOCATIONS = "PRIVATE_EXISTING_CRR_AUCTION", "SOURCE_SINK"
_COLUMNS = {
    PUBLIC: published.PUBLIC_COLUMNS,
    PRIVATE: published.PRIVATE_COLUMNS,
    PRICES: published.PRICE_COLUMNS,
    BINDING: published.BINDING_COLUMNS,
    HOLDINGS: published.HOLDING_COLUMNS,
    LOCATIONS: ("SourceSink", "BiddableFlag"),
}
DOWNLOADS = tuple(_COLUMNS)
NEVER = (
    "feasibility in the base case, after contingencies and on interfaces: needs the network model and what others "
    "were awarded",
    "price identity (prices from shadow prices): needs the network model",
    "optimality (duality gap): needs the bids of others",
    "revenue: needs base loading and the limits as cleared",
    "raised limits: not published",
    "awards of others within their bids: needs their bids",
    "credit: needs what is secured",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What the participant has: its bids, and the tables of the downloads that are there."""

    name: str
    market: str
    bids: BidTable
    curves: Curves
    tables: Mapping[str, Table]
    mw: Reals
    price: Reals
    strange: Sequence[tuple[str, str]]
    prices: Mapping[tuple[str, str, str], float]

    def where(self, at: int) -> str:
        """A bid of ours, as findings tell it."""
        bids = self.bids
        kind = "offer" if bids.sells[at] else "bid"
        return f"{bids.period[at]} {bids.tou[at]}, {kind} {bids.record[at]} of {bids.owner[at]}"

    def path_price(self, period: str, tou: str, source: str, sink: str) -> float:
        """Sink less source of the published prices; NaN where one is missing."""
        missing = float("nan")
        return self.prices.get((period, tou, sink), missing) - self.prices.get((period, tou, source), missing)


def verify_participant(
    name: str,
    bids: Sequence[Mapping[str, Any]],
    downloads: Mapping[str, Sequence[Row]],
    *,
    market: str = "",
    shape: Literal["step", "linear"] = "step",
) -> Report:
    """The verdict on what a participant can see of a market.

    ``bids``: its own, in rows of points as the template BIDS_AND_OFFERS has them (see ``portfolio_rows``);
    ``downloads``: rows by download type. Without ``market`` the private results must name only one. Raises
    Unreadable.
    """
    seen = _seen(name, bids, downloads, market, shape)
    judges = {
        "feasible": (_awards,),
        "prices": (_own_paths, _public_paths, _in_the_money, _binding, _every_price),
        "records": (_in_public, _holdings, _biddable),
    }
    findings = {verdict: [each for judge in own for each in judge(seen)] for verdict, own in judges.items()}
    return Report(
        feasible=False if findings["feasible"] else None,
        prices_consistent=not findings["prices"],
        duality_gap=None,
        not_checkable=(*NEVER, *_lacking(seen)),
        findings=tuple(told(each for own in findings.values() for each in own)),
    )


def _seen(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    downloads: Mapping[str, Sequence[Row]],
    market: str,
    shape: Any,
) -> _Seen:
    own = [row for row in rows if row.get("AssetOwner") == name]
    if not own:
        raise Unreadable("the bids", None, f"bids of {name}", "none", "add bids.csv or the portfolio as JSON")
    bids = bids_of(table_of("the bids", own, COLUMNS))
    if PRIVATE not in downloads:
        raise Unreadable(PRIVATE, None, "this download", "none", "download it, or add it to the folder")
    market = market or _only_market(downloads[PRIVATE])
    tables = {}
    for kind, columns in _COLUMNS.items():
        if kind in downloads:
            table = table_of(kind, downloads[kind], columns)
            own_market = "MarketName" in columns and kind != HOLDINGS
            kept = (
                [at for at, each in enumerate(table.text("MarketName")) if each == market]
                if own_market
                else None
            )
            tables[kind] = table if kept is None else table.picked(kept)
    mw, price, strange = match_private(bids, {name: tables[PRIVATE]})
    everything = np.arange(len(bids))
    return _Seen(
        name=name, market=market, bids=bids,
        curves=curves_of(shape, bids.sells, bids.start, bids.mw, bids.price, everything),
        tables=tables, mw=mw, price=price, strange=strange, prices=_prices(tables.get(PRICES)),
    )  # fmt: skip


def _only_market(rows: Sequence[Row]) -> str:
    names = sorted({str(row.get("MarketName")) for row in rows})
    if len(names) != 1:
        raise Unreadable(
            PRIVATE,
            None,
            "results of one market",
            ", ".join(names)[:120] or "none",
            "name the market (--market)",
        )
    return names[0]


def _prices(table: Table | None) -> dict[tuple[str, str, str], float]:
    if table is None:
        return {}
    keys = zip(table.text("Period"), table.text("TOU"), table.text("SourceSink"), strict=True)
    return dict(zip(keys, table.numbers("ClearingPrice").tolist(), strict=True))


def _awards(seen: _Seen) -> Iterator[Finding]:
    """Every bid of ours has one private row, within its bounds; no row is strange."""
    for where, found in seen.strange:
        yield Finding("awards", where, "rows that tell our bids, one each", found, "results of other bids")
    for at in np.flatnonzero(np.isnan(seen.mw)):
        yield Finding(
            "awards", seen.where(int(at)), "a private row, also for 0 MW", "none", "a result is missing"
        )
    for at in np.flatnonzero((seen.mw < -1e-6) | (seen.mw > seen.bids.most + 1e-6)):
        expected, found = f"0 to {seen.bids.most[at]:.3f} MW", f"{seen.mw[at]:.3f} MW"
        yield Finding("bounds", seen.where(int(at)), expected, found, "awarded outside what was bid")


def _paths(seen: _Seen) -> Reals:
    """The price of each bid's path: of the published prices for obligations, as told for options."""
    bids = seen.bids
    ends = [
        seen.path_price(*each) for each in zip(bids.period, bids.tou, bids.source, bids.sink, strict=True)
    ]
    return np.where(bids.option, seen.price, np.array(ends, dtype=np.float64))


def _own_paths(seen: _Seen) -> Iterator[Finding]:
    """The private price of an obligation is sink less source of the published prices."""
    expected = _paths(seen)
    for at in np.flatnonzero(np.abs(seen.price - expected) > 1e-6):
        yield Finding(
            "path-price", seen.where(int(at)), f"{expected[at]:.2f} $/MW, sink less source",
            f"{seen.price[at]:.2f} $/MW", "the path is not settled at the prices of its ends",
        )  # fmt: skip


def _public_paths(seen: _Seen) -> Iterator[Finding]:
    """So is the price of every obligation in the public results."""
    table = seen.tables.get(PUBLIC)
    if table is None:
        return
    rows = zip(
        table.text("Period"), table.text("TOU"), table.text("Source"), table.text("Sink"), table.text("HedgeType"),
        table.text("AssetOwner"), table.numbers("ClearingPrice").tolist(), table.lines, strict=True,
    )  # fmt: skip
    for period, tou, source, sink, hedge, owner, price, line in rows:
        expected = seen.path_price(period, tou, source, sink)
        if hedge == "OBL" and abs(price - expected) > 1e-6:
            where = f"{PUBLIC} row {line - 1}: {period} {tou}, {source} to {sink}, {owner}"
            yield Finding(
                "path-price", where, f"{expected:.2f} $/MW, sink less source", f"{price:.2f} $/MW",
                "the path is not settled at the prices of its ends",
            )  # fmt: skip


def _in_the_money(seen: _Seen) -> Iterator[Finding]:
    """What our curves pay for at the path's price is awarded in full, what they don't is not awarded."""
    for at, wanted, found in misfits(seen.curves, seen.mw, _known(seen, _paths(seen)), Tolerance.published()):
        yield Finding("no-arbitrage", seen.where(at), wanted, found, "awarded against its own curve")


def _known(seen: _Seen, paths: Reals) -> Reals:
    """Where the published prices don't tell a path's, the private one counts."""
    return np.where(np.isnan(paths), seen.price, paths)


def _binding(seen: _Seen) -> Iterator[Finding]:
    """Binding constraints have no negative price, and with one above 0 their flow is their limit."""
    table = seen.tables.get(BINDING)
    if table is None:
        return
    rows = zip(
        table.text("Period"), table.text("TOU"), table.text("ConstraintName"), table.text("Direction"),
        table.numbers("Limit").tolist(), table.numbers("Flow").tolist(), table.numbers("ShadowPrice").tolist(),
        strict=True,
    )  # fmt: skip
    for period, tou, name, direction, limit, flow, price in rows:
        where = f"{period} {tou}, {name} {direction}"
        if price < 0:
            told_price = f"{price:.2f} $/MW"
            yield Finding("shadow-price-sign", where, "at least 0 $/MW", told_price, "worth tightening")
        if price > PRICE_STEP / 2 and abs(limit - flow) > MW_STEP + 1e-6:
            yield Finding(
                "binding-at-limit", where, f"a flow of {limit:.3f} MW, as it has a price", f"{flow:.3f} MW",
                "capacity is priced that is left over",
            )  # fmt: skip


def _every_price(seen: _Seen) -> Iterator[Finding]:
    """Every location on the list has a price in every product that has any."""
    table = seen.tables.get(LOCATIONS)
    if table is None or PRICES not in seen.tables:
        return
    names = dict.fromkeys(
        name
        for name, flag in zip(table.text("SourceSink"), table.text("BiddableFlag", filled=False), strict=True)
        if flag != "N"
    )
    for period, tou in sorted({key[:2] for key in seen.prices}):
        for name in names:
            if (period, tou, name) not in seen.prices:
                where = f"{period} {tou}, {name}"
                yield Finding("every-location-priced", where, "a price", "none", "a location without a price")


def _in_public(seen: _Seen) -> Iterator[Finding]:
    """Our awards above 0 stand in the public results, and nothing else stands there as ours."""
    table = seen.tables.get(PUBLIC)
    if table is None:
        return
    public = Counter(row for row in _awarded(table) if row[2] == seen.name)
    private = Counter(_awarded(seen.tables[PRIVATE]))
    sides = (
        (private - public, "not in the public results"),
        (public - private, "only in the public results"),
    )
    for rows, found in sides:
        for row in rows:
            where = " ".join(str(each) for each in row)
            yield Finding(
                "public-private", where, "the same in both files", found, "public and private differ"
            )


def _awarded(table: Table) -> Iterator[tuple[str | Decimal, ...]]:
    columns = ("Period", "TOU", "AssetOwner", "BidType", "CrrType", "HedgeType", "Source", "Sink")
    figures = (
        [Decimal(repr(value)) for value in table.numbers(each).tolist()] for each in ("MW", "ClearingPrice")
    )
    rows: Iterator[tuple[str | Decimal, ...]] = zip(
        *(table.text(each, filled=each != "CrrType") for each in columns), *figures, strict=True
    )
    return (row for row in rows if row[-2])


def _holdings(seen: _Seen) -> Iterator[Finding]:
    """Our holdings from this market are what we were awarded."""
    if HOLDINGS in seen.tables:
        yield from compared(seen.bids, seen.mw.tolist(), holdings_of(seen.tables[HOLDINGS], seen.market))


def _biddable(seen: _Seen) -> Iterator[Finding]:
    """What we bought is between locations on the list of sources and sinks."""
    table = seen.tables.get(LOCATIONS)
    if table is None:
        return
    names, bids = set(table.text("SourceSink")), seen.bids
    for at in np.flatnonzero((np.nan_to_num(seen.mw) > 0) & ~bids.sells).tolist():
        for end in {bids.source[at], bids.sink[at]} - names:
            where = seen.where(at)
            yield Finding("locations", where, "locations of SOURCE_SINK", end, "awarded where nobody may bid")


def _lacking(seen: _Seen) -> Iterator[str]:
    """What could be checked with more downloads."""
    needs = {
        PUBLIC: "public against private results, prices of the awards of others",
        PRICES: "path prices, and awards against published prices (only the private prices are known)",
        BINDING: "binding constraints at their limits",
        HOLDINGS: "holdings against awards",
        LOCATIONS: "whether every location has a price, whether what was bought is on the list",
    }
    for kind, what in needs.items():
        if kind not in seen.tables:
            yield f"{what}: no download {kind} here"
    if seen.bids.option.any():
        yield "prices of options: need the network model"
    if HOLDINGS in seen.tables:
        for key in sorted(holdings_of(seen.tables[HOLDINGS], seen.market).moved):
            yield f"holdings of {' '.join(key)}: CRRs of it were traded on since"
