"""Rules about the bids and offers of an auction portfolio (market rules 5.1); of offers more in offers.py."""

from __future__ import annotations

from collections.abc import Iterable
from operator import gt, le, lt, ne

from marketsim.contract.messages.auction import NewOffer
from marketsim.system.rules.bid_sheet import CREATION, JUDGED, BidSheet
from marketsim.system.rules.portfolio_records import content_rule
from marketsim.system.rules.rule import Finding, Rule, Stage


def _too_many(facts: BidSheet) -> Iterable[Finding]:
    if len(facts.sheet) > facts.most_records:
        yield Finding("newBids", (len(facts.sheet), facts.most_records))


def _starts_above_zero(facts: BidSheet) -> Iterable[Finding]:
    for curves in facts.curves:
        for point in curves.firsts:
            if curves.mw[point] != 0:
                yield Finding(f"{curves.path(point)}.mw", (curves.mw[point],))


def _mw_not_rising(facts: BidSheet) -> Iterable[Finding]:
    for curves in facts.curves:
        for point in curves.after(le, curves.mw):
            yield Finding(f"{curves.path(point)}.mw", (curves.mw[point], curves.mw[point - 1]))


def _price_direction(facts: BidSheet) -> Iterable[Finding]:
    for curves in facts.curves:
        told = set()
        wrongly = ne if facts.curve_rule == "flat" else lt if curves.sells else gt
        for point in curves.after(wrongly, curves.price):
            if (record := curves.record(point)) not in told:  # the first wrong point of a record says enough
                told.add(record)
                economic = "may not fall" if curves.sells else "may not rise"
                words = {"flat": "must stay the same", "economic": economic}[facts.curve_rule]
                yield Finding(f"{curves.path(point)}.price", ("offer" if curves.sells else "bid", words))


def _out_of_all_bounds(facts: BidSheet) -> Iterable[Finding]:
    most_mw, most_price = facts.most_mw, facts.most_price
    for curves in facts.curves:
        for point in _beyond(curves.mw, most_mw):
            found = f"{curves.mw[point]:g} MW"
            yield Finding(f"{curves.path(point)}.mw", (found, f"{most_mw:,.0f} MW"))
        for point in _beyond(curves.price, most_price):
            found = f"{curves.price[point]:g} $/MW"
            yield Finding(f"{curves.path(point)}.price", (found, f"{most_price:,.0f} $/MW either way"))


def _beyond(values: list[float], most: float) -> list[int]:
    """The positions of values further from 0 than ``most``."""
    if max(values, default=0) <= most and min(values, default=0) >= -most:
        return []
    return [position for position, value in enumerate(values) if abs(value) > most]


def _bought_option(facts: BidSheet) -> Iterable[Finding]:
    for path, record in facts.sheet:
        if not isinstance(record, NewOffer) and record.hedge_type != "OBL":
            yield Finding(f"{path}.hedgeType", (record.hedge_type,))


def _bought_type(facts: BidSheet) -> Iterable[Finding]:
    for path, record in facts.sheet:
        if not isinstance(record, NewOffer) and record.crr_type != "AUC":
            yield Finding(f"{path}.crrType", (record.crr_type,))


def _unreadable_description(facts: BidSheet) -> Iterable[Finding]:
    for path, record in facts.sheet:
        if isinstance(record.description, str) and "\\" in record.description:
            yield Finding(f"{path}.description")


CURVE = "auction 1.2.1, bid curve"

RULES: tuple[Rule, ...] = (
    # The size is judged before the records, so that a huge upload is not judged record by record.
    content_rule("bid-records-at-most", BidSheet, _too_many, "{0} records; at most {1} are taken at once",
                 stage=Stage.STATE, source="market simulation deck, size rules", provenance="seed",
                 where=CREATION),
    content_rule("bid-curve-starts-at-zero", BidSheet, _starts_above_zero,
                 "the first point must be 0 MW, not {0}", source=CURVE, provenance="contract",
                 where=JUDGED),
    content_rule("bid-curve-mw-rises", BidSheet, _mw_not_rising, "{0} MW after {1} MW; MW must rise",
                 source=CURVE + "; strictness is ours", where=JUDGED),
    content_rule("bid-curve-price-direction", BidSheet, _price_direction, "the price of this {0} {1}",
                 source=CURVE + "; the published texts look swapped, setting bid_curve.rule", where=JUDGED),
    # One such bid would leave the whole market without a clearing.
    content_rule("bid-within-bounds", BidSheet, _out_of_all_bounds, "{0} is beyond {1}",
                 source="the contract sets no bounds; settings bid_curve.most_mw and bid_curve.most_price",
                 where=JUDGED),
    content_rule("bid-obligation-bought", BidSheet, _bought_option, "{0} cannot be bought, only OBL",
                 source="market rules 5.1", where=JUDGED),
    content_rule("bid-type-bought", BidSheet, _bought_type, "{0} cannot be bought, only AUC",
                 source="market rules 5.1: a production client's bids", where=JUDGED),
    content_rule("bid-description-readable", BidSheet, _unreadable_description,
                 "a backslash may be posted but not read back",
                 source="auction 1.2.1: the patterns of NewBid and Bid differ", provenance="contract",
                 where=JUDGED),
)  # fmt: skip
