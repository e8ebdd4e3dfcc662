"""The nomination caps that the nominations of an allocation were held against when they were submitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from marketsim.system.markets.ground import submitted_portfolios
from marketsim.system.markets.inputs import Nominated, NominationCap
from marketsim.system.settings import Settings
from marketsim.system.store.caps import CapCalculation, calculation_in_force, list_caps
from marketsim.system.store.markets import MarketRow

SIGNATURE = "SIGNATURE"


def gather_caps(
    store: Connection, settings: Settings, market: MarketRow, nominations: Iterable[Nominated]
) -> tuple[NominationCap, ...]:
    """The caps of each owner that nominates, of the calculation in force at its last submission.

    All its SUBMITTED portfolios were held against that one together; where a setting says that others don't count
    (``caps.count_submitted``) no total is limited, and there are none. What is nominated without a cap of a kind
    that the calculation has is told as a cap of 0 MW: that is what was allowed.
    """
    if not settings.flag("caps.count_submitted"):
        return ()
    last = {each.participant: each.submitted_at for each in submitted_portfolios(store, market)}
    by_owner: dict[str, list[Nominated]] = {}
    for each in nominations:
        by_owner.setdefault(each.owner, []).append(each)
    found: list[NominationCap] = []
    for owner in sorted(by_owner):
        at = last.get(owner)
        calculation = None if at is None else calculation_in_force(store, market.name, at)
        if calculation is not None:
            found += _of_owner(store, calculation, owner, by_owner[owner])
    return tuple(found)


def _of_owner(
    store: Connection, calculation: CapCalculation, owner: str, nominations: Iterable[Nominated]
) -> Iterator[NominationCap]:
    caps = {
        (cap.kind, cap.source, cap.sink, cap.crr_type, cap.period, cap.tou): cap.mw
        for cap in list_caps(store, calculation.name, owner=owner)
    }
    for each in nominations:
        for kind in sorted(calculation.kinds):
            source = (each.hub or each.source) if kind == SIGNATURE else None
            caps.setdefault((kind, source, each.sink, each.crr_type, each.period, each.tou), 0.0)
    for key, mw in caps.items():
        yield NominationCap(key[0], owner, *key[1:], mw)
