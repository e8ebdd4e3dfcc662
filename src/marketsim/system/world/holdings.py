"""Lays the holdings that no market awards, and what load migration makes of those that an allocation awarded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from marketsim.system.calendar.periods import PACIFIC, Span, month, season, span
from marketsim.system.store.holdings import FIRST_CRR_ID, Crr, add_crrs, list_crrs
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Lay holdings.yaml: CRRs made by the ISO and sold parts of them."""
    data = world_data("holdings")
    names = _names(now)
    held = [_crr(entry, names, crr_id) for crr_id, entry in enumerate(data["crrs"], FIRST_CRR_ID)]
    for entry in data["trades"]:
        held = _traded(held, entry)
    add_crrs(store, held)


def lay_migrations(store: Connection, now: datetime) -> None:
    """Move load as holdings.yaml says, from the allocations posted so far: in the month of ``now``."""
    today = now.astimezone(PACIFIC)
    this_month = month(today.year, today.month)
    held = list_crrs(store)
    for entry in world_data("holdings")["migrations"]:
        made = _migrated(held, entry, this_month)
        add_crrs(store, made)
        held += made


def _names(now: datetime) -> dict[str, str]:
    today = now.astimezone(PACIFIC)
    return {"next": str(today.year + 1), "season": season(today.year, (today.month + 2) // 3).name}


def _crr(entry: dict[str, Any], names: dict[str, str], crr_id: int) -> Crr:
    period = span(entry["period"].format(**names))
    return Crr(
        crr_id=crr_id,
        parent_crr_id=None,
        owner=entry["owner"],
        source=entry["source"],
        sink=entry["sink"],
        tou=entry["tou"],
        hedge_type="OPT",
        crr_type=entry["crr_type"],
        category="SYSTEM",
        market_name="SYSTEM",
        period=period.name,
        start=period.start,
        end=period.end,
        mw=float(entry["mw"]),
    )


def _traded(held: list[Crr], entry: dict[str, Any]) -> list[Crr]:
    """The seller keeps the rest; the buyer's part is a CRR of its own with the seller's as its parent."""
    (sold,) = [
        crr
        for crr in held
        if (crr.owner, crr.source, crr.crr_type) == (entry["seller"], entry["source"], entry["crr_type"])
    ]
    bought = replace(
        sold,
        crr_id=held[-1].crr_id + 1,
        parent_crr_id=sold.crr_id,
        owner=entry["buyer"],
        category="SECONDARY_MARKET",
        market_name="SECONDARY_MARKET",
        mw=float(entry["mw"]),
    )
    rest = replace(sold, mw=round(sold.mw - bought.mw, 3))
    return [rest if crr is sold else crr for crr in held] + [bought]


def _migrated(held: list[Crr], entry: dict[str, Any], effective: Span) -> list[Crr]:
    """The pairs that one loss of load makes, from the first of the month on.

    The gainer gets an LSE_LMT on the parent's path. The loser gets an LMT_CNT of as many MW with source and
    sink swapped: it offsets that much of the parent, which itself stays as it is, and both MW are positive.
    """
    made: list[Crr] = []
    for parent in held:
        if parent.owner != entry["from"] or parent.crr_type != "LSE" or parent.end < effective.start:
            continue
        share = Fraction(str(entry["percent"][parent.tou])) / 100
        transfer = replace(
            parent,
            parent_crr_id=parent.crr_id,
            category="LOAD_MIGRATION",
            market_name=f"LOAD_MIGRATION_{effective.name}",
            start=max(parent.start, effective.start),
            mw=float(round(Fraction(str(parent.mw)) * share, 3)),
        )
        first = held[-1].crr_id + len(made) + 1
        made.append(replace(transfer, crr_id=first, owner=entry["to"], crr_type="LSE_LMT"))
        made.append(
            replace(
                transfer, crr_id=first + 1, crr_type="LMT_CNT", source=transfer.sink, sink=transfer.source
            )
        )
    return made
