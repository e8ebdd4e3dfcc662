"""A clearing's results as files: unrounded for whoever proves them, rounded as they would be published."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import tomli_w

from marketsim.clearing.allocation_outcome import AllocatedProduct
from marketsim.clearing.folder import Market
from marketsim.clearing.folder_bids import Record
from marketsim.clearing.folder_nominations import NominationMarket
from marketsim.clearing.folder_table import FORMULA
from marketsim.clearing.outcome import Award, ClearedProduct
from marketsim.clearing.rounding import published_difference, published_mw, published_price

AWARDS = (
    "Record", "Period", "TOU", "AssetOwner", "BidType", "CrrId", "CrrType", "HedgeType", "Source", "Sink",
    "BidMW", "MW", "ClearingPrice",
)  # fmt: skip
PRICES = ("Period", "TOU", "SourceSink", "ClearingPrice")
BINDING = (
    "Period", "TOU", "ConstraintName", "ConstraintType", "Contingency", "Direction", "Limit", "Flow", "ShadowPrice",
)  # fmt: skip
RAISED = (
    "Period", "TOU", "ConstraintName", "ConstraintType", "Contingency", "Direction", "Limit", "RaisedTo",
)  # fmt: skip
PUBLIC = (
    "MarketName", "Period", "TOU", "BidType", "CrrType", "HedgeType", "Source", "Sink", "MW", "ClearingPrice",
    "AssetOwner",
)  # fmt: skip
PRIVATE = (
    "MarketName", "Period", "TOU", "AssetOwner", "CrrId", "BidType", "CrrType", "HedgeType", "Source", "Sink",
    "BidMW", "MW", "ClearingPrice",
)  # fmt: skip
CLEARED = "cleared.toml"

Cell = str | float | None
Row = Mapping[str, Cell]
Rows = Callable[[ClearedProduct], Iterator[Row]]


def results_files(market: Market, cleared: Sequence[ClearedProduct]) -> dict[str, bytes]:
    """Every file of ``results/`` by its name (with ``/``). Floats lose nothing, but in ``published/``."""
    awards = [row for product in cleared for row in _awards(market, product)]
    published = [_published(market, product, award) for product in cleared for award in product.awards]
    files = {
        "awards.csv": table(AWARDS, awards),
        "prices.csv": table(PRICES, (row for each in cleared for row in _prices(each))),
        "binding_constraints.csv": table(BINDING, (row for each in cleared for row in binding_rows(each))),
        "raised_limits.csv": table(RAISED, (row for each in cleared for row in raised_rows(each))),
        CLEARED: _cleared(market, cleared),
        "published/PUBLIC_AUCTION_RESULT.csv": table(PUBLIC, (row for row in published if row["MW"])),
        "published/CLEARING_PRICE.csv": table(("MarketName", *PRICES), _rounded(market, cleared, _prices)),
        "published/BINDING_CONSTRAINT.csv": table(
            ("MarketName", *BINDING), _rounded(market, cleared, binding_rows)
        ),
    }
    return files | private_files("PRIVATE_AUCTION_RESULT", PRIVATE, published)


def private_files(kind: str, columns: Sequence[str], rows: Iterable[Row]) -> dict[str, bytes]:
    """The published files that only one owner sees, each with its own rows."""
    by_owner: dict[str, list[Row]] = {}
    for row in rows:
        by_owner.setdefault(str(row["AssetOwner"]), []).append(row)
    return {f"published/{kind}_{owner}.csv": table(columns, own) for owner, own in sorted(by_owner.items())}


def table(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A CSV file of these columns, in UTF-8; text that a spreadsheet would run gets an apostrophe before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return text.getvalue().encode()


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return "" if value is None else repr(float(value))


def _of_record(record: Record) -> dict[str, Cell]:
    bid = record.bid
    return {
        "Period": record.period,
        "TOU": record.tou,
        "AssetOwner": record.owner,
        "BidType": "SELL" if bid.sells else "BUY",
        "CrrId": record.crr_id,
        "CrrType": record.crr_type,
        "HedgeType": bid.hedge_type,
        "Source": bid.source,
        "Sink": bid.sink,
        "BidMW": bid.mw,
    }


def _awards(market: Market, product: ClearedProduct) -> Iterator[Row]:
    for award in product.awards:
        own = _of_record(market.records[award.key])
        yield {"Record": award.key, **own, "MW": award.mw, "ClearingPrice": award.price}


def _published(market: Market, product: ClearedProduct, award: Award) -> Row:
    """A record's award, rounded. An obligation's price is that between its published ends; an option has its own."""
    bid = market.records[award.key].bid
    price = (
        published_price(award.price)
        if bid.hedge_type == "OPT"
        else published_difference(product.prices[bid.sink], product.prices[bid.source])
    )
    own = _of_record(market.records[award.key])
    return {"MarketName": market.name, **own, "MW": published_mw(award.mw), "ClearingPrice": price}


def _prices(product: ClearedProduct) -> Iterator[Row]:
    for location, price in product.prices.items():
        yield {
            "Period": product.period, "TOU": product.tou, "SourceSink": location, "ClearingPrice": price,
        }  # fmt: skip


def binding_rows(product: ClearedProduct | AllocatedProduct) -> Iterator[Row]:
    """A product's rows of ``binding_constraints.csv``."""
    for each in product.binding:
        yield {
            "Period": product.period, "TOU": product.tou, "ConstraintName": each.name,
            "ConstraintType": each.type, "Contingency": each.contingency, "Direction": each.direction,
            "Limit": each.limit_mw, "Flow": each.flow_mw, "ShadowPrice": each.shadow_price,
        }  # fmt: skip


def raised_rows(product: ClearedProduct | AllocatedProduct) -> Iterator[Row]:
    """A product's rows of ``raised_limits.csv``."""
    for each in product.raised:
        yield {
            "Period": product.period, "TOU": product.tou, "ConstraintName": each.name,
            "ConstraintType": each.type, "Contingency": each.contingency, "Direction": each.direction,
            "Limit": each.limit_mw, "RaisedTo": each.raised_to_mw,
        }  # fmt: skip


def _rounded(market: Market, cleared: Sequence[ClearedProduct], rows: Rows) -> Iterator[Row]:
    for product in cleared:
        for row in rows(product):
            yield {"MarketName": market.name, **{name: _round(name, cell) for name, cell in row.items()}}


def _round(column: str, cell: Cell) -> Cell:
    if not isinstance(cell, float):
        return cell
    return published_price(cell) if column.endswith("Price") else published_mw(cell)


def _cleared(market: Market, cleared: Sequence[ClearedProduct]) -> bytes:
    proofs = [
        {"value": each.value, "duality_gap": each.duality_gap, "bids": len(each.awards)} for each in cleared
    ]
    return cleared_file(market, {"shape": market.shape}, zip(cleared, proofs, strict=True))


def cleared_file(
    market: Market | NominationMarket,
    way: Mapping[str, str],
    proven: Iterable[tuple[ClearedProduct | AllocatedProduct, Mapping[str, float]]],
) -> bytes:
    """How it was cleared (``way``), from what, and each product with what proves it."""
    document = {
        "market": market.name,
        "case": market.case.name,
        **way,
        "notes": list(market.notes),
        "inputs": dict(sorted(market.digests.items())),
        "products": [
            {
                "period": each.period, "tou": each.tou, **proof, "binding": len(each.binding),
                "raised": len(each.raised), "rounds": each.rounds, "rows": each.rows,
            }
            for each, proof in proven
        ],
        "left_out": [],
    }  # fmt: skip
    return tomli_w.dumps(document).encode()
