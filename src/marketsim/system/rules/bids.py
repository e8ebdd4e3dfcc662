"""Rules about the bids and offers of an auction portfolio that is being created (market rules 5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from marketsim.contract.messages.auction import BidPoint, NewOffer
from marketsim.system.rules.portfolio_records import PortfolioSheet, content_rule
from marketsim.system.rules.rule import Finding, Rule, Stage, operations
from marketsim.system.store.holdings import Crr

CREATION = operations("auction", "portfolioCreation")


@dataclass(frozen=True, slots=True, kw_only=True)
class BidSheet(PortfolioSheet):
    """The bids and offers of a portfolio about to be created.

    ``holdings`` are the participant's CRRs by id; ``curve_rule`` is ``economic`` (a buy's prices never rise,
    an offer's never fall) or ``flat`` (one price).
    """

    holdings: Mapping[int, Crr] = field(default_factory=dict, repr=False)
    curve_rule: str = "economic"


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


def _not_owned(facts: BidSheet) -> Iterable[Finding]:
    for path, offer in _offers(facts):
        if offer.crr_id not in facts.holdings:
            yield Finding(f"{path}.crrId", (offer.crr_id, facts.participant))


def _does_not_match(facts: BidSheet) -> Iterable[Finding]:
    periods = {span.name: span for span in facts.market.periods} if facts.market else {}
    for path, offer, crr in _held(facts):
        for member in ("source", "sink", "tou", "hedge_type", "crr_type"):
            posted, held = getattr(offer, member), getattr(crr, member)
            if posted != held:
                yield Finding(f"{path}.{_camel(member)}", (posted, crr.crr_id, held))
        span = periods.get(offer.period)
        if span is not None and not (crr.start <= span.start and span.end <= crr.end):
            held = f"{crr.start:%Y-%m-%dT%H:%M:%SZ} to {crr.end:%Y-%m-%dT%H:%M:%SZ}"
            yield Finding(f"{path}.period", (offer.period, crr.crr_id, held))


def _too_little_held(facts: BidSheet) -> Iterable[Finding]:
    for path, offer, crr in _held(facts):
        most = max((point.mw for point in offer.bid_curve), default=0.0)
        if most > crr.mw:
            yield Finding(f"{path}.bidCurve", (most, crr.mw, crr.crr_id))


def _offers(facts: BidSheet) -> Iterable[tuple[str, NewOffer]]:
    return ((path, record) for path, record in facts.sheet if isinstance(record, NewOffer))


def _held(facts: BidSheet) -> Iterable[tuple[str, NewOffer, Crr]]:
    for path, offer in _offers(facts):
        if offer.crr_id in facts.holdings:
            yield path, offer, facts.holdings[offer.crr_id]


def _camel(member: str) -> str:
    first, *rest = member.split("_")
    return first + "".join(part.capitalize() for part in rest)


CURVE = "auction 1.2.1, bid curve"
OFFER = "auction 1.2.1, offer of a CRR"

RULES: tuple[Rule, ...] = (
    # The size is judged before the records, so that a huge upload is not judged record by record.
    content_rule("bid-records-at-most", BidSheet, _too_many, "{0} records; at most {1} are taken at once",
                 stage=Stage.STATE, source="market simulation deck, size rules", provenance="seed",
                 where=CREATION),
    content_rule("bid-curve-starts-at-zero", BidSheet, _starts_above_zero,
                 "the first point must be 0 MW, not {0}", source=CURVE, provenance="contract",
                 where=CREATION),
    content_rule("bid-curve-mw-rises", BidSheet, _mw_not_rising, "{0} MW after {1} MW; MW must rise",
                 source=CURVE + "; strictness is ours", where=CREATION),
    content_rule("bid-curve-price-direction", BidSheet, _price_direction, "the price of this {0} {1}",
                 source=CURVE + "; the published texts look swapped, setting bid_curve.rule", where=CREATION),
    content_rule("bid-obligation-bought", BidSheet, _bought_option, "{0} cannot be bought, only OBL",
                 source="market rules 5.1", where=CREATION),
    content_rule("bid-type-bought", BidSheet, _bought_type, "{0} cannot be bought, only AUC",
                 source="market rules 5.1: a production client's bids", where=CREATION),
    content_rule("bid-description-readable", BidSheet, _unreadable_description,
                 "a backslash may be posted but not read back",
                 source="auction 1.2.1: the patterns of NewBid and Bid differ", provenance="contract",
                 where=CREATION),
    content_rule("offer-owned", BidSheet, _not_owned, "CRR {0} is not held by {1}", source=OFFER,
                 provenance="contract", where=CREATION),
    content_rule("offer-matches-holding", BidSheet, _does_not_match, "{0} is not that of CRR {1}: {2}",
                 source=OFFER, where=CREATION),
    content_rule("offer-mw-held", BidSheet, _too_little_held, "{0} MW offered, {1} MW held of CRR {2}",
                 source=OFFER, provenance="contract", where=CREATION),
)  # fmt: skip
