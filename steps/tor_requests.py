"""Sentences on requests of right holders to convert their rights, and what the lists then say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.offer_builder import pacific_midnight
from fixtures.story import Story
from fixtures.tor_builder import ConversionBuilder
from marketsim.client.answer import Answer
from marketsim.target.conversion import transferees
from marketsim.target.party import Party
from marketsim.target.session import Session

SECOND = timedelta(seconds=1)
LEAST_MW = 0.001
NOBODY = "NOBODY"


def requests_of(story: Story, session: Session, holder: Party) -> Answer[Any]:
    """The requests of a right holder in the window."""
    service = session.client(holder).tor_conversion
    return story.heard(service.get_tor_conversion_request_list(tor_conversion_window=story.bound["window"]))


def approvals_of(story: Story, session: Session, transferee: Party) -> Answer[Any]:
    """The records that a transferee decides in the window."""
    service = session.client(transferee).tor_conversion
    return story.heard(service.get_mt_tor_crr_list(tor_conversion_window=story.bound["window"]))


def post_requests(story: Story, session: Session, converter: ConversionBuilder, requests: list[Any]) -> None:
    """Post requests as us."""
    upload = converter.requests(story.bound["window"], story.us.name, requests)
    story.sent["request"] = requests[0]
    story.heard(session.client(story.us).tor_conversion.post_tor_conversion_request(upload))


@given("what is requested and to be decided there so far")
def lists_before(story: Story, session: Session) -> None:
    story.bound["requests before"] = requests_of(story, session, story.us)
    story.bound["records before"] = approvals_of(story, session, story.bound["transferee"])


@when("we request a conversion for the transferee")
def request_one(story: Story, session: Session, converter: ConversionBuilder) -> None:
    transferee = story.bound["transferee"].name
    post_requests(story, session, converter, [converter.request(story.bound["path"], transferee)])


@when("we request a conversion of some of its days for the transferee")
def request_some_days(story: Story, session: Session, converter: ConversionBuilder) -> None:
    path, name = story.bound["path"], story.bound["transferee"].name
    starts, ends = pacific_midnight(path.start_date, 3), pacific_midnight(path.end_date, -2) - SECOND
    sent = converter.request(path, name, start_date=starts, end_date=ends)
    post_requests(story, session, converter, [sent])


@when("we request all that is left of the path")
def request_rest(story: Story, session: Session, converter: ConversionBuilder) -> None:
    path = story.bound["path"]
    taken = sum(
        each.mw
        for each in story.bound["requests before"].value
        if (each.source, each.sink) == (path.source, path.sink) and each.request_status != "DISAPPROVED"
    )
    rest = round(path.max_mw - taken, 3)
    post_requests(
        story, session, converter, [converter.request(path, story.bound["transferee"].name, mw=rest)]
    )


@when(parsers.re("we request a sound conversion and one with (?P<fault>.+)"))
def request_with_fault(story: Story, session: Session, converter: ConversionBuilder, fault: str) -> None:
    path, transferee = story.bound["path"], story.bound["transferee"].name
    wrong: dict[str, Any] = {
        "a path that we do not have": {"source": path.sink, "sink": path.source},
        "its dates in reverse order": {"end_date": path.start_date - SECOND},
        "a part of a day": {"start_date": path.start_date + timedelta(hours=1)},
        "a day more than the path": {"end_date": pacific_midnight(path.end_date, days=2) - SECOND},
        "more MW than the path has": {"mw": round(path.max_mw + LEAST_MW, 3)},
        "a transferee that does not exist": {"transferee_ao": NOBODY},
        "ourselves as transferee": {"transferee_ao": story.us.name},
    }[fault]
    sound = converter.request(path, transferee)
    post_requests(story, session, converter, [sound, converter.request(path, transferee, **wrong)])


@when(parsers.re(r"we request (?P<count>\d+) conversions at once"), converters={"count": int})
def request_many(story: Story, session: Session, converter: ConversionBuilder, count: int) -> None:
    request = converter.request(story.bound["path"], story.bound["transferee"].name, mw=LEAST_MW)
    post_requests(story, session, converter, [request] * count)


@then("the conversion upload is VALID")
def upload_is_valid(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    found = (answer.value.status, answer.value.error_messages)
    expect.equal("the upload", found, ("VALID", ""), answer=answer, subject="state")


@then("the conversion upload is ERROR and says why")
def upload_is_error(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    expect.equal("the upload", answer.value.status, "ERROR", answer=answer, subject="state")
    text = answer.value.error_messages
    expect.that("its text", text, "a text", bool(text.strip()), answer=answer)


@then("the request is new among ours, PENDING_APPROVAL and as we sent it")
def request_is_new(story: Story, session: Session, expect: Expectation) -> None:
    before = {each.id for each in story.bound["requests before"].value}
    answer = requests_of(story, session, story.us)
    new = [each for each in answer.value if each.id not in before]
    expect.equal("the number of new requests", len(new), 1, answer=answer, subject="presence")
    story.bound["request"] = new[0].id
    sent = msgspec.to_builtins(story.sent["request"]) | {"requestStatus": "PENDING_APPROVAL"}
    row = msgspec.to_builtins(new[0])
    expect.equal("the request", {name: row.get(name) for name in sent}, sent, answer=answer)


@then("no other right holder reads it")
def request_is_private(story: Story, session: Session, expect: Expectation) -> None:
    for party in session.parties:
        if party.function == "TOR" and party.name != story.us.name:
            answer = requests_of(story, session, party)
            listed = [each.id for each in answer.value]
            expect.absent(f"the requests of {party.name}", story.bound["request"], listed, answer=answer)


@then("the transferee has a new record to decide for each time of use")
def records_are_new(story: Story, session: Session, expect: Expectation) -> None:
    before = {each.conversion_approval_id for each in story.bound["records before"].value}
    answer = approvals_of(story, session, story.bound["transferee"])
    new = [each for each in answer.value if each.conversion_approval_id not in before]
    sent = story.sent["request"]
    found = sorted((each.tou, each.source, each.sink, each.mw, each.approval_status) for each in new)
    wanted = [(tou, sent.source, sent.sink, sent.mw, "PENDING_APPROVAL") for tou in ("OFF", "ON")]
    expect.equal("the new records", found, wanted, answer=answer, subject="presence")
    story.bound["records"] = new


@then("nobody else has them to decide")
def records_are_private(story: Story, session: Session, expect: Expectation) -> None:
    new = {each.conversion_approval_id for each in story.bound["records"]}
    for party in transferees(session):
        if party.name != story.bound["transferee"].name:
            answer = approvals_of(story, session, party)
            found = sorted(new & {each.conversion_approval_id for each in answer.value})
            expect.equal(f"those that {party.name} reads", found, [], answer=answer, subject="absence")


@then("nothing is requested or to be decided there but what was before")
def nothing_new(story: Story, session: Session, expect: Expectation) -> None:
    answer = requests_of(story, session, story.us)
    before = story.bound["requests before"].value
    expect.equal("our requests", answer.value, before, answer=answer, subject="absence")
    answer = approvals_of(story, session, story.bound["transferee"])
    before = story.bound["records before"].value
    expect.equal("the transferee's records", answer.value, before, answer=answer, subject="absence")
