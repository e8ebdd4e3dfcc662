"""Sentences of the connectivity weeks: any operation, called rightly or in deliberate breach."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.sample_names import SampleNames
from fixtures.sample_request import SampleRequest, sample
from fixtures.story import Story
from marketsim.client.credentials import Credentials
from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.operations import Operation, OperationKey
from marketsim.target.halt import omitted, skipped
from marketsim.target.roles import functions_of
from marketsim.target.session import Session

# Codes that say the request did not get through to the business of the operation (design.md section 9).
NOT_THE_APPLICATION = frozenset({"SEC0001", "SEC0002", "SER0001", "SER0017", "SER0028", "SER0029", "SER0030"})
NOBODY = "NOBODY"
MALFORMED = "NO/BODY?"
FLAWS = {
    "of a foreign authority": "foreign",
    "expired": "expired",
    "not yet valid": "not_yet_valid",
    "made for servers only": "server_usage",
}
OPERATION = r"(?P<name>[a-z_]+\.[\w-]+)"


@pytest.fixture
def operation_named(session: Session) -> Any:
    """Finds an operation by ``service.operationId``."""

    def find(name: str) -> Operation:
        return session.contract.operations[OperationKey(*name.split(".", 1))]

    return find


@given(parsers.re(f"we hold a function that may call {OPERATION}"))
def we_may_call(story: Story, session: Session, operation_named: Any, name: str) -> None:
    allowed = functions_of(operation_named(name))
    held = [function for function in allowed if any(each.function == function for each in session.parties)]
    if not held:
        raise omitted("function", f"the profile claims none of {', '.join(allowed)}, which may call {name}")
    story.party = session.party(held[0])


@given(parsers.parse("one certificate that speaks for two participants of the function {function:w}"))
def one_certificate_two_participants(story: Story, session: Session, function: str) -> None:
    mine = [each for each in session.parties if each.function == function and each.write]
    for one in mine:
        for other in mine:
            if one.name != other.name and one.credentials == other.credentials:
                story.party, story.bound["partner"] = one, other
                return
    raise skipped("data", "no certificate of the profile speaks for two participants", waits_for="us")


@when(parsers.re(f"we call {OPERATION} with a contract-valid request"))
def call_rightly(story: Story, session: Session, operation_named: Any, names: SampleNames, name: str) -> None:
    operation = operation_named(name)
    request = sample(session.contract, operation, story.us.name, names.bound(operation, story.us))
    story.heard(session.client(story.us).call(operation, request.query, request.body))


@when(parsers.re(f"we call {OPERATION} with names that exist nowhere"))
def call_with_unknown_names(story: Story, session: Session, operation_named: Any, name: str) -> None:
    operation = operation_named(name)
    request = sample(session.contract, operation, story.us.name)
    story.heard(session.client(story.us).call(operation, request.query, request.body))


@when(parsers.re(f"we call {OPERATION} over TLS (?P<version>1\\.[23]) alone"))
def call_over_tls(story: Story, session: Session, operation_named: Any, name: str, version: str) -> None:
    operation = operation_named(name)
    request = sample(session.contract, operation, story.us.name)
    with session.new_client(story.us, story.us.credentials, tls=version) as client:  # type: ignore[arg-type]
        story.heard(client.call(operation, request.query, request.body))


@when(parsers.re(f"we call {OPERATION} for a participant that our certificate may not act for"))
def call_for_somebody_else(story: Story, session: Session, operation_named: Any, name: str) -> None:
    ours = {each.name for each in session.parties if each.credentials == story.us.credentials}
    others = [each.name for each in session.parties if each.name not in ours]
    if not others:
        raise skipped("data", "the profile names no participant of somebody else", waits_for="us")
    _call_for(story, session, operation_named(name), others[0], f"{name} for a participant of somebody else")


@when(parsers.re(f"we call {OPERATION} for a participant that does not exist"))
def call_for_nobody(story: Story, session: Session, operation_named: Any, name: str) -> None:
    _call_for(story, session, operation_named(name), NOBODY, f"{name} for a participant that does not exist")


@when(parsers.re(f"we call {OPERATION} for a participant whose name breaks the contract"))
def call_for_malformed(story: Story, session: Session, operation_named: Any, name: str) -> None:
    _call_for(story, session, operation_named(name), MALFORMED, f"{name} with a malformed participant name")


def _call_for(story: Story, session: Session, operation: Operation, participant: str, breach: str) -> None:
    request = sample(session.contract, operation, participant)
    story.heard(_raw(session, story, operation, request, breach=breach))


@when(parsers.re(f"we call {OPERATION} without a request id"))
def call_without_request_id(story: Story, session: Session, operation_named: Any, name: str) -> None:
    request = sample(session.contract, operation_named(name), story.us.name)
    story.heard(
        _raw(
            session,
            story,
            operation_named(name),
            request,
            breach="no caiso-request-id",
            drop=("caiso-request-id",),
        )
    )


@when(parsers.re(f'we call {OPERATION} with the request id "(?P<request_id>[^"]*)"'))
def call_with_request_id(
    story: Story, session: Session, operation_named: Any, name: str, request_id: str
) -> None:
    operation = operation_named(name)
    request = sample(session.contract, operation, story.us.name)
    headers = {"caiso-request-id": request_id}
    story.heard(
        _raw(session, story, operation, request, breach="a request id that is no UUID", headers=headers)
    )


@when(parsers.re(f"we call {OPERATION} with a body that is no JSON"))
def call_with_broken_body(story: Story, session: Session, operation_named: Any, name: str) -> None:
    operation = operation_named(name)
    request = sample(session.contract, operation, story.us.name)
    broken = json.dumps(request.body).encode()[:-1]
    story.heard(_raw(session, story, operation, request, breach="a body that is no JSON", content=broken))


@when(parsers.re(rf"we call {OPERATION} with the required member (?P<member>\w+) left out"))
def call_without_member(story: Story, session: Session, operation_named: Any, name: str, member: str) -> None:
    operation = operation_named(name)
    request = sample(session.contract, operation, story.us.name)
    request.query.pop(member, None)
    if isinstance(request.body, dict):
        request.body.pop(member, None)
    story.heard(_raw(session, story, operation, request, breach=f"{member} left out"))


@when(parsers.re(f"we call {OPERATION} without a client certificate"))
def call_without_certificate(story: Story, session: Session, operation_named: Any, name: str) -> None:
    operation = operation_named(name)
    request = sample(session.contract, operation, story.us.name)
    with session.new_client(story.us, None) as client:
        story.heard(_raw(session, story, operation, request, breach="no client certificate", client=client))


@when("we call a path that the contract does not know")
def call_unknown_path(story: Story, session: Session) -> None:
    client = session.client(story.us)
    story.heard(client.raw("GET", "/no/such/path", query={}, breach="a path that the contract does not know"))


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


@when("we list the portfolios of each in an OPEN monthly auction")
def list_portfolios_of_each(story: Story, session: Session, binder: Any) -> None:
    market = binder.market(story.us, "auction", "OPEN", "MONTHLY")
    client = session.client(story.us)
    for party in (story.us, story.bound["partner"]):
        story.heard(client.auction.get_portfolio_list(market_name=market.name, participant_name=party.name))


@then("the application itself answers")
def application_answers(story: Story, expect: Expectation) -> None:
    expect.application_answered(story.answer, NOT_THE_APPLICATION)


@then("we are not refused for want of a function")
def not_for_want_of_a_function(story: Story, expect: Expectation) -> None:
    codes = story.answer.codes
    expect.that(
        "the answer",
        " ".join([str(story.answer.status), *codes]),
        "any answer but SEC0001 and SEC0002",
        story.answer.status != 401 and not {"SEC0001", "SEC0002"} & set(codes),
        answer=story.answer,
        subject="status",
        cause="authorisation",
    )


@then("the application says a status")
def application_says_status(story: Story, expect: Expectation) -> None:
    said = story.answer.value.status
    expect.that("status", said, "a text", bool(said), answer=story.answer)


@then("we are answered 401 without a body")
def answered_401(story: Story, expect: Expectation) -> None:
    more = {"answer": story.answer, "cause": "authorisation"}
    expect.equal("the status", story.answer.status, 401, subject="status", **more)
    expect.equal("the body", story.answer.exchange.response_body, b"", **more)


@then("the connection is refused before any answer")
def refused_in_the_handshake(story: Story, expect: Expectation) -> None:
    found = "an answer" if story.failure is None else f"no answer ({story.failure.kind})"
    held = story.failure is not None and story.failure.kind in ("tls", "reset")
    expect.that(
        "the handshake", found, "refused by the server", held, subject="transport", cause="authorisation"
    )


def _raw(
    session: Session,
    story: Story,
    operation: Operation,
    request: SampleRequest,
    *,
    breach: str,
    drop: Iterable[str] = (),
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
    client: Any = None,
) -> Any:
    """Send the request as it stands, in a breach that is meant."""
    if content is None and request.body is not None:
        content = json.dumps(request.body).encode()
    sent: dict[str, str | None] = {"content-type": "application/json"} if content is not None else {}
    sent |= headers or {}
    sent |= dict.fromkeys(drop)
    speaker = client or session.client(story.us)
    return speaker.raw(
        operation.method, operation.path, query=request.query, headers=sent, content=content, breach=breach
    )
