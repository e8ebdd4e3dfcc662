"""Inventories of CRRs by law: MW of every owner, path, time of use and day, before and after what happened.

``judge_inventory`` judges one inventory, ``judge_change`` two and the deeds in between. Rows are those of
existing-CRR downloads, deeds are made of what the API and the published results tell.
"""

from __future__ import annotations

from marketsim.verification.inventory.deeds import (
    Deed,
    Entry,
    allocation,
    auction,
    conversion,
    migration,
    received,
    responded_trade,
    taken_back,
    trade,
)
from marketsim.verification.inventory.judging import ALONE, OVER_TIME, judge_change, judge_inventory, mw_held
from marketsim.verification.inventory.segment import Path, Segment, read_inventory

__all__ = [
    "ALONE",
    "OVER_TIME",
    "Deed",
    "Entry",
    "Path",
    "Segment",
    "allocation",
    "auction",
    "conversion",
    "judge_change",
    "judge_inventory",
    "migration",
    "mw_held",
    "read_inventory",
    "received",
    "responded_trade",
    "taken_back",
    "trade",
]
