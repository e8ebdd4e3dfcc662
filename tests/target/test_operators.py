"""The ISO's side: acting in an embedded system, and no more than watching a live target."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marketsim.contract.catalogue import Contract
from marketsim.target.console import Console, ConsoleProblem
from marketsim.target.embedded import EmbeddedSystem
from marketsim.target.halt import Halted
from marketsim.target.operator import ActingOperator, ObservingOperator, Operator, stamp
from marketsim.target.profile import load
from marketsim.target.roles import functions_of

Talks = Callable[..., Any]
DEEDS = [name for name, _ in inspect.getmembers(Operator, inspect.isfunction) if not name.startswith("_")]
A_MOMENT = datetime(2027, 1, 2, 8, tzinfo=UTC)
# What a deed is asked with, by the type that its parameter is annotated with.
ARGUMENTS: dict[str, Any] = {"str": "NAME", "float": 1.5, "Mapping[str, Any]": {}, "datetime": A_MOMENT}


@pytest.fixture
def acting(console: Console) -> ActingOperator:
    """The operator of the embedded system."""
    return ActingOperator(console)


def status_of(talks: Talks, market: str) -> tuple[str, list[str], list[str]]:
    """A market's status, and the names on the active and on the posted list of auctions, as a holder sees them."""
    session = talks().session
    service = session.client(session.party("CRRH")).market_status
    return (
        service.get_market_status(market_name=market).value,
        [each.name for each in service.get_active_auction_markets().value],
        [each.name for each in service.get_posted_auction_markets().value],
    )


def test_an_acting_operator_takes_an_auction_through_its_life(talk: Talks, acting: ActingOperator) -> None:
    """Announced, opened and closed, each as participants see it; posting is the market desk's."""
    name = acting.coming_auction()
    acting.announce_auction(name)
    status, active, posted = status_of(talk, name)
    assert (status, name in active, name in posted) == ("PREP", True, False)
    acting.open_window(name)
    assert status_of(talk, name)[0] == "OPEN"
    acting.close_window(name)
    status, active, posted = status_of(talk, name)
    assert (status, name in active, name in posted) == ("CLOSED", True, False)


def test_an_acting_operator_never_announces_the_same_auction_twice(acting: ActingOperator) -> None:
    """Scenarios share a system."""
    assert acting.coming_auction() != acting.coming_auction()


def test_market_time_of_an_untouched_system_is_wall_time(acting: ActingOperator) -> None:
    """Its windows are relative to it."""
    assert abs(acting.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_acting_operator_holds_exactly_the_security_that_is_asked_for(
    console: Console, acting: ActingOperator
) -> None:
    """In place of what stood before; put back afterwards."""
    asked = "/participants/SRTX/security"
    before = console.get(asked)["amount"]
    try:
        acting.hold_security("SRTX", before + 0.25)
        assert console.get(asked)["amount"] == before + 0.25
    finally:
        acting.hold_security("SRTX", before)


def test_an_acting_operator_lets_minutes_pass(acting: ActingOperator) -> None:
    """And takes them back, as this system is shared."""
    before = acting.now()
    try:
        acting.let_minutes_pass(90)
        assert timedelta(minutes=90) <= acting.now() - before < timedelta(minutes=91)
    finally:
        acting.let_minutes_pass(-90)


@pytest.mark.parametrize("attachment", [None, b"Calendar\n"])
def test_an_acting_operator_sends_messages(
    talk: Talks, acting: ActingOperator, attachment: bytes | None
) -> None:
    """To one participant alone, who reads it."""
    session = talk().session
    us = session.party("CRRH")
    text = f"Rehearsal with {len(attachment or b'')} bytes"
    acting.send_message(text, participant=us.name, attachment=attachment)
    since = datetime.now(UTC) - timedelta(hours=1)
    read = session.client(us).messages.private_messages(from_date=since).value
    (found,) = [each for each in read if each.message == text]
    assert isinstance(found.attachment, str) == (attachment is not None)


def test_the_console_refuses_what_makes_no_sense_and_says_so(console: Console) -> None:
    """A scenario that asks for it is broken, not failed."""
    with pytest.raises(ConsoleProblem, match="PATCH /markets/NO_SUCH"):
        console.send("PATCH", "/markets/NO_SUCH", {"openDate": stamp(A_MOMENT)})


def test_there_is_no_console_without_its_certificate(embedded: EmbeddedSystem) -> None:
    """A profile as a live target has it names none."""
    with pytest.raises(ConsoleProblem, match="no operator console"):
        Console(load(embedded.observed), embedded.observed.parent, Contract.load())


def test_the_inside_view_names_the_rules_and_transitions(console: Console) -> None:
    """Coverage takes its denominators from here."""
    assert {"id", "code", "stage", "operations"} <= set(console.rules()[0])
    assert {"table", "from", "event", "to"} <= set(console.transitions()[0])


def test_the_system_knows_the_same_functions_for_each_operation_as_we_do(console: Console) -> None:
    """Both read one table; the console says what is in force."""
    told = {name: set(functions) for name, functions in console.roles().items()}
    ours = {str(each.key): set(functions_of(each)) for each in Contract.load().operations.values()}
    assert told == ours


@pytest.mark.parametrize("deed", DEEDS)
def test_an_observing_operator_does_nothing_and_says_what_it_waits_for(deed: str) -> None:
    """Every deed that a scenario may ask for is a skip that waits for the ISO."""
    method = getattr(ObservingOperator(), deed)
    wanted = inspect.signature(method).parameters.values()
    words = [ARGUMENTS[str(each.annotation)] for each in wanted if each.default is each.empty]
    with pytest.raises(Halted) as stop:
        method(*words)
    assert (stop.value.verdict, stop.value.cause, stop.value.waits_for) == ("skipped", "timing", "ISO")


@pytest.mark.parametrize("deed", DEEDS)
def test_both_operators_are_asked_in_the_same_words(deed: str) -> None:
    """A scenario does not know which of them it has."""
    asked = {
        tuple(inspect.signature(getattr(kind, deed)).parameters)
        for kind in (Operator, ActingOperator, ObservingOperator)
    }
    assert len(asked) == 1


def test_only_one_of_them_acts() -> None:
    """Steps may ask before they promise something."""
    assert ActingOperator.acting
    assert not ObservingOperator.acting


def test_an_instant_is_written_in_utc_without_fractions() -> None:
    """As the contract writes it."""
    assert stamp(datetime.fromisoformat("2026-12-01T00:00:00.5-08:00")) == "2026-12-01T08:00:00Z"
