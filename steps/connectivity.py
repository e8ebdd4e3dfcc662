"""Sentences of the connectivity weeks: any operation, called as the contract says."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.sample_calls import SampleCalls
from fixtures.sample_names import SampleNames
from fixtures.story import Story
from marketsim.target.halt import omitted
from marketsim.target.roles import functions_of
from marketsim.target.session import Session

# Codes that say the request did not get through to the business of the operation.
NOT_THE_APPLICATION = frozenset({"SEC0001", "SEC0002", "SER0001", "SER0017", "SER0028", "SER0029", "SER0030"})
OPERATION = r"(?P<name>[a-z_]+\.[\w-]+)"


@given(parsers.re(f"we hold a function that may call {OPERATION}"))
def we_may_call(story: Story, session: Session, calls: SampleCalls, name: str) -> None:
    allowed = functions_of(calls.operation(name))
    held = [function for function in allowed if any(each.function == function for each in session.parties)]
    if not held:
        raise omitted("function", f"the profile claims none of {', '.join(allowed)}, which may call {name}")
    story.party = session.party(held[0])


@when(parsers.re(f"we call {OPERATION} with a contract-valid request"))
def call_rightly(story: Story, calls: SampleCalls, names: SampleNames, name: str) -> None:
    calls.rightly(name, names=names.bound(calls.operation(name), story.us))


@when(parsers.re(f"we call {OPERATION} with names that exist nowhere"))
def call_with_unknown_names(calls: SampleCalls, name: str) -> None:
    calls.rightly(name)


@when(parsers.re(f"we call {OPERATION} over TLS (?P<version>1\\.[23]) alone"))
def call_over_tls(story: Story, session: Session, calls: SampleCalls, name: str, version: str) -> None:
    with session.new_client(story.us, story.us.credentials, tls=version) as client:  # type: ignore[arg-type]
        calls.rightly(name, client=client)


@then("the application itself answers")
def application_answers(story: Story, expect: Expectation) -> None:
    expect.application_answered(story.answer, NOT_THE_APPLICATION)


@then("we are not refused for want of a function")
def not_for_want_of_a_function(story: Story, expect: Expectation) -> None:
    expect.application_answered(story.answer, NOT_THE_APPLICATION)


@then("the application says a status")
def application_says_status(story: Story, expect: Expectation) -> None:
    said = story.answer.value.status
    expect.that("status", said, "a text", bool(said), answer=story.answer)
