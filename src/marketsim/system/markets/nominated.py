"""The nominations of an allocation's SUBMITTED portfolios, hubs divided into generators; and those left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.markets.ground import Ground, submitted_portfolios
from marketsim.system.markets.inputs import LeftOut, Nominated
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.settings import Settings
from marketsim.system.store.locations import list_locations, list_replacements
from marketsim.system.store.markets import MarketRow
from marketsim.system.store.nominations import NominationRow, nominations_of

Parts = tuple[tuple[str, float], ...]  # generators with their participation factors, or the source alone


def gather_nominations(
    store: Connection, settings: Settings, market: MarketRow, now: datetime, *, lenient: bool = False
) -> tuple[tuple[Nominated, ...], tuple[LeftOut, ...]]:
    """What to test, numbered from 1 in the order of submission, and what is left out with the reason.

    Left out is what was sound when it was submitted and isn't now: a location that left the newest list or was cut
    off; with ``lenient`` nothing is. Setting ``allocation.hub`` says how a trading hub is tested (market rules 3.2):
    as ``generators``, each a record with its part of the MW, or as its participation ``factors`` in one. Raises
    MarketProblem for a hub whose generators have no locations.
    """
    submitted = submitted_portfolios(store, market)
    kept = nominations_of(store, [each.id for each in submitted])
    ground = Ground.of(store, market, now)
    parts_of = _dividing(store, market) if settings.text("allocation.hub") == "generators" else _undivided
    nominated: list[Nominated] = []
    left_out: list[LeftOut] = []
    for portfolio in submitted:
        for position, row in enumerate(kept[portfolio.id], start=1):
            reason = ground.why_not(row.period, row.tou, (row.source, row.sink), islands=False)
            if reason is not None and not lenient:
                told = (portfolio.name, portfolio.participant, position, None, reason, row.nomination_id)
                left_out.append(LeftOut(*told))
                continue
            for source, share in parts_of(row.source):
                nominated.append(_nominated(len(nominated) + 1, portfolio.name, row, source, share))
    return tuple(nominated), tuple(left_out)


def _nominated(number: int, portfolio: str, row: NominationRow, source: str, share: float) -> Nominated:
    return Nominated(
        record=number,
        portfolio=portfolio,
        owner=row.asset_owner,
        nomination_id=row.nomination_id,
        source=source,
        sink=row.sink,
        tou=row.tou,
        period=row.period,
        crr_type=row.crr_type,
        mw=row.mw * share,
        hub=None if source == row.source else row.source,
        share=share,
    )


def _undivided(source: str) -> Parts:
    return ((source, 1.0),)


def _dividing(store: Connection, market: MarketRow) -> Callable[[str], Parts]:
    """Divides a hub into the generators at its buses; any other source stays whole."""
    gone = {each.retired for each in list_replacements(store, [period.name for period in market.periods])}
    known = [each for each in list_locations(store) if each.name not in gone]
    hubs: Mapping[str, Parts] = {each.name: each.factors for each in known if each.type == "HUB"}
    at: dict[str, str] = {}
    for each in known:
        if each.type == "GEN" and len(each.factors) == 1:
            at.setdefault(each.factors[0][0], each.name)

    def parts(source: str) -> Parts:
        if source not in hubs:
            return _undivided(source)
        for bus, _ in hubs[source]:
            if bus not in at:
                raise MarketProblem(
                    f"no generator at bus {bus} of the trading hub {source}",
                    expected="a location of type GEN at every bus of a hub that is nominated",
                    fix="add the location, or test hubs by their factors (setting allocation.hub)",
                )
        return tuple((at[bus], factor) for bus, factor in hubs[source])

    return parts
