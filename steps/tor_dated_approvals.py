"""Sentences on approvals that still carry the dates of earlier versions: they are taken, and their dates ignored."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from pytest_bdd import given, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from fixtures.tor_builder import ConversionBuilder
from marketsim.contract.decoding import encode
from marketsim.contract.messages.tor_conversion import ConversionApprovalUploadResponse
from marketsim.contract.operations import OperationKey
from marketsim.target.party import Party
from marketsim.target.session import Session

BREACH = "the dates that approval records no longer have"


@when("we approve the record in an upload that still carries dates")
def approve_with_dates(story: Story, session: Session, converter: ConversionBuilder) -> None:
    _approve_with_dates(story, session, converter, story.us, [story.bound["record"]])


@when("the transferee approves them in an upload that carries the dates of the whole period")
def they_approve_with_dates(story: Story, session: Session, converter: ConversionBuilder) -> None:
    _approve_with_dates(story, session, converter, story.bound["transferee"], story.bound["records"])


def _approve_with_dates(
    story: Story, session: Session, converter: ConversionBuilder, party: Party, records: list[Any]
) -> None:
    approved = [msgspec.structs.replace(each, approval_status="APPROVED") for each in records]
    body = json.loads(encode(converter.decisions(story.bound["window"], party.name, approved)))
    period = story.bound["period"]
    for record in body["conversionApprovalRecords"]:
        record |= {"startDate": period["startDate"], "endDate": period["endDate"]}
    operation = session.contract.operations[OperationKey("tor_conversion", "postTorConversionApproval")]
    answer = session.client(party).raw(
        operation.method,
        operation.path,
        query={},
        headers={"content-type": "application/json"},
        content=json.dumps(body).encode(),
        breach=BREACH,
    )
    story.heard(answer)


@given("the period of that window")
def period_of_window(story: Story, session: Session) -> None:
    window = session.client(story.us).tor_conversion.get_tor_conversion_window_status(
        tor_conversion_window=story.bound["window"]
    )
    story.bound["period"] = json.loads(encode(window.value.period))


@then("the upload with dates is VALID")
def raw_upload_is_valid(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    said = msgspec.json.decode(answer.value, type=ConversionApprovalUploadResponse)
    found = (said.status, said.error_messages)
    expect.equal("the upload", found, ("VALID", ""), answer=answer, subject="state")
