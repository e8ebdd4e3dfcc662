"""What refuses an upload to the secondary market as a whole: 400 with the code, and nothing is changed.

Faults of single records are in sm_records.py: they answer 200 with status ERROR in that record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marketsim.system.rules.rule import Finding, Rule, Stage, operations
from marketsim.system.rules.sm_facts import Binding, Bindings, NewOffers, Response, Responses, Upload, record

SERVICE = "secondary_market"
CREATION = operations(
    SERVICE,
    "postPublicSmBuyOffers",
    "postPublicSmSellOffers",
    "postPrivateSmBuyOffers",
    "postPrivateSmSellOffers",
)
BINDING = operations(SERVICE, "targetSmPublicOfferToMp")
RESPONSE = operations(SERVICE, "postSmResponseToBuyOffers", "postSmResponseToSellOffers")


def _request_unknown(facts: Bindings | Responses) -> Iterable[Finding]:
    records: Sequence[Binding | Response] = facts.records
    for index, each in enumerate(records):
        if each.offer is None:
            yield Finding(record(index), (each.request_id,))


def _request_of_another(facts: Bindings) -> Iterable[Finding]:
    for index, each in enumerate(facts.records):
        if each.offer is not None and each.offer.asset_owner != facts.requester:
            yield Finding(record(index), (each.request_id, facts.requester))


def _offer_for_another(facts: NewOffers) -> Iterable[Finding]:
    for index, owner in enumerate(facts.asset_owners):
        if owner != facts.requester:
            yield Finding(record(index), (owner[:80], facts.requester))


def _target_no_holder(facts: NewOffers) -> Iterable[Finding]:
    for index, target in enumerate(facts.targets):
        if target is not None and target not in facts.holders:
            yield Finding(record(index), (target[:80],))


def _responder_no_holder(facts: Bindings) -> Iterable[Finding]:
    for index, each in enumerate(facts.records):
        if each.responder not in facts.holders:
            yield Finding(record(index), (each.responder,))


def _price_differs(facts: Bindings) -> Iterable[Finding]:
    for index, each in enumerate(facts.records):
        if each.offer is not None and each.price != each.offer.price:
            yield Finding(record(index), (each.request_id, each.price, each.offer.price))


def _not_asked(facts: Responses) -> Iterable[Finding]:
    for index, each in enumerate(facts.records):
        if each.offer is not None and each.status is None:
            yield Finding(record(index), (each.request_id, facts.requester))


def _too_many(facts: Upload) -> Iterable[Finding]:
    if facts.count > facts.limit:
        yield Finding("", (facts.count, facts.limit))


RULES: tuple[Rule, ...] = (
    Rule(
        id="sm-binding-request-exists", code="SMT0016", stage=Stage.EXISTENCE, facts=Bindings,
        operations=BINDING, source="secondary market 1.2.1, error SMT0016; deck, change list",
        provenance="contract",
        check=_request_unknown, message="there is no secondary-market request {0}",
    ),
    Rule(
        id="sm-response-request-exists", code="SMT0016", stage=Stage.EXISTENCE, facts=Responses,
        operations=RESPONSE, source="secondary market 1.2.1, error SMT0016; deck, change list",
        provenance="contract", check=_request_unknown, message="there is no secondary-market request {0}",
    ),
    Rule(
        id="sm-request-owned", code="SMT0063", stage=Stage.EXISTENCE, facts=Bindings, operations=BINDING,
        source="secondary market 1.2.1, error SMT0063; deck, change list", provenance="contract",
        check=_request_of_another, message="request {0} is not one of asset owner {1}",
    ),
    Rule(
        id="sm-offer-by-its-owner", code="SMT0146", stage=Stage.EXISTENCE, facts=NewOffers,
        operations=CREATION, source="secondary market 1.2.1, error SMT0146", provenance="contract",
        check=_offer_for_another, message="the offer is of asset owner {0}, the requester is {1}",
    ),
    Rule(
        id="sm-target-holds-crrs", code="SMT0107", stage=Stage.EXISTENCE, facts=NewOffers,
        operations=CREATION, source="secondary market 1.2.1, error SMT0107; functions: roles.yaml",
        provenance="contract", check=_target_no_holder, message="{0} is no participant that may hold CRRs",
    ),
    Rule(
        id="sm-responder-holds-crrs", code="SMT0107", stage=Stage.EXISTENCE, facts=Bindings,
        operations=BINDING, source="secondary market 1.2.1, error SMT0107; functions: roles.yaml",
        provenance="contract", check=_responder_no_holder, message="{0} is no participant that may hold CRRs",
    ),
    Rule(
        id="sm-response-awaited", code="SMT0082", stage=Stage.EXISTENCE, facts=Responses, operations=RESPONSE,
        source="secondary market 1.2.1, error SMT0082; deck, change list", provenance="contract",
        check=_not_asked, message="no record of request {0} awaits participant {1}",
    ),
    Rule(
        id="sm-price-agreed", code="SMT0145", stage=Stage.CONTENT, facts=Bindings, operations=BINDING,
        source="secondary market 1.2.1, error SMT0145; that it is the price of the binding is assumed",
        provenance="assumed", check=_price_differs,
        message="request {0} is bound at {1:.2f} and was offered at {2:.2f}",
    ),
    Rule(
        id="sm-upload-size", code="SER0030", stage=Stage.CONTENT, facts=Upload,
        operations=CREATION | BINDING | RESPONSE, source="deck, file size table: at most 500 records a file",
        provenance="seed", check=_too_many, message="the upload has {0} records, at most {1} are taken",
    ),
)  # fmt: skip
