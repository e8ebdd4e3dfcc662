"""Rules about the offers of an auction portfolio: one sells what one holds, once (market rules 5.1)."""

from __future__ import annotations

from collections.abc import Iterable

from marketsim.system.rules.bid_sheet import JUDGED, BidSheet
from marketsim.system.rules.portfolio_records import content_rule
from marketsim.system.rules.rule import Finding, Rule

MEMBERS = {
    "source": "source", "sink": "sink", "tou": "tou", "hedge_type": "hedgeType", "crr_type": "crrType",
}  # fmt: skip


def _not_owned(facts: BidSheet) -> Iterable[Finding]:
    for path, offer in facts.offers():
        if offer.crr_id not in facts.holdings:
            yield Finding(f"{path}.crrId", (offer.crr_id, facts.participant))


def _does_not_match(facts: BidSheet) -> Iterable[Finding]:
    periods = {span.name: span for span in facts.market.periods} if facts.market else {}
    for path, offer, crr in facts.held():
        for member, name in MEMBERS.items():
            posted, held = getattr(offer, member), getattr(crr, member)
            if posted != held:
                yield Finding(f"{path}.{name}", (posted, crr.crr_id, held))
        span = periods.get(offer.period)
        if span is not None and not (crr.start <= span.start and span.end <= crr.end):
            held = f"{crr.start:%Y-%m-%dT%H:%M:%SZ} to {crr.end:%Y-%m-%dT%H:%M:%SZ}"
            yield Finding(f"{path}.period", (offer.period, crr.crr_id, held))


def _too_little_held(facts: BidSheet) -> Iterable[Finding]:
    for path, offer, crr in facts.held():
        most = max((point.mw for point in offer.bid_curve), default=0.0)
        if most > crr.mw:
            yield Finding(f"{path}.bidCurve", (most, crr.mw, crr.crr_id))


def _twice_in_file(facts: BidSheet) -> Iterable[Finding]:
    first: dict[tuple[int, str], str] = {}
    for path, offer in facts.offers():
        known = first.setdefault((offer.crr_id, offer.period), path)
        if known != path:
            yield Finding(f"{path}.crrId", (offer.crr_id, offer.period, known))


def _submitted_already(facts: BidSheet) -> Iterable[Finding]:
    for path, offer in facts.offers():
        other = facts.submitted.get((offer.crr_id, offer.period))
        if other is not None:
            yield Finding(f"{path}.crrId", (offer.crr_id, offer.period, other))


def _in_trade(facts: BidSheet) -> Iterable[Finding]:
    for path, offer in facts.offers():
        if offer.crr_id in facts.trades:
            yield Finding(f"{path}.crrId", (offer.crr_id, facts.trades[offer.crr_id]))


OFFER = "auction 1.2.1, offer of a CRR"
ONCE = "market rules 5.1: a CRR cannot be offered twice"

RULES: tuple[Rule, ...] = (
    content_rule("offer-owned", BidSheet, _not_owned, "CRR {0} is not held by {1}", source=OFFER,
                 provenance="contract", where=JUDGED),
    content_rule("offer-matches-holding", BidSheet, _does_not_match, "{0} is not that of CRR {1}: {2}",
                 source=OFFER, where=JUDGED),
    content_rule("offer-mw-held", BidSheet, _too_little_held, "{0} MW offered, {1} MW held of CRR {2}",
                 source=OFFER, provenance="contract", where=JUDGED),
    content_rule("offer-once-in-portfolio", BidSheet, _twice_in_file,
                 "CRR {0} is offered for {1} by {2} already", source=ONCE, provenance="contract",
                 where=JUDGED),
    content_rule("offer-once-in-market", BidSheet, _submitted_already,
                 "an offer of CRR {0} for {1} was already submitted, in portfolio {2}", source=ONCE,
                 provenance="contract", where=JUDGED),
    content_rule("offer-not-in-trade", BidSheet, _in_trade,
                 "CRR {0} awaits the credit check of secondary-market trade {1}",
                 source="market rules 5.1: not while a trade of the CRR is pending credit check",
                 provenance="contract", where=JUDGED),
)  # fmt: skip
