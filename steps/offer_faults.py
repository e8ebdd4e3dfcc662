"""Sentences on uploads to the secondary market that are at fault: one record, the whole list, or the contract."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from fixtures.offer_builder import OfferBuilder, pacific_midnight
from fixtures.sample_request import sample
from fixtures.story import Story
from marketsim.contract.decoding import encode
from marketsim.contract.operations import OperationKey
from marketsim.target.holdings import HeldCrr, tradable_crr
from marketsim.target.session import Session
from steps.secondary_market import listed, post_offers, requests_in

OFFER = r"(?P<post>public|private) offer to (?P<side>buy|sell)"
PRODUCT = r"(?P<fault>(?:more MW|another time of use|a day more) than the CRR(?: has)?)"
SECOND = timedelta(seconds=1)
UNKNOWN = "NO_SUCH_VALUE"
STATUS_PARAMETERS = {
    "getMySmOffersByStatus": "OfferStatusType",
    "getMySmResponsesByStatus": "responseStatusType",
}


def faulty(offer: Any, crr: HeldCrr, fault: str) -> Any:
    """The sound offer with one thing wrong."""
    tomorrow = pacific_midnight(datetime.now(UTC), days=1)
    changed: dict[str, Any] = {
        "its dates in reverse order": {"end_date": offer.start_date - SECOND},
        "a part of a day": {"start_date": offer.start_date + timedelta(hours=1)},
        "its first day too soon": {"start_date": tomorrow},
        "a source that does not exist": {"source": "NO SUCH SOURCE"},
        "a sink that does not exist": {"sink": "NO SUCH SINK"},
        "more MW than any grid has": {"mw": 1_000_001.0},
        "a price beyond all measure": {"price": 20_000_000_000.0},
        "more MW than the CRR has": {"mw": round(crr.mw + 0.001, 3)},
        "another time of use than the CRR": {"tou": "OFF" if crr.tou == "ON" else "ON"},
        "a day more than the CRR": {"end_date": pacific_midnight(crr.end, days=2) - SECOND},
    }[fault]
    return msgspec.structs.replace(offer, **changed)


@when(parsers.re(f"we post a {OFFER} and a second one with (?P<fault>.+)"))
def post_two(story: Story, session: Session, trader: OfferBuilder, post: str, side: str, fault: str) -> None:
    us, crr, partner = story.us.name, story.bound["crr"], story.bound["partner"]
    sound, second = (trader.offer(post, side, us, crr, partner.name) for _ in range(2))
    if fault == "ourselves as counterparty":
        second = msgspec.structs.replace(second, target_mp_name=us)
    elif fault == "a CRR that we do not hold":
        theirs = tradable_crr(session, partner, crr.end - SECOND)
        second = trader.offer(post, side, us, theirs, partner.name)
    else:
        second = faulty(second, crr, fault)
    post_offers(story, session, story.us, post, side, [sound, second])


@when(parsers.re(f"we post a private offer to buy {PRODUCT}"))
def post_mismatch(story: Story, session: Session, trader: OfferBuilder, fault: str) -> None:
    """Sound in itself, but nothing that the CRR could deliver."""
    crr, partner = story.bound["crr"], story.bound["partner"]
    offer = faulty(trader.offer("private", "buy", story.us.name, crr, partner.name), crr, fault)
    post_offers(story, session, story.us, "private", "buy", [offer])


@then(parsers.re("the first is (?P<status>[A-Z_]+), the second is ERROR and says why"))
def second_at_fault(story: Story, expect: Expectation, status: str) -> None:
    answer = story.answer
    expect.accepted(answer)
    found = [each.offer_status for each in answer.value]
    expect.equal("the statuses", found, [status, "ERROR"], answer=answer, subject="state")
    text = answer.value[1].message
    held = text is not msgspec.UNSET and bool(text.strip())
    expect.that("the text of the second", text if held else "", "a text", held, answer=answer)


@then(parsers.re("the first alone is new among our (?P<status>[A-Z_]+) offers"))
def first_alone_is_new(story: Story, session: Session, expect: Expectation, status: str) -> None:
    before = requests_in(story.bound["our", status, "offers"])
    answer = listed(story, session, "our", status, "offers")
    new = [each for each in requests_in(answer) if each not in before]
    expect.equal("the new offers", new, [story.bound["request"]], answer=answer, subject="presence")


@when(parsers.re(r"we send (?P<count>\d+) records to (?P<name>\w+)"), converters={"count": int})
def send_many(story: Story, session: Session, count: int, name: str) -> None:
    operation = session.contract.operations[OperationKey("secondary_market", name)]
    request = sample(session.contract, operation, story.us.name)
    story.heard(session.client(story.us).call(operation, request.query, request.body * count))


@then("the upload is refused as a whole, not record by record")
def refused_as_a_whole(story: Story, expect: Expectation) -> None:
    refusal = story.answer.refusal
    found = len(refusal.error_list) if refusal is not None else 0
    expect.equal("the entries of the refusal", found, 1, answer=story.answer)


@when(parsers.re(f"we post a {OFFER} with a CRR type that the contract does not know"))
def post_unknown_type(story: Story, session: Session, trader: OfferBuilder, post: str, side: str) -> None:
    partner = story.bound["partner"].name
    offer = trader.offer(post, side, story.us.name, story.bound["crr"], partner)
    body = [{**each, "crrType": UNKNOWN} for each in json.loads(encode([offer]))]
    name = f"post{post.capitalize()}Sm{side.capitalize()}Offers"
    operation = session.contract.operations[OperationKey("secondary_market", name)]
    answer = session.client(story.us).raw(
        operation.method,
        operation.path,
        query={"participantName": story.us.name},
        headers={"content-type": "application/json"},
        content=json.dumps(body).encode(),
        breach="a CRR type that the contract does not know",
    )
    story.heard(answer)


@when(parsers.re(r"we ask (?P<name>\w+) for a status that the contract does not know"))
def ask_unknown_status(story: Story, session: Session, name: str) -> None:
    operation = session.contract.operations[OperationKey("secondary_market", name)]
    query = {"participantName": story.us.name, STATUS_PARAMETERS[name]: UNKNOWN}
    breach = "a status that the contract does not know"
    story.heard(session.client(story.us).raw(operation.method, operation.path, query=query, breach=breach))
