"""Bids and nominations in the markets in flight, and messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from marketsim.contract.cells import Cell
from marketsim.legacy.bids import KINDS
from marketsim.legacy.calendar import period_named
from marketsim.legacy.generator.draws import Draws
from marketsim.legacy.records import Bids, Holding, Market, Message
from marketsim.legacy.world import Place

BIDDERS = 4


def bids(
    draws: Draws,
    markets: Sequence[Market],
    holdings: Sequence[Holding],
    holders: Sequence[str],
    serving: Sequence[str],
    places: Sequence[Place],
) -> tuple[Bids, ...]:
    """What stood in every auction and allocation in flight, with offers of CRRs held in its period."""
    usable = [each for each in places if each.biddable and each.replacement is None]
    found: list[Bids] = []
    for market in markets:
        if market.in_flight is None or market.kind not in KINDS:
            continue
        if market.kind == "AUCTION":
            rows = [*_buys(draws, market, holders, usable), *_offers(market, holdings)]
        else:
            rows = list(_nominations(draws, market, serving, usable))
        found.append(Bids(market.old_market, KINDS[market.kind], tuple(rows)))
    return tuple(sorted(found, key=lambda each: each.old_market))


def _buys(
    draws: Draws, market: Market, holders: Sequence[str], usable: Sequence[Place]
) -> Iterator[dict[str, Cell]]:
    sources = [each.name for each in usable if each.kind != "LAP"]
    sinks = [each.name for each in usable if each.kind == "LAP"]
    for number in range(1, BIDDERS + 1):
        price, mw = draws.between(1, 900) / 4, draws.between(1, 400) / 8
        told = _told(draws.one_of(holders), draws.one_of(sources), draws.one_of(sinks), market)
        tou = draws.one_of(("ON", "OFF"))
        for point in (0.0, mw):
            yield _record(number, "BUY", None, told, tou, "AUC", point, price)


def _offers(market: Market, holdings: Sequence[Holding]) -> Iterator[dict[str, Cell]]:
    period = period_named(market.period)
    held = (
        each
        for each in holdings
        if each.start <= period.start
        and each.end >= period.end
        and each.mw >= 1000
        and each.class_ == "AUCTION"
    )
    for number, each in zip(range(BIDDERS + 1, BIDDERS + 3), held, strict=False):
        told = _told(each.participant, each.source, each.sink, market)
        for point in (0.0, each.mw // 1000 / 2):
            yield _record(number, "SELL", each.old_crr_id, told, each.tou, each.crr_type, point, 1.25)


def _nominations(
    draws: Draws, market: Market, serving: Sequence[str], usable: Sequence[Place]
) -> Iterator[dict[str, Cell]]:
    sources = [each.name for each in usable if each.kind != "LAP"]
    sinks = [each.name for each in usable if each.kind == "LAP"]
    for owner in serving[:BIDDERS]:
        told = _told(owner, draws.one_of(sources), draws.one_of(sinks), market)
        yield {
            **told, "HedgeType": "OBL", "TOU": draws.one_of(("ON", "OFF")), "CrrType": "LSE",
            "MW": draws.between(1, 400) / 8, "Description": None,
        }  # fmt: skip


def _told(owner: str, source: str, sink: str, market: Market) -> dict[str, Cell]:
    return {"AssetOwner": owner, "Source": source, "Sink": sink, "Period": market.period}


def _record(
    number: int,
    bid_type: str,
    crr_id: int | None,
    told: dict[str, Cell],
    tou: str,
    crr_type: str,
    mw: float,
    price: float,
) -> dict[str, Cell]:
    return {
        **told, "Record": number, "BidType": bid_type, "CrrId": crr_id, "HedgeType": "OBL", "TOU": tou,
        "CrrType": crr_type, "MW": mw, "Price": price, "Description": None,
    }  # fmt: skip


def messages(markets: Sequence[Market], taken_at: datetime, owners: Sequence[str]) -> tuple[Message, ...]:
    """The results posted last, told to everybody, and a word to each of some."""
    posted = sorted((each.posted_date, each.old_market) for each in markets if each.posted_date is not None)
    public = [Message(moment, None, f"Results of {name} are posted") for moment, name in posted[-8:]]
    private = [
        Message(taken_at - timedelta(days=number + 1), owner, "Your roles in the new system are being set up")
        for number, owner in enumerate(owners[:4])
    ]
    return tuple(sorted([*public, *private], key=lambda each: (each.sent_time, each.participant or "")))
