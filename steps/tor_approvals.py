"""Sentences on what transferees decide about conversions, and what becomes of it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from fixtures.tor_builder import ConversionBuilder
from marketsim.client.answer import Answer
from marketsim.target.binding import first
from marketsim.target.conversion import approval_records, transferee, transferees
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.tor_requests import approvals_of, requests_of

DECISION = "PENDING_APPROVAL|APPROVED|DISAPPROVED"
DECIDED = ("APPROVED", "DISAPPROVED")
ANY = (*DECIDED, "PENDING_APPROVAL")
OPPOSITE = {"APPROVED": "DISAPPROVED", "DISAPPROVED": "APPROVED"}
HIGHEST_ID = 9_999_999_999
DATES = ("startDate", "endDate")


def decide(
    story: Story, session: Session, converter: ConversionBuilder, party: Party, records: list[Any]
) -> Answer[Any]:
    """Post decisions of a transferee: every record says its own."""
    upload = converter.decisions(story.bound["window"], party.name, records)
    return story.heard(session.client(party).tor_conversion.post_tor_conversion_approval(upload))


@given(parsers.re("one of us that has (?P<which>to decide|decided|a part in) a conversion there"))
def a_deciding_party(story: Story, session: Session, which: str) -> None:
    """A record may have been approved by a run before this one; approving it again changes nothing."""
    wanted = {"to decide": ("PENDING_APPROVAL", "APPROVED"), "decided": DECIDED, "a part in": ANY}[which]
    story.party, story.bound["record"] = transferee(session, story.bound["window"], wanted)
    story.bound["records before"] = approvals_of(story, session, story.us)


@given("one of us with that function that has to decide a conversion there")
def a_deciding_party_of(story: Story, session: Session) -> None:
    window, function = story.bound["window"], story.us.function
    of_function = [each for each in transferees(session) if each.function == function]
    found = (
        (party, record)
        for status in ("PENDING_APPROVAL", "APPROVED")
        for party in of_function
        for record in approval_records(session, party, window)
        if record.approval_status == status
    )
    story.party, story.bound["record"] = first(
        found, f"a record in {window} that one of our {function} decides"
    )


@given("one of us that has approved a conversion there")
def an_approving_party(story: Story, session: Session) -> None:
    story.party, _ = transferee(session, story.bound["window"], ("APPROVED",))


@when("we approve the record")
def approve(story: Story, session: Session, converter: ConversionBuilder) -> None:
    approved = msgspec.structs.replace(story.bound["record"], approval_status="APPROVED")
    decide(story, session, converter, story.us, [approved])


@when(parsers.re("we send the decision with (?P<fault>.+)"))
def decide_with_fault(story: Story, session: Session, converter: ConversionBuilder, fault: str) -> None:
    record = story.bound["record"]
    records = {
        "a record that does not exist": lambda: [
            msgspec.structs.replace(record, conversion_approval_id=HIGHEST_ID)
        ],
        "other MW than the record": lambda: [msgspec.structs.replace(record, mw=round(record.mw + 0.001, 3))],
        "the opposite of what was decided": lambda: [
            msgspec.structs.replace(record, approval_status=OPPOSITE[record.approval_status])
        ],
        "the record twice": lambda: [record, record],
    }[fault]()
    decide(story, session, converter, story.us, records)


@given("a record there that another transferee decides")
def record_of_another(story: Story, session: Session) -> None:
    window = story.bound["window"]
    others = (each for each in transferees(session) if each.name != story.us.name)
    found = ((party, record) for party in others for record in approval_records(session, party, window))
    story.bound["theirs"] = first(found, f"a record in {window} that another transferee decides")


@when("we approve that record in its place")
def approve_for_another(story: Story, session: Session, converter: ConversionBuilder) -> None:
    approved = msgspec.structs.replace(story.bound["theirs"][1], approval_status="APPROVED")
    decide(story, session, converter, story.us, [approved])


@then("that record stands as its transferee left it")
def theirs_unchanged(story: Story, session: Session, expect: Expectation) -> None:
    party, before = story.bound["theirs"]
    answer = approvals_of(story, session, party)
    found = [each for each in answer.value if each.conversion_approval_id == before.conversion_approval_id]
    expect.equal(f"the record of {party.name}", found, [before], answer=answer, subject="state")


@when("we send the decision as it stands")
def decide_as_it_stands(story: Story, session: Session, converter: ConversionBuilder) -> None:
    decide(story, session, converter, story.us, [story.bound["record"]])


@when(parsers.re(f"the transferee decides (?P<on>{DECISION}) for ON and (?P<off>{DECISION}) for OFF"))
def decide_both(story: Story, session: Session, converter: ConversionBuilder, on: str, off: str) -> None:
    decisions = {"ON": on, "OFF": off}
    records = [
        msgspec.structs.replace(each, approval_status=decisions[each.tou]) for each in story.bound["records"]
    ]
    story.bound["decided"] = records
    decide(story, session, converter, story.bound["transferee"], records)


@then("the records stand as decided")
def records_as_decided(story: Story, session: Session, expect: Expectation) -> None:
    answer = approvals_of(story, session, story.bound["transferee"])
    decided = story.bound["decided"]
    ids = {each.conversion_approval_id for each in decided}
    found = [each for each in answer.value if each.conversion_approval_id in ids]
    expect.equal("the records", found, decided, answer=answer, subject="state")


@then(parsers.re(f"the request is (?P<status>{DECISION})"))
def request_is(story: Story, session: Session, expect: Expectation, status: str) -> None:
    answer = requests_of(story, session, story.us)
    found = [each.request_status for each in answer.value if each.id == story.bound["request"]]
    expect.equal("the request's status", found, [status], answer=answer, subject="state")


@then("our list says that it is APPROVED, and nobody else reads it")
def record_is_approved(story: Story, session: Session, expect: Expectation) -> None:
    record = story.bound["record"].conversion_approval_id
    for party in transferees(session):
        answer = approvals_of(story, session, party)
        found = [each.approval_status for each in answer.value if each.conversion_approval_id == record]
        wanted = ["APPROVED"] if party.name == story.us.name else []
        subject = "state" if wanted else "absence"
        expect.equal(f"the record in the list of {party.name}", found, wanted, answer=answer, subject=subject)


@then("our list of records is as it was before")
def records_unchanged(story: Story, session: Session, expect: Expectation) -> None:
    answer = approvals_of(story, session, story.us)
    before = story.bound["records before"].value
    expect.equal("our records", answer.value, before, answer=answer, subject="absence")


@when("we ask for the records that we decide there")
def ask_records(story: Story, session: Session) -> None:
    approvals_of(story, session, story.us)


@then("no record carries a date")
def no_dates(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    told = json.loads(answer.exchange.response_body)
    expect.that("the records", len(told), "one or more", bool(told), answer=answer)
    found = sorted({name for record in told for name in record} & set(DATES))
    expect.equal("the dates in them", found, [], answer=answer, subject="absence")


@then("each record that we approved names a CRR of its own, and no other names one")
def crrs_named(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    named = {
        each.conversion_approval_id: each.mt_tor_crr_id
        for each in answer.value
        if each.mt_tor_crr_id is not msgspec.UNSET
    }
    approved = [each.conversion_approval_id for each in answer.value if each.approval_status == "APPROVED"]
    expect.equal("the records that name a CRR", sorted(named), sorted(approved), answer=answer)
    expect.equal("the number of CRRs", len(set(named.values())), len(approved), answer=answer)
