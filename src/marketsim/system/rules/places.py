"""Rules about where the records of an auction portfolio begin and end: pairs by type, and islands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from marketsim.system.rules.bid_sheet import JUDGED, BidSheet
from marketsim.system.rules.portfolio_records import content_rule
from marketsim.system.rules.rule import Finding, Rule
from marketsim.system.settings import Settings

TABLE = "pairs."


def allowed_pairs(settings: Settings) -> frozenset[tuple[str, str]]:
    """The types of locations (from, to) a bid may run between, by the rows of the settings table ``pairs``."""
    rows = (each.name.removeprefix(TABLE) for each in settings if each.name.startswith(TABLE))
    pairs = (row.upper().split("_") for row in rows if settings.flag(TABLE + row))
    return frozenset((source, sink) for source, sink in pairs)


def _pair(facts: BidSheet) -> Iterable[Finding]:
    """Of ends that may be bid, each by itself; what is wrong with one end is told by its own rule."""
    judged: dict[tuple[str, str], tuple[str, str] | None] = {}
    for path, bid in facts.bids():
        ends = bid.source, bid.sink
        if ends not in judged:
            judged[ends] = _unwanted_types(facts, *ends)
        types = judged[ends]
        if types is not None and {(bid.source, bid.tou), (bid.sink, bid.tou)} <= facts.biddable:
            yield Finding(f"{path}.sink", (bid.sink, bid.source, *types))


def _unwanted_types(facts: BidSheet, source: str, sink: str) -> tuple[str, str] | None:
    types = facts.types.get(source), facts.types.get(sink)
    if source == sink or types[0] is None or types[1] is None or types in facts.pairs:
        return None
    return types[0], types[1]


def _buys_on_island(facts: BidSheet) -> Iterable[Finding]:
    for path, bid in facts.bids() if facts.islanded else ():
        for member, location in _islanded_ends(facts, bid):
            yield Finding(f"{path}.{member}", (location, facts.market_name))


def _sells_on_empty_island(facts: BidSheet) -> Iterable[Finding]:
    for path, offer in facts.offers() if facts.islanded else ():
        for member, location in _islanded_ends(facts, offer):
            if (location, offer.period, offer.tou) not in facts.loaded:
                yield Finding(f"{path}.{member}", (location, facts.market_name))


def _islanded_ends(facts: BidSheet, record: Any) -> Iterator[tuple[str, str]]:
    for member in ("source", "sink"):
        if (location := getattr(record, member)) in facts.islanded:
            yield member, location


ISLAND = "market rules 5.1: at an islanded location offers only, and only where there is base loading"

RULES: tuple[Rule, ...] = (
    content_rule("bid-pair-allowed", BidSheet, _pair,
                 "{0} ({3}) may not be bid from {1} ({2}): no such pair of types is allowed",
                 source="market rules 5.2: pairs tied to the delivery of supply; settings, table pairs",
                 provenance="seed", where=JUDGED),
    content_rule("bid-location-connected", BidSheet, _buys_on_island,
                 "{0} is islanded by outages in market {1}: nothing can be bought there", source=ISLAND,
                 provenance="seed", where=JUDGED),
    content_rule("offer-location-loaded", BidSheet, _sells_on_empty_island,
                 "{0} is islanded by outages in market {1} and has no base loading to be sold",
                 source=ISLAND, provenance="seed", where=JUDGED),
)  # fmt: skip
