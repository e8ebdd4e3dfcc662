"""Gets a new inventory wrong, as the faults of a cutover say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.cutover import faults as wrong
from marketsim.system.cutover.conversion import Inventory, Terms
from marketsim.system.cutover.replay import Right
from marketsim.system.store.holdings import Crr

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
Falsifier = Callable[[Inventory, Mapping[str, Right], Terms], Inventory]


def falsified(
    inventory: Inventory, rights: Mapping[str, Right], terms: Terms, faults: Collection[str]
) -> Inventory:
    """The inventory with the faults that are on; without any, as it is."""
    for fault, falsify in FALSIFIERS.items():
        if fault in faults:
            inventory = falsify(inventory, rights, terms)
    return inventory


def _without(inventory: Inventory, crr: Crr | None) -> Inventory:
    if crr is None:
        return inventory
    return replace(
        inventory,
        crrs=tuple(each for each in inventory.crrs if each != crr),
        segments=tuple(each for each in inventory.segments if each.crr_id != crr.crr_id),
    )


def _changed(inventory: Inventory, change: Callable[[Crr], Crr]) -> Inventory:
    return replace(inventory, crrs=tuple(change(each) for each in inventory.crrs))


def _victim(inventory: Inventory) -> Crr | None:
    """The first CRR that is held and that no other comes from."""
    parents = {each.parent_crr_id for each in inventory.crrs}
    held = [
        each
        for each in inventory.crrs
        if each.mw and each.offer_type == "OWNER" and each.category in ("ALLOCATION", "AUCTION")
    ]
    childless = [each for each in held if each.crr_id not in parents]
    return next(iter(childless or held), None)


def _lost(inventory: Inventory, _rights: Mapping[str, Right], _terms: Terms) -> Inventory:
    return _without(inventory, _victim(inventory))


def _doubled(inventory: Inventory, _rights: Mapping[str, Right], _terms: Terms) -> Inventory:
    victim = _victim(inventory)
    return _changed(inventory, lambda crr: replace(crr, mw=round(crr.mw * 2, 3)) if crr == victim else crr)


def _uncountered(inventory: Inventory, _rights: Mapping[str, Right], _terms: Terms) -> Inventory:
    return _without(inventory, next((each for each in inventory.crrs if each.crr_type == "LMT_CNT"), None))


def _misnamed(inventory: Inventory, rights: Mapping[str, Right], terms: Terms) -> Inventory:
    old = {each.crr_id: each.old_id for each in inventory.origins}

    def awarded(crr: Crr) -> Crr:
        right = rights[old[crr.crr_id]]
        while right.parent is not None:
            right = rights[right.parent]
        return replace(crr, market_name=terms.market(right))

    return _changed(inventory, lambda crr: awarded(crr) if crr.category == "SECONDARY_MARKET" else crr)


def _misowned(inventory: Inventory, _rights: Mapping[str, Right], _terms: Terms) -> Inventory:
    victim, owners = _victim(inventory), sorted({each.owner for each in inventory.crrs})
    if victim is None or len(owners) < 2:
        return inventory
    other = owners[(owners.index(victim.owner) + 1) % len(owners)]
    return _changed(inventory, lambda crr: replace(crr, owner=other) if crr == victim else crr)


def _misdated(inventory: Inventory, _rights: Mapping[str, Right], _terms: Terms) -> Inventory:
    def early(crr: Crr) -> Crr:
        return replace(crr, end=crr.end - A_DAY) if crr.end - crr.start > 2 * A_DAY else crr

    return _changed(inventory, early)


def _without_summer_time(inventory: Inventory, _rights: Mapping[str, Right], _terms: Terms) -> Inventory:
    def late(crr: Crr) -> Crr:
        return replace(crr, start=_late(crr.start), end=_late(crr.end))

    return _changed(inventory, late)


def _late(moment: datetime) -> datetime:
    return moment + AN_HOUR if moment.astimezone(PACIFIC).dst() else moment


def _unsold(inventory: Inventory, _rights: Mapping[str, Right], _terms: Terms) -> Inventory:
    return replace(
        inventory, crrs=tuple(each for each in inventory.crrs if each.offer_type == "OWNER"), sold=()
    )


def _orphaned(inventory: Inventory, _rights: Mapping[str, Right], _terms: Terms) -> Inventory:
    return _changed(inventory, lambda crr: replace(crr, parent_crr_id=None))


FALSIFIERS: Mapping[str, Falsifier] = {
    wrong.LOSE_A_CRR: _lost,
    wrong.DOUBLE_MW: _doubled,
    wrong.DROP_COUNTERFLOW: _uncountered,
    wrong.WRONG_MARKET_NAME: _misnamed,
    wrong.WRONG_OWNER: _misowned,
    wrong.WRONG_DATES: _misdated,
    wrong.DST_DAY: _without_summer_time,
    wrong.NO_SELLER_ROWS: _unsold,
    wrong.LOSE_A_PARENT: _orphaned,
}
