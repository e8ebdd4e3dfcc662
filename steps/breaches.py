"""Sentences on requests that break the contract on purpose, or speak for somebody else."""

from __future__ import annotations

import json

from pytest_bdd import parsers, when

from fixtures.sample_calls import SampleCalls
from fixtures.story import Story
from marketsim.target.halt import skipped
from marketsim.target.session import Session

NOBODY = "NOBODY"
MALFORMED = "NO/BODY?"
REQUEST_ID = "caiso-request-id"
OPERATION = r"(?P<name>[a-z_]+\.[\w-]+)"


@when(parsers.re(f"we call {OPERATION} for a participant that our certificate may not act for"))
def call_for_somebody_else(story: Story, session: Session, calls: SampleCalls, name: str) -> None:
    ours = {each.name for each in session.parties if each.credentials == story.us.credentials}
    others = [each.name for each in session.parties if each.name not in ours]
    if not others:
        raise skipped("data", "the profile names no participant of somebody else", waits_for="us")
    _call_for(calls, name, others[0], f"{name} for a participant of somebody else")


@when(parsers.re(f"we call {OPERATION} for a participant that does not exist"))
def call_for_nobody(calls: SampleCalls, name: str) -> None:
    _call_for(calls, name, NOBODY, f"{name} for a participant that does not exist")


@when(parsers.re(f"we call {OPERATION} for a participant whose name breaks the contract"))
def call_for_malformed(calls: SampleCalls, name: str) -> None:
    _call_for(calls, name, MALFORMED, f"{name} with a malformed participant name")


def _call_for(calls: SampleCalls, name: str, participant: str, breach: str) -> None:
    calls.in_breach(name, breach, request=calls.request(name, participant=participant))


@when(parsers.re(f"we call {OPERATION} without a request id"))
def call_without_request_id(calls: SampleCalls, name: str) -> None:
    calls.in_breach(name, f"no {REQUEST_ID}", headers={REQUEST_ID: None})


@when(parsers.re(f'we call {OPERATION} with the request id "(?P<request_id>[^"]*)"'))
def call_with_request_id(calls: SampleCalls, name: str, request_id: str) -> None:
    calls.in_breach(name, "a request id that is no UUID", headers={REQUEST_ID: request_id})


@when(parsers.re(f"we call {OPERATION} with a body that is no JSON"))
def call_with_broken_body(calls: SampleCalls, name: str) -> None:
    whole = json.dumps(calls.request(name).body).encode()
    calls.in_breach(name, "a body that is no JSON", content=whole[:-1])


@when(parsers.re(rf"we call {OPERATION} with the required member (?P<member>\w+) left out"))
def call_without_member(calls: SampleCalls, name: str, member: str) -> None:
    request = calls.request(name)
    request.query.pop(member, None)
    if isinstance(request.body, dict):
        request.body.pop(member, None)
    calls.in_breach(name, f"{member} left out", request=request)


@when("we call a path that the contract does not know")
def call_unknown_path(story: Story, session: Session) -> None:
    client = session.client(story.us)
    story.heard(client.raw("GET", "/no/such/path", query={}, breach="a path that the contract does not know"))


@when(
    parsers.re(rf"we call {OPERATION} with a body of (?P<megabytes>\d+) megabytes"),
    converters={"megabytes": int},
)
def call_with_large_body(calls: SampleCalls, name: str, megabytes: int) -> None:
    whole = json.dumps(calls.request(name).body).encode()
    padded = whole + b" " * (megabytes * 1_000_000 - len(whole))
    calls.in_breach(name, f"a body of {megabytes} megabytes", content=padded)


@when(parsers.re(f"we call {OPERATION} with a body that is called plain text"))
def call_with_plain_text(calls: SampleCalls, name: str) -> None:
    whole = json.dumps(calls.request(name).body).encode()
    calls.in_breach(
        name, "a JSON body called plain text", content=whole, headers={"content-type": "text/plain"}
    )
