"""Sentences on posted conversion windows: what was approved has become CRRs of the transferee, and nothing else has."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.contract.decoding import encode
from marketsim.contract.messages.tor_conversion import ConversionApprovalRecord
from marketsim.target.binding import missing
from marketsim.target.conversion_desk import ConversionDesk, Right
from marketsim.target.download_rows import rows_of
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.tor_conversion import conversion
from steps.tor_requests import approvals_of

YEARS_AHEAD = 2  # no window of the world is for so late a period
CONVERTED = "PRIVATE_EXISTING_CRR_SYSTEM"


@given(parsers.re("a window of a (?P<period>month|season) that the ISO opens for a right of ours"))
def a_window_of(story: Story, session: Session, converting: ConversionDesk, period: str) -> None:
    windows = conversion(story, session).get_new_conversion_window_for_request().value
    paths = (
        path
        for each in windows
        for path in conversion(story, session)
        .get_tor_conversion_window_paths(tor_conversion_window=each.name)
        .value
    )
    like = next(paths, None)
    if like is None:
        raise missing(f"a path of {story.us.name} in an active window")
    year = datetime.now(UTC).year + YEARS_AHEAD
    name = f"{year}_M11" if period == "month" else f"{year}_S02"
    right = Right(story.us.name, like.source, like.sink, like.max_mw)
    story.bound["window"], story.bound["period name"] = converting.open_window(name, [right]), name


@when("the ISO posts the window")
@when("the ISO posts the window again")
def post_window(story: Story, converting: ConversionDesk) -> None:
    converting.post(story.bound["window"])


def records_of(story: Story, session: Session) -> tuple[list[ConversionApprovalRecord], Answer[Any]]:
    """The records of the story's request, as the transferee reads them now."""
    answer = approvals_of(story, session, story.bound["transferee"])
    ids = {each.conversion_approval_id for each in story.bound["records"]}
    return [each for each in answer.value if each.conversion_approval_id in ids], answer


def converted(story: Story, session: Session, party: Party) -> tuple[list[Any], Answer[bytes]]:
    """The CRRs that a party holds of those that the ISO made."""
    answer = session.client(party).market_data.get_private_general_data(
        private_general_download_type=CONVERTED,  # type: ignore[arg-type]  # one of the contract's words
        file_format="JSON",
    )
    return rows_of(story.heard(answer)), answer


@given("what the transferee holds of converted rights")
def converted_before(story: Story, session: Session) -> None:
    rows, _ = converted(story, session, story.bound["transferee"])
    story.bound["converted before"] = {row["CrrId"] for row in rows}


@then("the records are as they were")
def records_unchanged(story: Story, session: Session, expect: Expectation) -> None:
    records, answer = records_of(story, session)
    expect.equal("the records", records, story.bound["records"], answer=answer, subject="absence")


@then("the transferee holds no new CRR of a converted right")
def none_new(story: Story, session: Session, expect: Expectation) -> None:
    rows, answer = converted(story, session, story.bound["transferee"])
    new = sorted({row["CrrId"] for row in rows} - story.bound["converted before"])
    expect.equal("new CRRs", new, [], answer=answer, subject="absence")


@then("what was approved names its CRR, and nothing else does")
def crrs_named(story: Story, session: Session, expect: Expectation) -> None:
    records, answer = records_of(story, session)
    approved = {each.conversion_approval_id for each in records if each.approval_status == "APPROVED"}
    named = {
        each.conversion_approval_id: each.mt_tor_crr_id
        for each in records
        if each.mt_tor_crr_id is not msgspec.UNSET
    }
    expect.equal("the records that name a CRR", set(named), approved, answer=answer)
    expect.equal("how many CRRs they name", len(set(named.values())), len(approved), answer=answer)
    _keep_deeds(story, records)


def _keep_deeds(story: Story, records: list[ConversionApprovalRecord]) -> None:
    from marketsim.verification.inventory import conversion as deed

    sent, owner = story.sent["request"], story.bound["transferee"].name
    told = [json.loads(encode(each)) for each in records if each.approval_status == "APPROVED"]
    story.bound["deeds"] = [deed(each, owner, sent.start_date, sent.end_date) for each in told]


@then("the transferee holds each of these CRRs as an option of the ISO's own market, and nobody else does")
def crrs_held(story: Story, session: Session, expect: Expectation) -> None:
    records, _ = records_of(story, session)
    sent, owner = story.sent["request"], story.bound["transferee"]
    window = conversion(story, session).get_tor_conversion_window_status(
        tor_conversion_window=story.bound["window"]
    )
    common = (owner.name, sent.source, sent.sink, "OPT", "MT_TOR", "SYSTEM", "SYSTEM", None)
    terms = (window.value.period.name, sent.start_date, sent.end_date, sent.mw, "OWNER")
    wanted = {
        each.mt_tor_crr_id: (each.tou, *common, *terms)
        for each in records
        if each.mt_tor_crr_id is not msgspec.UNSET
    }
    rows, answer = converted(story, session, owner)
    found = {row["CrrId"]: _terms(row) for row in rows if row["CrrId"] not in story.bound["converted before"]}
    expect.equal("its new CRRs", found, wanted, answer=answer, subject="presence")
    for party in session.parties:
        if party.function in ("CRRH", "CLSE") and party.write and party.name != owner.name:
            rows, answer = converted(story, session, party)
            theirs = sorted({row["CrrId"] for row in rows} & set(wanted))
            expect.equal(f"those that {party.name} reads", theirs, [], answer=answer, subject="absence")


def _terms(row: Any) -> tuple[Any, ...]:
    names = (
        "TOU", "AssetOwner", "Source", "Sink", "HedgeType", "CrrType", "Category", "MarketName", "ParentCrrId",
        "Period", "StartDate", "EndDate", "MW", "OfferType",
    )  # fmt: skip
    return tuple(row[name] for name in names)


@then("both are told of each CRR in private, and nobody else is")
def told(story: Story, session: Session, expect: Expectation) -> None:
    records, _ = records_of(story, session)
    named = [str(each.mt_tor_crr_id) for each in records]
    parties = (story.us, story.bound["transferee"])
    outsider = session.party("CRRH", besides=parties)
    for party in (*parties, outsider):
        answer = session.client(party).messages.private_messages(
            from_date=datetime.now(UTC) - timedelta(days=1)
        )
        texts = [] if answer.codes == ("SER0007",) else [each.message for each in answer.value]
        found = [
            crr for crr in named for text in texts if crr in text.split() and story.bound["window"] in text
        ]
        wanted = [] if party is outsider else named
        subject: Any = "presence" if wanted else "absence"
        expect.equal(f"the CRRs that {party.name} is told of", found, wanted, answer=answer, subject=subject)
