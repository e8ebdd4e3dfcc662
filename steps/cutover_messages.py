"""Sentences on messages of the old system, read in the new one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from pytest_bdd import then

from fixtures.expectation import Expectation
from fixtures.old_world import new_owner
from fixtures.story import Story
from marketsim.target.session import Session
from steps.cutover import extract_of
from steps.months import holders

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@then("what the old system had told is told as before, to everybody or to one alone")
def messages_kept(story: Story, session: Session, expect: Expectation) -> None:
    extract = extract_of(story)
    public = Counter((each.sent_time, each.text) for each in extract.messages if each.participant is None)
    answer = story.heard(session.client(story.us).messages.public_messages(from_date=LONG_AGO))
    found = Counter((each.sent_time, each.message) for each in answer.value)
    expect.that("the public messages", public.total(), "one or more", bool(public))
    expect.equal("public messages that are not there", sorted((public - found).elements()), [], answer=answer)
    own = 0
    for party in holders(story, session):
        wanted = Counter(
            (each.sent_time, each.text)
            for each in extract.messages
            if each.participant is not None and new_owner(extract, each.participant) == party.name
        )
        answer = story.heard(session.client(party).messages.private_messages(from_date=LONG_AGO))
        told = Counter() if answer.codes else Counter((x.sent_time, x.message) for x in answer.value)
        expect.equal(f"the private messages of {party.name}", told, wanted, answer=answer)
        own += wanted.total()
    expect.that("the private messages", own, "one or more", own > 0)
