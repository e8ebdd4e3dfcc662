"""Which trades await their credit check that would take MW of a CRR."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from marketsim.system.holdings.stretches import split_from
from marketsim.system.store.holdings import list_crrs
from marketsim.system.store.trades import Trade, pending


def trades_waiting(store: Connection, crr_ids: Collection[int]) -> dict[int, list[Trade]]:
    """By CRR the pending trades of it, or of what it was split off by date where they are about its days."""
    waiting = pending(store) if crr_ids else []
    if not waiting:
        return {}
    by_id = {crr.crr_id: crr for crr in list_crrs(store)}
    found: dict[int, list[Trade]] = {}
    for crr_id in crr_ids:
        crr = by_id.get(crr_id)
        former = {each.crr_id for each in split_from(crr, by_id)} if crr else set()
        for trade in waiting:
            inside = crr is not None and trade.start <= crr.end and crr.start <= trade.end
            if trade.crr_id == crr_id or (trade.crr_id in former and inside):
                found.setdefault(crr_id, []).append(trade)
    return found


def pending_requests(store: Connection, crr_ids: Collection[int]) -> dict[int, int]:
    """Of these CRRs the ones that a trade awaiting its credit check would move, with its requestId."""
    return {crr_id: waiting[-1].request_id for crr_id, waiting in trades_waiting(store, crr_ids).items()}
