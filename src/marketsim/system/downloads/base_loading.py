"""Base loading: CRRs awarded before, which a market's network model carries; grouped, so no owner shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from marketsim.system.calendar.periods import Span
from marketsim.system.holdings.peaks import peak_mw
from marketsim.system.store.holdings import Crr, list_crrs
from marketsim.system.store.locations import list_replacements
from marketsim.system.store.markets import MarketRow, list_markets
from marketsim.system.store.migration_markets import all_migration_markets
from marketsim.system.store.segments import list_parts
from marketsim.system.store.tor_conversion import tor_approvals, tor_requests


@dataclass(frozen=True, slots=True)
class BaseLoad:
    """The MW that load a path in a market's period and time of use."""

    period: str
    tou: str
    source: str
    sink: str
    hedge_type: str
    mw: float


def base_loading(store: Connection, market: MarketRow, *, unmodelled_too: bool = False) -> list[BaseLoad]:
    """What is loaded before a market awards anything, by period, TOU, source, sink and hedge type.

    A CRR counts when it is in force in the period and was there before the market closed: its market (or that
    of the CRR it was split or migrated from) had posted by then. A conversion asked for as not modelled stays
    out (market-rules 8). Retired locations appear as their replacements of the period (deck, retired resource
    mapping). Where CRRs are in force for a part of the period only, the largest MW at any time count. A long-term
    allocation isn't loaded by the other tiers of its own year: what it awards is elected from them.
    ``unmodelled_too`` is a fault: nothing stays out.
    """
    loads: list[BaseLoad] = []
    loading = loading_crrs(store, market, unmodelled_too=unmodelled_too)
    for period in market.periods:
        names = {each.retired: each.replacement for each in list_replacements(store, [period.name])}
        loads += grouped(loading[period.name], period, names)
    return loads


def loading_crrs(
    store: Connection, market: MarketRow, *, unmodelled_too: bool = False
) -> dict[str, list[Crr]]:
    """The CRRs that load a market's model, by period (see ``base_loading``)."""
    awarded = {each.name: each.posted_at for each in list_markets(store, cancelled=True)}
    held = list_crrs(store)
    by_id = {crr.crr_id: crr for crr in held}
    unmodelled = set() if unmodelled_too else _unmodelled(store)
    tiers = f"{market.name.removesuffix('LT')}T" if market.long_term else None

    migrated = {each.name: each.posted_at for each in all_migration_markets(store)}

    def was_there(crr: Crr) -> bool:
        since = migrated.get(crr.market_name, market.close_date)
        if since is None or since > market.close_date:
            return False
        origin = _origin(crr, by_id).market_name
        if origin not in awarded:
            return True  # made by the ISO (SYSTEM), not by a market
        if tiers is not None and origin.startswith(tiers):
            return False
        posted = awarded[origin]
        return origin != market.name and posted is not None and posted <= market.close_date

    def still_there(crr: Crr) -> bool:
        """Whether it hadn't been sold by then: MW sold in an auction load until that auction is posted."""
        if crr.offer_type == "OWNER":
            return True
        posted = awarded.get(crr.market_name)
        return crr.category == "AUCTION" and (
            crr.market_name == market.name or posted is None or posted > market.close_date
        )

    there = [
        crr
        for crr in list_parts(store)
        if crr.mw > 0 and unmodelled.isdisjoint(_lineage(crr, by_id)) and was_there(crr) and still_there(crr)
    ]
    return {
        period.name: [crr for crr in there if crr.start <= period.end and crr.end >= period.start]
        for period in market.periods
    }


def grouped(held: Iterable[Crr], period: Span, replaced: dict[str, str]) -> list[BaseLoad]:
    """CRRs in force in a period as one line a TOU, path and hedge type, in that order.

    A path whose two ends a replacement made one location loads nothing, and has no line.
    """
    groups: dict[tuple[str, str, str, str], list[Crr]] = {}
    for crr in held:
        source, sink = replaced.get(crr.source, crr.source), replaced.get(crr.sink, crr.sink)
        if source != sink:
            groups.setdefault((crr.tou, source, sink, crr.hedge_type), []).append(crr)
    return [
        BaseLoad(period.name, *key, peak_mw(groups[key], period.start, period.end)) for key in sorted(groups)
    ]


def _origin(crr: Crr, by_id: dict[int, Crr]) -> Crr:
    return by_id.get(_lineage(crr, by_id)[-1], crr)


def _lineage(crr: Crr, by_id: dict[int, Crr]) -> list[int]:
    """The CRR's id, and those of what it was split or migrated from, the first of all at the end."""
    ids = [crr.crr_id]
    while crr.parent_crr_id in by_id and crr.parent_crr_id not in ids:
        ids.append(crr.parent_crr_id)
        crr = by_id[crr.parent_crr_id]
    return ids


def _unmodelled(store: Connection) -> set[int]:
    """CRRs made of TOR conversions that were asked for with modeled = N."""
    query = (
        select(tor_approvals.c.mt_tor_crr_id)
        .join(tor_requests, tor_requests.c.id == tor_approvals.c.request_id)
        .where(tor_requests.c.modeled == "N", tor_approvals.c.mt_tor_crr_id.is_not(None))
    )
    return set(store.execute(query).scalars())
