"""Sentences on who gets through the handshake, and for whom one certificate speaks."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.sample_calls import SampleCalls
from fixtures.story import Story
from marketsim.client.credentials import Credentials
from marketsim.client.transport_failure import TransportFailure
from marketsim.target.binding import Binder
from marketsim.target.halt import skipped
from marketsim.target.session import Session

FLAWS = {
    "of a foreign authority": "foreign",
    "expired": "expired",
    "not yet valid": "not_yet_valid",
    "made for servers only": "server_usage",
}
OPERATION = r"(?P<name>[a-z_]+\.[\w-]+)"


@given(parsers.parse("one certificate that speaks for two participants of the function {function:w}"))
def one_certificate_two_participants(story: Story, session: Session, function: str) -> None:
    mine = [each for each in session.parties if each.function == function and each.write]
    for one in mine:
        for other in mine:
            if one.name != other.name and one.credentials == other.credentials:
                story.party, story.bound["partner"] = one, other
                return
    raise skipped("data", "no certificate of the profile speaks for two participants", waits_for="us")


@when("we list the portfolios of each in an OPEN monthly auction")
def list_portfolios_of_each(story: Story, session: Session, binder: Binder) -> None:
    market = binder.market(story.us, "auction", "OPEN", "MONTHLY")
    client = session.client(story.us)
    for party in (story.us, story.bound["partner"]):
        story.heard(client.auction.get_portfolio_list(market_name=market.name, participant_name=party.name))


@when(parsers.re(f"we call {OPERATION} without a client certificate"))
def call_without_certificate(story: Story, session: Session, calls: SampleCalls, name: str) -> None:
    with session.new_client(story.us, None) as client:
        calls.in_breach(name, "no client certificate", client=client)


@when(parsers.re("we knock with a certificate that is (?P<flaw>.+)"))
def knock_with_bad_certificate(story: Story, session: Session, flaw: str) -> None:
    file = getattr(session.profile.refused, FLAWS[flaw])
    if file is None:
        raise skipped(
            "data", f"the profile names no certificate that is {flaw}, under [refused]", waits_for="us"
        )
    credentials = Credentials(pem=session.folder / file)
    with session.new_client(story.us, credentials) as client:
        try:
            story.heard(client.raw("GET", "/status", query={}, breach=f"a certificate that is {flaw}"))
        except TransportFailure as failure:
            story.failure = failure


@then("we are answered 401 without a body")
def answered_401(story: Story, expect: Expectation) -> None:
    more: dict[str, Any] = {"answer": story.answer, "cause": "authorisation"}
    expect.equal("the status", story.answer.status, 401, subject="status", **more)
    expect.equal("the body", story.answer.exchange.response_body, b"", **more)


@then("the connection is refused before any answer")
def refused_in_the_handshake(story: Story, expect: Expectation) -> None:
    found = "an answer" if story.failure is None else f"no answer ({story.failure.kind})"
    held = story.failure is not None and story.failure.kind in ("tls", "reset")
    expect.that(
        "the handshake", found, "refused by the server", held, subject="transport", cause="authorisation"
    )
