"""Markets, windows and conversions of the old system as kept here; those in flight are in exactly one system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.calendar.periods import span
from marketsim.system.cutover.extract.rows import OldConversion, OldMarket
from marketsim.system.cutover.problem import ExtractFault
from marketsim.system.downloads.set_asides import publish_set_asides
from marketsim.system.settings import Settings
from marketsim.system.store.cutovers import CutMarket
from marketsim.system.store.locations import publish_source_sinks
from marketsim.system.store.markets import MarketRow, add_market
from marketsim.system.store.migration_markets import MigrationMarketRow, add_migration_market
from marketsim.system.store.tor_conversion import add_approval, add_request
from marketsim.system.store.tor_windows import TorWindowRow, add_tor_window

FINISH_OLD, FINISH_NEW = "FINISH_OLD", "FINISH_NEW"
ALONE = ("LOAD_MIGRATION", "TOR")
"""Kinds of which one old market is one new market where its results come in from the old system later."""


def cut_markets_of(markets: Iterable[OldMarket], names: Mapping[str, str]) -> list[CutMarket]:
    """The old markets with their new names."""
    return [
        CutMarket(
            each.name, names[each.name], each.kind, each.term, each.period, each.opens, each.closes, each.posted,
            each.in_flight,
        )
        for each in markets
    ]  # fmt: skip


def market_faults(markets: Sequence[OldMarket], names: Mapping[str, str]) -> list[ExtractFault]:
    """What markets may not say: of themselves, and as seasons of one new market."""
    found = []
    together: defaultdict[str, list[OldMarket]] = defaultdict(list)
    for each in markets:
        if each.name in names:
            together[names[each.name]].append(each)
        if each.opens >= each.closes:
            found.append(
                _odd(each, "CloseDate", "not after OpenDate", "a window that opens before it closes")
            )
        if each.posted is None and each.in_flight is None:
            found.append(_odd(each, "InFlight", "empty", "FINISH_OLD or FINISH_NEW where nothing is posted"))
        if each.posted is not None and each.in_flight is not None:
            found.append(_odd(each, "InFlight", each.in_flight, "nothing where the results are posted"))
    for name, parts in together.items():
        if len({(each.kind, each.term, each.in_flight) for each in parts}) > 1:
            what = f"{', '.join(each.name for each in parts)} become {name}"
            found.append(_odd(parts[0], "InFlight", what, "one kind, term and system for all of them"))
        elif len(parts) > 1 and parts[0].in_flight == FINISH_OLD and parts[0].kind in ALONE:
            what = f"{', '.join(each.name for each in parts)} become {name}"
            found.append(_odd(parts[0], "InFlight", what, f"one market of kind {parts[0].kind} for it"))
    return found


def known_here(markets: Iterable[CutMarket], *, both: bool = False) -> list[CutMarket]:
    """The markets that the new system knows: all but those the old one finishes. ``both`` is a fault."""
    return [each for each in markets if both or each.in_flight != FINISH_OLD or each.finished_at is not None]


def write_markets(store: Connection, settings: Settings, markets: Iterable[CutMarket]) -> list[MarketRow]:
    """Keep markets and windows; those not posted get their lists of sources and sinks. Returns what isn't posted."""
    together: defaultdict[tuple[str, str], list[CutMarket]] = defaultdict(list)
    for each in markets:
        together[each.kind, each.new_market].append(each)
    ahead = []
    for (kind, name), parts in sorted(together.items()):
        if kind == "LOAD_MIGRATION":
            add_migration_market(store, _migration_market(name, parts))
        elif kind == "TOR":
            add_tor_window(store, _window(name, parts))
        else:
            market = _market(kind, name, parts)
            add_market(store, market)
            if market.posted_at is None:
                publish_source_sinks(store, market)
                publish_set_asides(store, market, settings.fraction("setaside.intertie"))
                ahead.append(market)
    return ahead


def _market(kind: str, name: str, parts: Sequence[CutMarket]) -> MarketRow:
    opens = min(each.opens for each in parts)
    return MarketRow(
        name=name,
        market_type=kind,
        market_term=parts[0].term,
        data_publish_date=opens,
        open_date=opens,
        close_date=max(each.closes for each in parts),
        posted_at=_last([each.posted for each in parts]),
        cancelled=False,
        periods=tuple(span(each) for each in sorted({each.period for each in parts})),
    )


def _migration_market(name: str, parts: Sequence[CutMarket]) -> MigrationMarketRow:
    return MigrationMarketRow(
        name=name,
        effective_date=min(span(each.period).start for each in parts),
        open_date=min(each.opens for each in parts),
        close_date=max(each.closes for each in parts),
        posted_at=_last([each.posted for each in parts]),
        n_hour_posting=False,
        n_hour_post_date=None,
    )


def _window(name: str, parts: Sequence[CutMarket]) -> TorWindowRow:
    """The old system had one window; the first half of it is taken for requests, the second for approvals."""
    opens, closes = min(each.opens for each in parts), max(each.closes for each in parts)
    middle = (opens + (closes - opens) / 2).replace(microsecond=0)
    posted = _last([each.posted for each in parts])
    return TorWindowRow(name, parts[0].period, opens, middle, middle, closes, posted)


def _last(moments: Sequence[datetime | None]) -> datetime | None:
    known = [each for each in moments if each is not None]
    return max(known) if len(known) == len(moments) else None


def write_conversions(
    store: Connection,
    conversions: Iterable[OldConversion],
    names: Mapping[str, str],
    owners: Mapping[str, str],
    nodes: Mapping[str, str],
    new_id: Mapping[str, int],
) -> None:
    """Keep requests and approvals of the options that are held, so that it is known which the model carries."""
    for each in conversions:
        if each.old_id not in new_id:
            continue
        request = add_request(
            store,
            {
                "window": names[each.window],
                "holder": owners.get(each.holder, each.holder),
                "source": nodes.get(each.source, each.source),
                "sink": nodes.get(each.sink, each.sink),
                "start": each.start,
                "end": each.end,
                "mw": each.mw / 1000,
                "transferee": owners.get(each.participant, each.participant),
                "modeled": each.modeled,
                "status": "APPROVED",
                "created_at": each.start,
            },
        )
        approval = {"request_id": request, "tou": each.tou, "hedge_type": "OPT", "status": "APPROVED"}
        add_approval(store, {**approval, "mt_tor_crr_id": new_id[each.old_id]})


def _odd(row: OldMarket, column: str, found: str, expected: str) -> ExtractFault:
    return ExtractFault("markets.csv", row.line, column, found, expected)
