"""Existing CRRs: everybody's, or one participant's by where they came from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from marketsim.contract.cells import Row
from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.store.holdings import Crr
from marketsim.system.store.segments import list_parts

CATEGORY_OF = {
    "PRIVATE_EXISTING_CRR_ALLOCATION": "ALLOCATION",
    "PRIVATE_EXISTING_CRR_AUCTION": "AUCTION",
    "PRIVATE_EXISTING_CRR_SECONDARY_MARKET": "SECONDARY_MARKET",
    "PRIVATE_EXISTING_CRR_SYSTEM": "SYSTEM",
    "PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3": "LOAD_MIGRATION",
    "PRIVATE_EXISTING_CRR_LM_BEYOND_3": "LOAD_MIGRATION",
}
YEARS_AHEAD = 3


def everybodys_crrs(store: Connection, now: datetime) -> list[Row]:
    """All CRRs that have not ended (an existing CRR is an unexpired one: market-rules.md section 9).

    A CRR whose MW a load migration changes has a row for each part of its time that has not ended.
    """
    return [_row(crr) for crr in list_parts(store, not_ended_at=now)]


def own_crrs(
    store: Connection,
    now: datetime,
    owner: str | None,
    download_type: str,
    *,
    years_ahead: int = YEARS_AHEAD,
) -> list[Row]:
    """One participant's CRRs of a private download type that have not ended; none for an unknown type.

    Migrated CRRs are split by the Pacific year of their last second: up to three years from now, or later.
    ``owner`` is None for everybody's.
    """
    if download_type not in CATEGORY_OF:
        return []
    found = list_parts(store, owner=owner, categories=(CATEGORY_OF[download_type],), not_ended_at=now)
    last_year = now.astimezone(PACIFIC).year + years_ahead
    if download_type == "PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3":
        found = [crr for crr in found if crr.end.astimezone(PACIFIC).year <= last_year]
    if download_type == "PRIVATE_EXISTING_CRR_LM_BEYOND_3":
        found = [crr for crr in found if crr.end.astimezone(PACIFIC).year > last_year]
    return [_row(crr) for crr in found]


def inventory_market(crr: Crr) -> str:
    """The market name as the inventory has it; all load migration markets are one there (notice, June 2025)."""
    return crr.category if crr.category == "LOAD_MIGRATION" else crr.market_name


def _row(crr: Crr) -> Row:
    return {
        "CrrId": crr.crr_id,
        "ParentCrrId": crr.parent_crr_id,
        "AssetOwner": crr.owner,
        "Source": crr.source,
        "Sink": crr.sink,
        "TOU": crr.tou,
        "HedgeType": crr.hedge_type,
        "CrrType": crr.crr_type,
        "Category": crr.category,
        "MarketName": inventory_market(crr),
        "Period": crr.period,
        "StartDate": crr.start,
        "EndDate": crr.end,
        "MW": crr.mw,
        "OfferType": crr.offer_type,
    }
