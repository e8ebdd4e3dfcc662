"""Results of a market, as the clearing stored them: binding constraints, prices, awards."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, RowMapping, Table

from marketsim.contract.cells import Row
from marketsim.system.store.downloads import (
    allocation_awards,
    auction_awards,
    binding_constraints,
    clearing_prices,
    published,
)

# Column of a file -> column of a table, by download type.
KEY = {"MarketName": "market_name", "Period": "period", "TOU": "tou"}
AWARD = {"CrrType": "crr_type", "HedgeType": "hedge_type", "Source": "source", "Sink": "sink"}
OWN = {"AssetOwner": "owner", "CrrId": "crr_id"}
PUBLIC_ALLOCATION = KEY | AWARD | {"MW": "awarded_mw", "AssetOwner": "owner"}
PUBLIC_AUCTION = PUBLIC_ALLOCATION | {"BidType": "bid_type", "ClearingPrice": "clearing_price"}
PRIVATE_ALLOCATION = KEY | AWARD | OWN | {"NominatedMW": "nominated_mw", "MW": "awarded_mw"}
PRIVATE_AUCTION = (
    KEY
    | AWARD
    | OWN
    | {"BidType": "bid_type", "BidMW": "bid_mw", "MW": "awarded_mw", "ClearingPrice": "clearing_price"}
)
CLEARING_PRICE = KEY | {"SourceSink": "location", "ClearingPrice": "price"}
BINDING_CONSTRAINT = KEY | {
    "ConstraintName": "constraint_name",
    "ConstraintType": "constraint_type",
    "Contingency": "contingency",
    "Direction": "direction",
    "Limit": "limit_mw",
    "Flow": "flow_mw",
    "ShadowPrice": "shadow_price",
}
TABLES: Mapping[str, tuple[Table, Mapping[str, str]]] = {
    "BINDING_CONSTRAINT": (binding_constraints, BINDING_CONSTRAINT),
    "CLEARING_PRICE": (clearing_prices, CLEARING_PRICE),
    "PUBLIC_ALLOCATION_RESULT": (allocation_awards, PUBLIC_ALLOCATION),
    "PUBLIC_AUCTION_RESULT": (auction_awards, PUBLIC_AUCTION),
    "PRIVATE_ALLOCATION_RESULT": (allocation_awards, PRIVATE_ALLOCATION),
    "PRIVATE_AUCTION_RESULT": (auction_awards, PRIVATE_AUCTION),
}


def result_rows(
    store: Connection, market_name: str, download_type: str, owner: str | None = None
) -> list[Row]:
    """The rows of a result download; of one owner for a private one; none for an unknown type.

    The public files show what was awarded, a private one also what was asked for and got nothing.
    """
    if download_type not in TABLES:
        return []
    table, columns = TABLES[download_type]
    found = published(store, table, market_name, owner)
    if download_type.startswith("PUBLIC_"):
        found = [row for row in found if row["awarded_mw"] > 0]
    return [_row(row, columns) for row in found]


def _row(row: RowMapping, columns: Mapping[str, str]) -> Row:
    return {name: row[column] for name, column in columns.items()}
