"""Rules about the bids and offers of an auction portfolio (market rules 5.1); of offers more in offers.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from marketsim.contract.messages.auction import BidPoint, NewOffer
from marketsim.system.rules.bid_sheet import CREATION, JUDGED, BidSheet
from marketsim.system.rules.portfolio_records import content_rule
from marketsim.system.rules.rule import Finding, Rule, Stage


def _too_many(facts: BidSheet) -> Iterable[Finding]:
    if len(facts.sheet) > facts.most_records:
        yield Finding("newBids", (len(facts.sheet), facts.most_records))


def _starts_above_zero(facts: BidSheet) -> Iterable[Finding]:
    for path, record in facts.sheet:
        if record.bid_curve and record.bid_curve[0].mw != 0:
            yield Finding(f"{path}.bidCurve[0].mw", (record.bid_curve[0].mw,))


def _mw_not_rising(facts: BidSheet) -> Iterable[Finding]:
    for path, record in facts.sheet:
        for n, (before, after) in enumerate(pairwise(record.bid_curve), start=1):
            if after.mw <= before.mw:
                yield Finding(f"{path}.bidCurve[{n}].mw", (after.mw, before.mw))


def _price_direction(facts: BidSheet) -> Iterable[Finding]:
    for path, record in facts.sheet:
        sells = isinstance(record, NewOffer)
        wrong = _wrong_point(record.bid_curve, facts.curve_rule, sells)
        if wrong is not None:
            words = {"flat": "must stay the same", "economic": "may not fall" if sells else "may not rise"}
            yield Finding(
                f"{path}.bidCurve[{wrong}].price", ("offer" if sells else "bid", words[facts.curve_rule])
            )


def _wrong_point(curve: Sequence[BidPoint], rule: str, sells: bool) -> int | None:
    """The first point whose price breaks the curve rule."""
    for n, (before, after) in enumerate(pairwise(curve), start=1):
        step = after.price - before.price
        if step and (rule == "flat" or (step < 0) == sells):
            return n
    return None


def _out_of_all_bounds(facts: BidSheet) -> Iterable[Finding]:
    for path, record in facts.sheet:
        for n, point in enumerate(record.bid_curve):
            if point.mw > facts.most_mw:
                yield Finding(f"{path}.bidCurve[{n}].mw", (f"{point.mw:g} MW", f"{facts.most_mw:,.0f} MW"))
            if abs(point.price) > facts.most_price:
                bounds = f"{facts.most_price:,.0f} $/MW either way"
                yield Finding(f"{path}.bidCurve[{n}].price", (f"{point.price:g} $/MW", bounds))


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
