"""Sentences on what utilities upload for load migration, and what the lists then say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.migration_builder import KINDS, MigrationBuilder, UploadKind
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.target.halt import skipped
from marketsim.target.migration import lses_of
from marketsim.target.party import Party
from marketsim.target.session import Session

KIND = r"(?P<kind>customer numbers|customer rates|customer transfers)"
NOBODY = "NOBODY"
UNKNOWN_LSE = "999999999"


def kind_of(story: Story) -> UploadKind:
    """The kind of upload that the scenario is about."""
    return KINDS[story.bound["kind"]]


def existing(story: Story, session: Session, party: Party) -> Answer[Any]:
    """What a utility has posted of that kind for the market."""
    service, market = session.client(party).load_migration, story.bound["market"]
    ask = getattr(service, kind_of(story).existing)
    return story.heard(ask(load_migration_market_name=market.market_name))


def rows(story: Story, answer: Answer[Any]) -> list[Any]:
    """The records of a list."""
    return list(getattr(answer.value, kind_of(story).records))


def post(
    story: Story, session: Session, utility: MigrationBuilder, udc: str | None = None, **changed: Any
) -> Answer[Any]:
    """Post the records at hand, as us unless another utility's name is given."""
    upload = utility.upload(
        story.bound["kind"], story.bound["market"], udc or story.us.name, story.sent["records"], **changed
    )
    service = session.client(story.us).load_migration
    return story.heard(getattr(service, kind_of(story).post)(upload))


@given(parsers.re(f"{KIND} that we have not posted for it"))
def records_not_posted(story: Story, session: Session, utility: MigrationBuilder, kind: str) -> None:
    story.bound["kind"], story.bound["lses"] = kind, lses_of(session, story.us)
    before = existing(story, session, story.us)
    taken = {kind_of(story).key_of(each) for each in rows(story, before)}
    records = utility.records(kind, story.bound["market"], story.bound["lses"], taken)
    if len(records) < 2:
        raise skipped("data", f"every key of the {kind} is taken in the market", waits_for="us")
    story.bound["before"], story.sent["records"] = before, records


@given("what the other utility has posted of that kind")
def list_of_other(story: Story, session: Session) -> None:
    story.bound["others before"] = existing(story, session, story.bound["partner"])


@when("we post them")
@when("we post them again with other values")
def post_them(story: Story, session: Session, utility: MigrationBuilder) -> None:
    if story.bound.get("posted"):
        keys = [kind_of(story).key_of(each) for each in story.sent["records"]]
        lses = story.bound["lses"]
        story.sent["records"] = [utility.record(story.bound["kind"], key, lses) for key in keys]
    post(story, session, utility)
    story.bound["posted"] = True


@when("we post them again with no customers")
def post_zero(story: Story, session: Session, utility: MigrationBuilder) -> None:
    story.sent["records"] = [
        msgspec.structs.replace(each, number_of_customers=0) for each in story.sent["records"]
    ]
    post(story, session, utility)


@when("we post them with another effective date")
def post_with_other_date(story: Story, session: Session, utility: MigrationBuilder) -> None:
    other = story.bound["market"].effective_date + timedelta(days=1)
    post(story, session, utility, effective_date=other)


@when(parsers.re("we post them in the name of (?P<whose>the other utility|a utility that does not exist)"))
def post_for_another(story: Story, session: Session, utility: MigrationBuilder, whose: str) -> None:
    post(story, session, utility, story.bound["partner"].name if whose == "the other utility" else NOBODY)


@when(parsers.re("we post them together with (?P<fault>.+)"))
def post_with_fault(story: Story, session: Session, utility: MigrationBuilder, fault: str) -> None:
    first, third = story.sent["records"][0], f"{utility.stem}-at-fault"
    wrong = {
        "the first one once more": lambda: first,
        "one of an unknown load-serving entity": lambda: msgspec.structs.replace(first, lse=UNKNOWN_LSE),
        "one from an unknown load-serving entity": lambda: msgspec.structs.replace(
            first, record_id=third, from_lse=UNKNOWN_LSE
        ),
        "one to an unknown load-serving entity": lambda: msgspec.structs.replace(
            first, record_id=third, to_lse=UNKNOWN_LSE
        ),
        "one from a load-serving entity to itself": lambda: msgspec.structs.replace(
            first, record_id=third, to_lse=first.from_lse
        ),
    }[fault]()
    story.sent["records"] = [*story.sent["records"], wrong]
    post(story, session, utility)


@then("the upload is VALID")
def upload_is_valid(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    expect.equal("the upload", answer.value.submission_status, "VALID", answer=answer, subject="state")


@then("they are new among ours, as we posted them")
def new_as_posted(story: Story, session: Session, expect: Expectation) -> None:
    before, keys = story.bound["before"], _keys(story)
    earlier = [kind_of(story).key_of(each) for each in rows(story, before)]
    for key in keys:
        expect.absent("our list before", key, earlier, answer=before)
    _expect_as_posted(story, session, expect)


@then("they are among ours, once each, as we posted them last")
def as_posted_last(story: Story, session: Session, expect: Expectation) -> None:
    _expect_as_posted(story, session, expect)


def _expect_as_posted(story: Story, session: Session, expect: Expectation) -> None:
    answer, keys = existing(story, session, story.us), _keys(story)
    expect.equal("whose list it is", answer.value.udc_name, story.us.name, answer=answer)
    listed = [each for each in rows(story, answer) if kind_of(story).key_of(each) in keys]
    posted = [msgspec.to_builtins(each) for each in story.sent["records"]]
    found = [{name: msgspec.to_builtins(each)[name] for name in posted[0]} for each in listed]
    same = sorted(found, key=repr) == sorted(posted, key=repr)
    expect.that("the records", found, posted, same, answer=answer, subject="presence")


@then("our list is as it was before")
def ours_unchanged(story: Story, session: Session, expect: Expectation) -> None:
    answer = existing(story, session, story.us)
    before = story.bound["before"].value
    expect.equal("our list", answer.value, before, answer=answer, subject="absence")


@then("the other utility reads the same as before")
def others_unchanged(story: Story, session: Session, expect: Expectation) -> None:
    answer = existing(story, session, story.bound["partner"])
    before = story.bound["others before"].value
    expect.equal("whose list it is", answer.value.udc_name, story.bound["partner"].name, answer=answer)
    expect.equal("its list", answer.value, before, answer=answer, subject="absence")


def _keys(story: Story) -> list[Any]:
    return [kind_of(story).key_of(each) for each in story.sent["records"]]
