"""What is wrong with a single record of an upload to the secondary market: it answers with status ERROR.

A record at fault is not kept and sinks no neighbour (design, shapes of refusal). All of these rules are of
the content stage, so that every record shows all of its faults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from marketsim.contract.operations import OperationKey
from marketsim.system.calendar.periods import pacific_midnight
from marketsim.system.rules.days import whole_days
from marketsim.system.rules.rule import Finding, Rule, Stage
from marketsim.system.rules.secondary_market import BINDING, CREATION, RESPONSE
from marketsim.system.rules.sm_facts import (
    BindingRecords,
    Delivery,
    Holding,
    OfferRecords,
    RecordFacts,
    ResponseRecords,
    record,
)


def _dates_reversed(facts: OfferRecords) -> Iterable[Finding]:
    for index, terms in enumerate(facts.terms):
        if terms.end <= terms.start:
            yield Finding(record(index))


def _part_days(facts: OfferRecords) -> Iterable[Finding]:
    for index, terms in enumerate(facts.terms):
        if not whole_days(terms.start, terms.end):
            yield Finding(record(index))


def _too_soon(facts: OfferRecords) -> Iterable[Finding]:
    for index, terms in enumerate(facts.terms):
        if terms.start < pacific_midnight(facts.earliest):
            yield Finding(record(index), (facts.earliest.isoformat(),))


def _location_unknown(facts: OfferRecords) -> Iterable[Finding]:
    for index, terms in enumerate(facts.terms):
        for name in (terms.product.source, terms.product.sink):
            if name not in facts.locations:
                yield Finding(record(index), (name,))


def _with_oneself(facts: OfferRecords) -> Iterable[Finding]:
    for index, (owner, target) in enumerate(zip(facts.asset_owners, facts.targets, strict=True)):
        if owner == target:
            yield Finding(record(index), (owner,))


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


def _not_posted(facts: BindingRecords) -> Iterable[Finding]:
    seen: set[int] = set()
    for index, each in enumerate(facts.records):
        if each.offer is not None and (each.offer.status != "POSTED" or each.request_id in seen):
            yield Finding(record(index), (each.request_id,))
        seen.add(each.request_id)


def _bound_to_oneself(facts: BindingRecords) -> Iterable[Finding]:
    for index, each in enumerate(facts.records):
        if each.responder == facts.requester:
            yield Finding(record(index), (each.responder,))


def _other_kind(facts: ResponseRecords) -> Iterable[Finding]:
    for index, each in enumerate(facts.records):
        if each.offer is not None and each.offer.offer_type != each.wanted_type:
            yield Finding(record(index), (each.request_id, each.offer.offer_type))


def _answered_before(facts: ResponseRecords) -> Iterable[Finding]:
    seen: set[int] = set()
    for index, each in enumerate(facts.records):
        if each.status not in (None, "PENDING_MP_RESPONSE") or each.request_id in seen:
            yield Finding(record(index), (each.request_id,))
        seen.add(each.request_id)


def _fault(
    rule_id: str,
    facts: type,
    where: frozenset[OperationKey],
    check: Callable[[Any], Iterable[Finding]],
    message: str,
    source: str = "plain content of a trade; no source gives the text",
) -> Rule:
    return Rule(
        id=rule_id, code="SER0030", stage=Stage.CONTENT, facts=facts, operations=where, source=source,
        provenance="assumed", check=check, message=message,
    )  # fmt: skip


WHOLE_DAYS = "market-rules 6: transfers are in whole days (recalled)"
LEAD = "market-rules 6: registered 5 business days before it takes effect (recalled)"

RULES: tuple[Rule, ...] = (
    _fault("sm-dates-in-order", OfferRecords, CREATION, _dates_reversed, "endDate is not after startDate"),
    _fault("sm-whole-days", OfferRecords, CREATION, _part_days,
           "a trade runs from the first second of a Pacific day to the last second of one", WHOLE_DAYS),
    _fault("sm-lead-time", OfferRecords, CREATION, _too_soon, "a trade may not begin before {0}", LEAD),
    _fault("sm-location-exists", OfferRecords, CREATION, _location_unknown, "there is no location {0}"),
    _fault("sm-two-parties", OfferRecords, CREATION, _with_oneself, "{0} cannot trade with itself"),
    _fault("sm-crr-owned", RecordFacts, CREATION | RESPONSE, _not_owned, "CRR {0} is not held by {1}"),
    _fault("sm-mw-held", RecordFacts, CREATION | RESPONSE, _more_than_held,
           "{0:.3f} MW of CRR {1} are offered, {2:.3f} MW are held"),
    _fault("sm-crr-product", RecordFacts, CREATION | RESPONSE, _other_product,
           "CRR {0} differs in source, sink, time of use, hedge type or CRR type"),
    _fault("sm-crr-dates", RecordFacts, CREATION | RESPONSE, _other_dates,
           "the dates are not within those of CRR {0}"),
    _fault("sm-offer-posted", BindingRecords, BINDING, _not_posted, "request {0} is not POSTED"),
    _fault("sm-responder-is-another", BindingRecords, BINDING, _bound_to_oneself,
           "{0} cannot trade with itself"),
    _fault("sm-offer-kind", ResponseRecords, RESPONSE, _other_kind, "request {0} is a {1} offer"),
    _fault("sm-response-once", ResponseRecords, RESPONSE, _answered_before,
           "request {0} is already answered"),
)  # fmt: skip
