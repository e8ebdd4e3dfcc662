"""What is wrong with the CRR that a record would deliver: not held, another product, spoken for already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marketsim.system.holdings.peaks import peak_mw
from marketsim.system.rules.rule import Finding, Rule
from marketsim.system.rules.secondary_market import CREATION, RESPONSE
from marketsim.system.rules.sm_facts import Claim, Delivery, Holding, RecordFacts, ResponseRecords
from marketsim.system.rules.sm_records import fault

A_KILOWATT = 0.001


def _not_owned(facts: RecordFacts) -> Iterable[Finding]:
    for each in facts.deliveries:
        holding = facts.holdings.get(each.crr_id)
        if holding is None or holding.owner != each.owner:
            yield Finding(each.path, (each.crr_id, each.owner))


def _more_than_held(facts: RecordFacts) -> Iterable[Finding]:
    for each, holding in _owned(facts):
        if each.terms.mw > holding.terms.mw:
            yield Finding(each.path, (each.terms.mw, each.crr_id, holding.terms.mw))


def _other_product(facts: RecordFacts) -> Iterable[Finding]:
    for each, holding in _owned(facts):
        if each.terms.product != holding.terms.product:
            yield Finding(each.path, (each.crr_id,))


def _other_dates(facts: RecordFacts) -> Iterable[Finding]:
    for each, holding in _owned(facts):
        if each.terms.start < holding.terms.start or each.terms.end > holding.terms.end:
            yield Finding(each.path, (each.crr_id,))


def _owned(facts: RecordFacts) -> Iterator[tuple[Delivery, Holding]]:
    """The deliveries whose CRR the deliverer holds, each with that holding."""
    for each in facts.deliveries:
        holding = facts.holdings.get(each.crr_id)
        if holding is not None and holding.owner == each.owner:
            yield each, holding


def _in_trade(facts: RecordFacts) -> Iterable[Finding]:
    """Answers of one upload await their credit check together, so that the former of them count."""
    former: dict[int, list[Claim]] = {}
    for each, holding in _owned(facts):
        mine = former.setdefault(each.crr_id, [])
        taken = _peak(each, (*facts.in_trade.get(each.crr_id, ()), *mine))
        if taken > 0 and each.terms.mw + taken > holding.terms.mw + A_KILOWATT / 2:
            yield Finding(each.path, (taken, each.crr_id))
        if isinstance(facts, ResponseRecords):
            mine.append(Claim(each.terms.start, each.terms.end, each.terms.mw, each.path))


def _in_auction(facts: RecordFacts) -> Iterable[Finding]:
    """What an auction may sell has to stay one CRR over the whole period of the offer, with enough MW left."""
    for each, holding in _owned(facts):
        offered = facts.in_auction.get(each.crr_id, ())
        taken = _peak(each, (*offered, *facts.in_trade.get(each.crr_id, ())))
        short = each.terms.mw + taken > holding.terms.mw + A_KILOWATT / 2
        for claim in offered:
            whole = each.terms.start <= claim.start and claim.end <= each.terms.end
            if short or not whole:
                yield Finding(each.path, (each.crr_id, claim.by))
                break


def _peak(delivery: Delivery, claims: Iterable[Claim]) -> float:
    """The most MW that are spoken for at any time of a delivery."""
    return peak_mw(claims, delivery.terms.start, delivery.terms.end)


AUCTIONED = (
    "market rules 5.1: a CRR cannot be offered twice; that what an auction may sell is not traded is ours"
)
IN_TRADE = "market rules 6: no MW is traded twice; that pending trades add up is ours"

DELIVERY = CREATION | RESPONSE

RULES: tuple[Rule, ...] = (
    fault("sm-crr-owned", RecordFacts, DELIVERY, _not_owned, "CRR {0} is not held by {1}"),
    fault("sm-mw-held", RecordFacts, DELIVERY, _more_than_held,
           "{0:.3f} MW of CRR {1} are offered, {2:.3f} MW are held"),
    fault("sm-crr-product", RecordFacts, DELIVERY, _other_product,
           "CRR {0} differs in source, sink, time of use, hedge type or CRR type"),
    fault("sm-crr-dates", RecordFacts, DELIVERY, _other_dates,
           "the dates are not within those of CRR {0}"),
    fault("sm-mw-not-in-trade", RecordFacts, DELIVERY, _in_trade,
           "{0:.3f} MW of CRR {1} are in trades that await their credit check", IN_TRADE),
    fault("sm-mw-not-in-auction", RecordFacts, DELIVERY, _in_auction,
           "CRR {0} is offered in auction {1}", AUCTIONED),
)  # fmt: skip
