"""A session judges every exchange by the contract, writes it down, and stops the scenario where it must."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from marketsim.client.exchange import Exchange
from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import OperationKey
from marketsim.target.console import Console
from marketsim.target.halt import Halted
from marketsim.target.profile_tables import ParticipantTable, TargetTable
from marketsim.target.session import ContractDeviation, RequestFlaw, Session

Talks = Callable[..., Any]
STATUS = OperationKey("app_status", "get-status")
LISTED = OperationKey("market_status", "getActiveAuctionMarkets")


def exchange(**members: Any) -> Exchange:
    """A sound exchange: the application said that it is up."""
    sound = Exchange(
        request_id="7a1ab0ea-79f2-4b2a-9a0a-7de3d1d5c5a5",
        operation=STATUS,
        method="GET",
        path="/status",
        query={},
        request_headers={"caiso-request-id": "7a1ab0ea-79f2-4b2a-9a0a-7de3d1d5c5a5"},
        request_body=b"",
        status=200,
        response_headers={"content-type": "application/json"},
        response_body=b'{"status":"UP"}',
        started=datetime(2026, 11, 21, tzinfo=UTC),
        seconds=0.01,
        attempt=1,
        participant="SRTX",
    )
    return replace(sound, **members)


def weighed(session: Session, **members: Any) -> list[str]:
    """The sides and places of the deviations that count in an exchange."""
    party = session.parties[0]
    return [f"{each.side} {each.where}" for each in session.weigh(exchange(**members), party)]


# --- what an exchange comes to


def test_a_sound_exchange_has_nothing_against_it_and_is_written_down(talk: Talks) -> None:
    """Evidence holds the good ones too."""
    opened = talk()
    assert weighed(opened.session) == []
    ((written, deviations, party),) = opened.heard.written
    assert (written, deviations, party) == (exchange(), [], opened.session.parties[0])


def test_an_undocumented_member_is_always_written_down_but_counts_in_strict_mode_alone(talk: Talks) -> None:
    """The contract does not forbid it; a strict reader wants to know."""
    body = json.dumps({"status": "UP", "mood": "fine"}).encode()
    lenient, strict = talk(), talk(strict=True)
    assert weighed(lenient.session, response_body=body) == []
    assert weighed(strict.session, response_body=body) == ["response body"]
    for opened in (lenient, strict):
        ((_, deviations, _),) = opened.heard.written
        assert [each.undocumented for each in deviations] == [True]


def test_a_breach_that_is_meant_is_not_held_against_us_but_its_answer_is_judged(talk: Talks) -> None:
    """The system under test has to keep the contract whatever it is asked."""
    nameless: dict[str, Any] = {"request_headers": {}, "request_id": None}
    session = talk().session
    assert weighed(session, **nameless) == ["request header"]
    assert weighed(session, **nameless, intended_breach="no request id") == []
    assert weighed(session, **nameless, intended_breach="no request id", status=201) == ["response status"]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_a_gateway_says_is_no_deviation_of_the_system(talk: Talks, status: int) -> None:
    """It is written down as found; whether it matters is for the verdict to say."""
    opened = talk()
    page: dict[str, Any] = {"response_headers": {"content-type": "text/html"}, "response_body": b"<html>"}
    assert weighed(opened.session, status=status, **page) == []
    assert weighed(opened.session, status=500, **page) != []
    assert opened.heard.written[0][1] != []


def test_an_exchange_without_an_answer_has_no_answer_to_judge(talk: Talks) -> None:
    """Only the request is."""
    failure = TransportFailure("reset", "the connection broke", None)
    silent: dict[str, Any] = {"status": None, "response_body": b"", "transport_error": failure}
    assert weighed(talk().session, **silent) == []


def test_a_path_outside_the_contract_is_written_down_unjudged(talk: Talks) -> None:
    """There is nothing to judge it by."""
    assert weighed(talk().session, operation=None, path="/nowhere", status=404) == []


# --- calls of a real system


def test_an_answer_that_breaks_the_contract_stops_the_step_that_ignores_it(
    talk: Talks, console: Console
) -> None:
    """Nobody has to look at the answer for the deviation to be noticed."""
    opened = talk()
    client = opened.session.client(opened.session.party("CRRH"))
    client.market_status.get_active_auction_markets()
    console.set_faults([f"missing:{LISTED}"])
    with pytest.raises(ContractDeviation, match="expected"):
        client.market_status.get_active_auction_markets()
    assert [bool(deviations) for _, deviations, _ in opened.heard.written] == [False, True]


def test_an_answer_that_breaks_the_contract_stops_a_deliberate_breach_too(
    talk: Talks, console: Console
) -> None:
    """Only our side of the exchange is excused."""
    console.set_faults([f"status:{STATUS}"])
    session = talk().session
    with pytest.raises(ContractDeviation, match="status"):
        session.client(session.party("CRRH")).raw("GET", "/status", breach="none, this is a test")


def test_a_request_that_breaks_the_contract_by_mistake_is_our_own_flaw(talk: Talks) -> None:
    """The system refuses it rightly, so the harness is at fault, not the system."""
    session = talk().session
    operation = session.contract.operation("market_status", "getMarketInfo")
    with pytest.raises(RequestFlaw, match="marketName"):
        session.client(session.party("CRRH")).call(operation, {"participantName": "SRTX"})


def test_a_flaw_of_a_request_that_got_no_answer_is_not_held_against_the_next(
    talk: Talks, dead_port: int
) -> None:
    """Each call answers for itself alone."""
    sound = talk().session
    nowhere = TargetTable(f"https://127.0.0.1:{dead_port}/crr", sound.profile.target.ca, kind="embedded")
    session = talk(target=nowhere).session
    client = session.client(session.party("CRRH"))
    operation = session.contract.operation("market_status", "getMarketInfo")
    with pytest.raises(TransportFailure, match="refused"):
        client.call(operation, {"participantName": "SRTX"})
    with pytest.raises(TransportFailure, match="refused"):
        client.app_status.get_status()


def test_a_write_that_is_not_allowed_does_not_leave(talk: Talks) -> None:
    """Neither in keeping with the contract nor in breach of it."""
    opened = talk(writes=())
    client = opened.session.client(opened.session.party("CRRH"))
    creation = opened.session.contract.operation("auction", "portfolioCreation")
    with pytest.raises(Halted):
        client.call(creation, {}, b"{}")
    with pytest.raises(Halted):
        client.raw("POST", creation.path, content=b"{", breach="a body that is no JSON")
    assert opened.heard.written == []


def test_a_write_in_breach_waits_for_its_phase_too(talk: Talks) -> None:
    """A live system may take it for the real thing."""
    opened = talk(phase="connectivity-week-1")
    client = opened.session.client(opened.session.party("CRRH"))
    creation = opened.session.contract.operation("auction", "portfolioCreation")
    with pytest.raises(Halted) as stop:
        client.raw("POST", creation.path, content=b"{", breach="a body that is no JSON")
    assert (stop.value.verdict, stop.value.cause) == ("omitted", "phase")


def test_a_client_can_do_without_a_certificate_or_with_one_version_of_tls(talk: Talks) -> None:
    """For the scenarios that knock at the gate."""
    session = talk().session
    us = session.party("CRRH")
    with session.new_client(us, None) as nobody:
        path = session.contract.operations[LISTED].path
        assert nobody.raw("GET", path, breach="no client certificate").status == 401
    for version in ("1.2", "1.3"):
        with session.new_client(us, us.credentials, tls=version) as client:  # type: ignore[arg-type]
            assert client.app_status.get_status().ok


def test_a_party_keeps_its_client(talk: Talks) -> None:
    """And with it its connection."""
    session = talk().session
    us = session.party("CRRH")
    assert session.client(us) is session.client(us)


# --- who speaks


def test_a_party_is_found_by_its_function(talk: Talks) -> None:
    """One that may write unless only reading is asked for."""
    session = talk().session
    for function in ("CRRH", "CLSE", "CUDC", "TOR", "CEC", "NDA"):
        assert session.party(function).function == function
        assert session.party(function).write
    assert not session.party("CRRH", write=False).write


def test_another_party_is_another_participant(talk: Talks) -> None:
    """Not merely another certificate."""
    session = talk().session
    us = session.party("CRRH")
    assert session.party("CRRH", besides=(us,)).name != us.name


def only(*participants: ParticipantTable) -> dict[str, Any]:
    """A profile of these participants alone."""
    return {"participants": participants}


READER = ParticipantTable("NVLY", {"CLSE": "read"}, certificate="nvly-reader.pem")
WRITER = ParticipantTable("SRTX", {"CRRH": "write"}, certificate="srtx.pem")


def test_a_function_that_the_profile_does_not_claim_is_omitted(talk: Talks) -> None:
    """What we are not, we need not be able to do."""
    with pytest.raises(Halted, match="CUDC") as stop:
        talk(**only(WRITER)).session.party("CUDC")
    assert (stop.value.verdict, stop.value.cause) == ("omitted", "function")


@pytest.mark.parametrize(
    ("function", "how", "named"),
    [
        ("CLSE", {}, "writing"),
        ("CRRH", {"write": False}, "reading only"),
    ],
)
def test_a_certificate_that_the_profile_lacks_is_a_skip_that_waits_for_us(
    talk: Talks, function: str, how: dict[str, Any], named: str
) -> None:
    """We claim the function, so it applies; the profile has to name who holds it that way."""
    with pytest.raises(Halted, match=named) as stop:
        talk(**only(READER, WRITER)).session.party(function, **how)
    assert (stop.value.verdict, stop.value.waits_for) == ("skipped", "us")


def test_a_second_participant_that_the_profile_lacks_is_a_skip_that_waits_for_us(talk: Talks) -> None:
    """Some scenarios take two."""
    session = talk(**only(WRITER)).session
    with pytest.raises(Halted, match="other participant") as stop:
        session.party("CRRH", besides=(session.party("CRRH"),))
    assert stop.value.waits_for == "us"


def test_the_contract_of_these_tests_is_the_one_that_ships() -> None:
    """The sample exchange above speaks of two of its operations."""
    assert {STATUS, LISTED} <= set(Contract.load().operations)
