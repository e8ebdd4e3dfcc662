"""The stretches of time that one owner's CRR was split into: the CRR itself, and what was cut off before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from marketsim.system.holdings.cutting import thousandths
from marketsim.system.store.holdings import Crr

A_SECOND = timedelta(seconds=1)


def stretches(crr: Crr, inventory: Iterable[Crr]) -> list[Crr]:
    """The CRR and all that was split off it by date, and off that; what was sold or migrated is none of them."""
    children: dict[int, list[Crr]] = {}
    for each in inventory:
        if each.parent_crr_id is not None:
            children.setdefault(each.parent_crr_id, []).append(each)
    found = {crr.crr_id: crr}
    fresh = [crr]
    while fresh:
        split = [
            child for each in fresh for child in children.get(each.crr_id, ()) if _split_off(child, each)
        ]
        fresh = [each for each in split if each.crr_id not in found]
        found |= {each.crr_id: each for each in fresh}
    return list(found.values())


def split_from(crr: Crr, by_id: Mapping[int, Crr]) -> list[Crr]:
    """The CRRs that this one was split off by date, the nearest first."""
    found: list[Crr] = []
    parent = by_id.get(crr.parent_crr_id or 0)
    while parent is not None and parent not in found and _split_off(crr, parent):
        found.append(parent)
        crr, parent = parent, by_id.get(parent.parent_crr_id or 0)
    return found


def covering(found: Iterable[Crr], start: datetime, end: datetime, mw: float) -> list[Crr] | None:
    """Stretches that have ``mw`` at every time from ``start`` to ``end``, by date; None where they don't."""
    enough = sorted(
        (each for each in found if thousandths(each.mw) >= thousandths(mw)),
        key=lambda each: (each.start, each.crr_id),
    )
    chosen: list[Crr] = []
    begin = start
    for each in enough:
        if each.start <= begin <= each.end and begin <= end:
            chosen.append(each)
            begin = each.end + A_SECOND
    return chosen if begin > end and chosen else None


def _split_off(child: Crr, parent: Crr) -> bool:
    same = ("owner", "category", "market_name", "offer_type")
    return all(getattr(child, name) == getattr(parent, name) for name in same)
