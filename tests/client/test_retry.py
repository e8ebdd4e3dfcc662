"""A call is repeated when the system is busy or the connection broke, and only where that is safe."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.client.exchange import Exchange
from marketsim.client.retry import Retry, retry_after
from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.messages.auction import PortfolioIdentifier

from .conftest import Connecting
from .servers import Break, Received, Sent, TlsServer


def refusal(code: str) -> bytes:
    """The body of a refusal with one code."""
    detail = {"errorCode": code, "errorDescription": "x", "severity": "ERROR"}
    return json.dumps({"errorList": [detail], "creationTime": "2027-01-01T00:00:00Z"}).encode()


def label(answer: Sent | Break) -> str:
    """A short name of what a server does."""
    return answer if isinstance(answer, str) else str(answer.status)


BUSY = Sent(400, refusal("GEN0003"))
IDENTIFIER = PortfolioIdentifier(portfolio_name="P", market_name="M", participant_name="SRTX")


@pytest.fixture
def play(serve: Callable[..., TlsServer]) -> Callable[..., TlsServer]:
    """A server that gives the answers in turn, and 200 after the last."""

    def start(*answers: Sent | Break) -> TlsServer:
        turns = iter(answers)
        return serve(lambda received: next(turns, Sent()))

    return start


@pytest.fixture
def waits() -> list[float]:
    """The waits between attempts; nothing really waits."""
    return []


@pytest.fixture
def retry(waits: list[float]) -> Retry:
    """Three attempts without jitter: waits of 1 and 2 seconds."""
    return Retry(first_wait=1, jitter=0, sleep=waits.append)


@pytest.mark.parametrize(
    "trouble", [BUSY, Sent(429), Sent(502), Sent(503), Sent(504, b"<html>"), "reset", "close"], ids=label
)
def test_get_is_repeated_until_it_succeeds(
    trouble: Sent | Break,
    play: Callable[..., TlsServer],
    connect: Connecting,
    retry: Retry,
    waits: list[float],
) -> None:
    """GEN0003, 429, 502, 503, 504 and a broken connection are passing troubles."""
    server = play(trouble, trouble)
    answer = connect(server.url, retry=retry).app_status.get_status()
    assert answer.ok
    assert waits == [1, 2]
    assert [exchange.attempt for exchange in connect.exchanges] == [1, 2, 3]
    assert answer.exchange is connect.exchanges[-1]


def test_each_attempt_has_a_request_id_of_its_own(
    play: Callable[..., TlsServer], connect: Connecting, retry: Retry
) -> None:
    """The ids are UUIDs, all different, and those that the server got."""
    server = play(Sent(503), "reset")
    connect(server.url, retry=retry).app_status.get_status()
    ids = [exchange.request_id for exchange in connect.exchanges]
    assert len({UUID(each) for each in ids if each}) == 3
    assert [received.headers["caiso-request-id"] for received in server.received] == ids


def test_repetition_is_bounded(
    play: Callable[..., TlsServer], connect: Connecting, retry: Retry, waits: list[float]
) -> None:
    """The last answer stands, whatever it is."""
    server = play(*[BUSY] * 5)
    answer = connect(server.url, retry=retry).app_status.get_status()
    assert answer.codes == ("GEN0003",)
    assert len(server.received) == 3
    assert len(waits) == 2


def test_last_broken_connection_is_raised(
    play: Callable[..., TlsServer], connect: Connecting, retry: Retry
) -> None:
    """When the connection breaks every time, the last failure is told, each having been heard of."""
    client = connect(play(Sent(), "close", "close", "close").url, retry=retry)
    client.app_status.get_status()
    with pytest.raises(TransportFailure) as raised:
        client.app_status.get_status()
    assert raised.value.kind == "reset"
    assert connect.exchanges[-1].transport_error is raised.value
    assert [exchange.attempt for exchange in connect.exchanges] == [1, 1, 2, 3]


@pytest.mark.parametrize("trouble", [BUSY, Sent(429), Sent(503), "reset"], ids=label)
def test_post_and_delete_are_never_repeated(
    trouble: Sent | Break,
    play: Callable[..., TlsServer],
    connect: Connecting,
    retry: Retry,
    waits: list[float],
) -> None:
    """They may have been carried out although the answer was lost."""

    def settle(call: Callable[[], Any]) -> None:
        try:
            call()
        except TransportFailure:
            assert trouble == "reset"

    server = play(trouble, trouble)
    client = connect(server.url, retry=retry)
    settle(lambda: client.auction.portfolio_submission(IDENTIFIER))
    settle(lambda: client.auction.delete_portfolio(market_name="M", portfolio_name="P"))
    assert [received.method for received in server.received] == ["POST", "DELETE"]
    assert waits == []


@pytest.mark.parametrize(
    "answer",
    [Sent(400, refusal("MKT0001")), Sent(500, refusal("SER0028")), Sent(401, b""), Sent(404)],
    ids=str,
)
def test_other_answers_stand(
    answer: Sent, play: Callable[..., TlsServer], connect: Connecting, retry: Retry
) -> None:
    """A refusal of another kind is an answer."""
    server = play(answer)
    assert connect(server.url, retry=retry).app_status.get_status().status == answer.status
    assert len(server.received) == 1


def test_deliberate_breaches_are_never_repeated(
    play: Callable[..., TlsServer], connect: Connecting, retry: Retry
) -> None:
    """A breach is sent once, as given."""
    server = play(Sent(503))
    assert connect(server.url, retry=retry).raw("GET", "/status", breach="no reason").status == 503
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_server_may_ask_for_a_longer_wait(
    status: int, play: Callable[..., TlsServer], connect: Connecting, retry: Retry, waits: list[float]
) -> None:
    """Retry-After is honoured, and a shorter one than our own wait does not shorten it."""
    server = play(Sent(status, headers={"Retry-After": "7"}), Sent(status, headers={"Retry-After": "0"}))
    assert connect(server.url, retry=retry).app_status.get_status().ok
    assert waits == [7, 2]


def test_server_that_asks_for_too_long_a_wait_is_not_waited_for(
    play: Callable[..., TlsServer], connect: Connecting, retry: Retry
) -> None:
    """Beyond the bound the answer stands, rather than asking again too early."""
    server = play(Sent(503, headers={"Retry-After": "31"}))
    assert connect(server.url, retry=retry).app_status.get_status().status == 503


EXCHANGE = Exchange(
    "id", None, "GET", "/status", {}, {}, b"", 503, {}, b"", datetime(2027, 1, 1, tzinfo=UTC), 0.0, 1, "SRTX"
)


@given(seed=st.integers(), attempt=st.integers(1, 30))
def test_waits_grow_within_their_bounds(seed: int, attempt: int) -> None:
    """Each wait lies between half of and all of the doubled one before, never above the longest."""
    retry = Retry(attempts=99, first_wait=0.5, longest_wait=4, jitter=0.5, chance=random.Random(seed))
    wait = retry.wait(replace(EXCHANGE, attempt=attempt))
    full = min(0.5 * 2 ** (attempt - 1), 4)
    assert wait is not None
    assert full / 2 <= wait <= full


def test_same_source_of_chance_gives_the_same_waits() -> None:
    """Runs with one seed wait alike."""
    first, second = (Retry(chance=random.Random(7)).wait(EXCHANGE) for _ in range(2))
    assert first == second
    assert first != Retry(chance=random.Random(8)).wait(EXCHANGE)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        (format_datetime(EXCHANGE.started + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(EXCHANGE.started - timedelta(seconds=90), usegmt=True), 0.0),
        ("soon", None),
        ("-1", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    """Both forms are understood; nonsense is passed over."""
    assert retry_after({"retry-after": value}, EXCHANGE.started) == seconds


def test_received_ids_differ_between_calls(serve: Callable[..., TlsServer], connect: Connecting) -> None:
    """Every call has a fresh id."""
    seen: list[Received] = []

    def remember(received: Received) -> Sent:
        seen.append(received)
        return Sent()

    client = connect(serve(remember).url)
    for _ in range(20):
        client.app_status.get_status()
    assert len({received.headers["caiso-request-id"] for received in seen}) == 20
