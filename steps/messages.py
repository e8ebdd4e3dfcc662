"""Sentences on messages of the ISO."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.client.client import CrrClient
from marketsim.contract.messages.messages import Message
from marketsim.target.operator import ATTACHMENT_NAME, ActingOperator, Operator
from marketsim.target.session import Session

CONTENTS = {
    "several lines": b"Calendar of the rehearsal\nWeek 1: load\nWeek 2: allocation\n",
    "every byte there is": bytes(range(256)),
}
DAYS = "(?P<kind>public|private)"


@given(parsers.re("an?(?:other)? text that no message has said yet"))
def fresh_text(story: Story, build: PortfolioBuilder) -> None:
    story.bound["text"] = build.name()


@when(parsers.re("the ISO sends it to (?P<whom>everyone|us alone) with an attachment of (?P<content>.+)"))
def send_with_attachment(story: Story, iso: Operator, whom: str, content: str) -> None:
    story.bound["attachment"] = CONTENTS[content]
    alone = None if whom == "everyone" else story.us.name
    iso.send_message(story.bound["text"], alone, story.bound["attachment"])


@when(
    parsers.re(r"the ISO has it sent to everyone in (?P<minutes>\d+) minutes"), converters={"minutes": float}
)
def send_later(story: Story, iso: Operator, minutes: float) -> None:
    now = iso.now() if isinstance(iso, ActingOperator) else datetime.now(UTC)
    story.bound["minutes"] = minutes
    iso.send_message(story.bound["text"], sent=now + timedelta(minutes=minutes))


@when("the hour has passed")
def hour_has_passed(story: Story, iso: Operator) -> None:
    iso.let_minutes_pass(story.bound["minutes"])


@when("the ISO sends it to us alone")
def send_to_us(story: Story, iso: Operator) -> None:
    iso.send_message(story.bound["text"], participant=story.us.name)


def _ask(client: CrrClient, kind: str, since: datetime, until: datetime | None = None) -> Answer[Any]:
    service = client.messages
    ask = service.private_messages if kind == "private" else service.public_messages
    return ask(from_date=since, to_date=until)


def _latest(client: CrrClient, kind: str) -> Answer[Any]:
    """The messages of the last day."""
    return _ask(client, kind, datetime.now(UTC) - timedelta(days=1))


def _found(answer: Answer[Any]) -> list[Message]:
    """The messages; a range without any is refused with SER0007, which is an empty list here."""
    return [] if answer.codes == ("SER0007",) else list(answer.value)


def _texts(answer: Answer[Any]) -> list[str]:
    return [each.message for each in _found(answer)]


@then(parsers.re("we find it among (?:the|our) (?P<kind>public|private) messages"))
def we_find_it(story: Story, session: Session, expect: Expectation, kind: str) -> None:
    answer = story.heard(_latest(session.client(story.us), kind))
    expect.present(f"the {kind} messages", story.bound["text"], _texts(answer), answer=answer)


@then("the other participant finds it among the public messages")
def partner_finds_it(story: Story, session: Session, expect: Expectation) -> None:
    answer = story.heard(_latest(session.client(story.bound["partner"]), "public"))
    expect.present("the public messages", story.bound["text"], _texts(answer), answer=answer)


@then("the other participant does not find it among its private messages")
def partner_finds_it_not(story: Story, session: Session, expect: Expectation) -> None:
    answer = story.heard(_latest(session.client(story.bound["partner"]), "private"))
    expect.absent("its private messages", story.bound["text"], _texts(answer), answer=answer)


@then("it is not among the public messages")
def not_public(story: Story, session: Session, expect: Expectation) -> None:
    answer = story.heard(_latest(session.client(story.us), "public"))
    expect.absent("the public messages", story.bound["text"], _texts(answer), answer=answer)


@then(parsers.re(f"it is not among (?:the|our) {DAYS} messages of the days before"))
def not_before(story: Story, session: Session, expect: Expectation, kind: str) -> None:
    """A range that ends a day ago."""
    until = datetime.now(UTC) - timedelta(days=1)
    answer = story.heard(_ask(session.client(story.us), kind, until - timedelta(days=30), until))
    expect.absent(f"the {kind} messages before", story.bound["text"], _texts(answer), answer=answer)


@then("it is not among the public messages of today and tomorrow")
def not_yet(story: Story, session: Session, expect: Expectation) -> None:
    now = datetime.now(UTC)
    client = session.client(story.us)
    answer = story.heard(_ask(client, "public", now - timedelta(days=1), now + timedelta(days=1)))
    expect.absent("the public messages", story.bound["text"], _texts(answer), answer=answer)


@then("the attachment is the one that was sent")
def attachment_is_whole(story: Story, expect: Expectation) -> None:
    found = [
        (each.attachment_name, each.attachment)
        for each in _found(story.answer)
        if each.message == story.bound["text"]
    ]
    sent = ATTACHMENT_NAME, base64.b64encode(story.bound["attachment"]).decode()
    expect.equal("the attachment and its name", found, [sent], answer=story.answer)


@when(parsers.re("we ask for (?P<kind>public|private) messages from today until yesterday"))
def ask_backwards(story: Story, session: Session, kind: str) -> None:
    now = datetime.now(UTC)
    story.heard(_ask(session.client(story.us), kind, now, now - timedelta(days=1)))


@when(parsers.re("we ask for (?P<kind>public|private) messages of a day long ago"))
def ask_long_ago(story: Story, session: Session, kind: str) -> None:
    day = datetime(2001, 1, 2, tzinfo=UTC)
    story.heard(_ask(session.client(story.us), kind, day, day + timedelta(days=1)))
