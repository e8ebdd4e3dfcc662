"""The files of an extract and their columns, in the order of the members of their rows. All of it is ours (assumed)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marketsim.system.cutover.extract import cells, rows
from marketsim.system.cutover.extract.cells import Reader, maybe

CRR_TYPES = ("LSE", "OBAALSE", "AUC", "MT")
HELD_TYPES = (*CRR_TYPES, "MT_TOR", "LSE_LMT", "LMT_CNT")
FUNCTIONS = ("CRRH", "CLSE", "CUDC", "TOR", "CEC", "NDA")
CATEGORIES = ("ALLOCATION", "AUCTION", "SECONDARY_MARKET", "SYSTEM", "LOAD_MIGRATION")

_DATES: dict[str, Reader] = {"StartDate": cells.instant, "EndDate": cells.instant}
_PATH: dict[str, Reader] = {"Source": cells.name, "Sink": cells.name, "TOU": cells.tou}


@dataclass(frozen=True, slots=True)
class Table:
    """One file: what a row is made of, its columns with what they may hold, and the columns that name a row once."""

    row: Callable[..., Any]
    columns: Mapping[str, Reader]
    key: tuple[str, ...] = ()
    required: bool = False


TABLES: Mapping[str, Table] = {
    "participants.csv": Table(
        rows.OldParticipant,
        {
            "Participant": cells.owner, "NewName": maybe(cells.owner), "Duns": maybe(cells.duns),
            "Functions": cells.several(*FUNCTIONS), "ScIds": maybe(cells.text512),
        },
        ("Participant",),
        required=True,
    ),
    "roles.csv": Table(
        rows.OldGrant,
        {"Person": cells.person, "Participant": cells.owner, "OldRole": cells.text512},
        ("Person", "Participant", "OldRole"),
    ),
    "markets.csv": Table(
        rows.OldMarket,
        {
            "OldMarket": cells.market, "NewMarket": maybe(cells.market),
            "Kind": cells.one_of("ALLOCATION", "AUCTION", "LOAD_MIGRATION", "TOR"),
            "Term": cells.one_of("ANNUAL", "MONTHLY"), "Period": cells.period,
            "OpenDate": cells.instant, "CloseDate": cells.instant, "PostedDate": maybe(cells.instant),
            "InFlight": maybe(cells.one_of("FINISH_OLD", "FINISH_NEW")),
        },
        ("OldMarket",),
        required=True,
    ),
    "awards.csv": Table(
        rows.Award,
        {
            "OldCrrId": cells.ident, "OldMarket": maybe(cells.market), "Participant": cells.owner, **_PATH,
            "HedgeType": cells.hedge, "CrrType": cells.one_of(*CRR_TYPES), **_DATES, "MW": cells.mw,
            "Price": maybe(cells.price),
        },
        ("OldCrrId",),
        required=True,
    ),
    "sales.csv": Table(
        rows.Sale,
        {
            "SaleId": cells.ident, "OldMarket": cells.market, "OldCrrId": cells.ident, "Participant": cells.owner,
            **_DATES, "MW": cells.mw, "Price": maybe(cells.price),
        },
        ("SaleId",),
    ),
    "trades.csv": Table(
        rows.OldTrade,
        {
            "TradeId": cells.ident, "OldCrrId": cells.ident, "NewOldCrrId": cells.ident, "Seller": cells.owner,
            "Buyer": cells.owner, **_DATES, "MW": cells.mw, "EffectiveDate": cells.instant,
        },
        ("TradeId",),
    ),
    "adjustments.csv": Table(
        rows.Adjustment,
        {
            "AdjustmentId": cells.ident, "OldCrrId": cells.ident, "Participant": cells.owner,
            "MW": cells.signed_mw, **_DATES, "Reason": maybe(cells.text512),
        },
        ("AdjustmentId",),
    ),
    "migrations.csv": Table(
        rows.OldMigration,
        {
            "OldCrrId": cells.ident, "OldMarket": cells.market, "ParentOldCrrId": cells.ident,
            "Participant": cells.owner, "CrrType": cells.one_of("LSE_LMT", "LMT_CNT"), **_PATH, **_DATES,
            "MW": cells.mw, "FromLse": cells.owner, "ToLse": cells.owner,
        },
        ("OldCrrId",),
    ),
    "conversions.csv": Table(
        rows.OldConversion,
        {
            "OldCrrId": cells.ident, "OldWindow": cells.market, "Participant": cells.owner,
            "TorHolder": cells.owner, **_PATH, **_DATES, "MW": cells.mw, "Modeled": cells.flag,
        },
        ("OldCrrId",),
    ),
    "holdings.csv": Table(
        rows.OldHolding,
        {
            "OldCrrId": cells.ident, "ParentOldCrrId": maybe(cells.ident), "Participant": cells.owner, **_PATH,
            "HedgeType": cells.hedge, "CrrType": cells.one_of(*HELD_TYPES),
            "Class": cells.one_of(*CATEGORIES), "OldMarket": maybe(cells.market), **_DATES, "MW": cells.mw,
        },
        ("OldCrrId", "StartDate"),
        required=True,
    ),
    "locations.csv": Table(
        rows.OldLocation,
        {
            "SourceSink": cells.name, "Type": cells.designation, "Bus": cells.name, "Factor": cells.factor,
            "Biddable": cells.flag,
        },
        ("SourceSink", "Bus"),
        required=True,
    ),
    "retired.csv": Table(
        rows.RetiredNode,
        {"Retired": cells.name, "Type": cells.designation, "RetiredOn": cells.instant},
        ("Retired",),
    ),
    "messages.csv": Table(
        rows.OldMessage,
        {"SentTime": cells.instant, "Participant": maybe(cells.owner), "Text": cells.text512},
    ),
}  # fmt: skip
