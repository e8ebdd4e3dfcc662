"""What is wrong with a single record of an upload to the secondary market: it answers with status ERROR.

A record at fault is not kept and sinks no neighbour (design, shapes of refusal). All of these rules are of
the content stage, so that every record shows all of its faults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from marketsim.contract.operations import OperationKey
from marketsim.system.calendar.periods import pacific_midnight
from marketsim.system.rules.days import whole_days
from marketsim.system.rules.rule import Finding, Rule, Stage
from marketsim.system.rules.secondary_market import BINDING, CREATION, RESPONSE
from marketsim.system.rules.sm_facts import (
    AWAITED,
    BindingRecords,
    OfferRecords,
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


def _answered_too_late(facts: ResponseRecords) -> Iterable[Finding]:
    for index, each in enumerate(facts.records):
        if facts.earliest is None or each.offer is None or each.status not in AWAITED:
            continue
        if each.offer.terms.start < pacific_midnight(facts.earliest):
            yield Finding(record(index), (facts.earliest.isoformat(),))


def _too_much(facts: OfferRecords) -> Iterable[Finding]:
    for index, terms in enumerate(facts.terms):
        if terms.mw > facts.most_mw:
            yield Finding(record(index), (facts.most_mw,))


def _too_dear(facts: OfferRecords) -> Iterable[Finding]:
    for index, price in enumerate(facts.prices):
        if abs(price) > facts.most_price:
            yield Finding(record(index), (facts.most_price,))


def _location_unknown(facts: OfferRecords) -> Iterable[Finding]:
    for index, terms in enumerate(facts.terms):
        for name in (terms.product.source, terms.product.sink):
            if name not in facts.locations:
                yield Finding(record(index), (name,))


def _with_oneself(facts: OfferRecords) -> Iterable[Finding]:
    for index, (owner, target) in enumerate(zip(facts.asset_owners, facts.targets, strict=True)):
        if owner == target:
            yield Finding(record(index), (owner,))


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
        if each.status not in AWAITED or each.request_id in seen:
            yield Finding(record(index), (each.request_id,))
        seen.add(each.request_id)


def fault(
    rule_id: str,
    facts: type,
    where: frozenset[OperationKey],
    check: Callable[[Any], Iterable[Finding]],
    message: str,
    source: str = "plain content of a trade; no source gives the text",
) -> Rule:
    """A rule of the content stage about single records."""
    return Rule(
        id=rule_id, code="SER0030", stage=Stage.CONTENT, facts=facts, operations=where, source=source,
        provenance="assumed", check=check, message=message,
    )  # fmt: skip


WHOLE_DAYS = "market-rules 6: transfers are in whole days (recalled)"
LEAD = "market-rules 6: registered 5 business days before it takes effect (recalled)"

RULES: tuple[Rule, ...] = (
    fault("sm-dates-in-order", OfferRecords, CREATION, _dates_reversed, "endDate is not after startDate"),
    fault("sm-whole-days", OfferRecords, CREATION, _part_days,
           "a trade runs from the first second of a Pacific day to the last second of one", WHOLE_DAYS),
    fault("sm-lead-time", OfferRecords, CREATION, _too_soon, "a trade may not begin before {0}", LEAD),
    fault("sm-mw-bounded", OfferRecords, CREATION, _too_much, "no trade has more than {0:.0f} MW"),
    fault("sm-price-bounded", OfferRecords, CREATION, _too_dear,
           "the price of a trade is within {0:.0f} dollars of 0"),
    fault("sm-location-exists", OfferRecords, CREATION, _location_unknown, "there is no location {0}"),
    fault("sm-two-parties", OfferRecords, CREATION, _with_oneself, "{0} cannot trade with itself"),
    fault("sm-offer-posted", BindingRecords, BINDING, _not_posted, "request {0} is not POSTED"),
    fault("sm-responder-is-another", BindingRecords, BINDING, _bound_to_oneself,
           "{0} cannot trade with itself"),
    fault("sm-offer-kind", ResponseRecords, RESPONSE, _other_kind, "request {0} is a {1} offer"),
    fault("sm-response-once", ResponseRecords, RESPONSE, _answered_before,
           "request {0} is already answered"),
    fault("sm-lead-time-at-response", ResponseRecords, RESPONSE, _answered_too_late,
           "a trade may not begin before {0}", LEAD),
)  # fmt: skip
