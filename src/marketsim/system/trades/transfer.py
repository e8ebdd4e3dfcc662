"""The transfer of a CRR, or of a part of it by dates and MW, from a seller to a buyer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from itertools import count

from sqlalchemy import Connection

from marketsim.system.holdings.cutting import CuttingProblem, Pieces, cut
from marketsim.system.store.holdings import Crr, add_crrs, change_crr, next_crr_id
from marketsim.system.store.trades import Trade

MARKET = "SECONDARY_MARKET"
PRODUCT = ("source", "sink", "tou", "hedge_type", "crr_type")


def obstacle(trade: Trade, held: Mapping[int, Crr], now: datetime) -> str | None:
    """Why a trade cannot be carried out at ``now``, in the characters of messages; None where it can.

    ``held`` are the CRRs of the inventory by id.
    """
    crr = held.get(trade.crr_id or 0)
    if crr is None or crr.offer_type != "OWNER" or crr.owner != trade.seller:
        return f"CRR {trade.crr_id or 'unnamed'} is not held by {trade.seller}"
    if any(getattr(trade, name) != getattr(crr, name) for name in PRODUCT):
        return f"CRR {crr.crr_id} is another product"
    if trade.start <= now:
        return "the first day of the trade has begun"
    try:
        pieces_of(trade, crr, 0)
    except CuttingProblem as problem:
        return str(problem)
    return None


def pieces_of(trade: Trade, crr: Crr, first_id: int) -> Pieces:
    """What a trade makes of the seller's CRR; new ids count from ``first_id``; raises CuttingProblem.

    What is taken is the buyer's: a CRR of the category and market SECONDARY_MARKET, of the period and type that
    the seller's has.
    """
    ids = count(first_id)
    pieces = cut(crr, trade.start, trade.end, trade.mw, lambda _: next(ids))
    bought = replace(pieces.taken, owner=trade.buyer, category=MARKET, market_name=MARKET)
    return replace(pieces, taken=bought)


def after_transfer(held: Sequence[Crr], pieces: Pieces) -> list[Crr]:
    """The inventory as it would be after a transfer."""
    untouched = [each for each in held if each.crr_id != pieces.rest.crr_id]
    return [*untouched, *pieces.kept(), pieces.taken]


def carry_out(store: Connection, trade: Trade, crr: Crr, faults: frozenset[str] = frozenset()) -> int:
    """Move the traded part to the buyer; the id of the buyer's CRR. Raises CuttingProblem.

    ``faults`` of results: with ``sold-not-removed`` the seller keeps all, with ``bought-not-held`` the buyer gets
    nothing.
    """
    pieces = pieces_of(trade, crr, next_crr_id(store))
    if "sold-not-removed" not in faults:
        values = asdict(pieces.rest)
        change_crr(store, values.pop("crr_id"), **values)
        add_crrs(store, (each for each in (pieces.early, pieces.late) if each is not None))
    if "bought-not-held" not in faults:
        add_crrs(store, [pieces.taken])
    return pieces.taken.crr_id
