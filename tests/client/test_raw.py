"""Deliberate breaches go out as given and are marked as such."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketsim.client.client import CrrClient
from marketsim.contract.operations import OperationKey

from .conftest import Connecting
from .servers import TlsServer


@pytest.fixture
def server(serve: Callable[..., TlsServer]) -> TlsServer:
    """A server that answers anything."""
    return serve()


@pytest.fixture
def client(server: TlsServer, connect: Connecting) -> CrrClient:
    """A client of it."""
    return connect(server.url)


def test_request_id_can_be_left_out(client: CrrClient, server: TlsServer, connect: Connecting) -> None:
    """The header is not sent, and the exchange has none."""
    client.raw("GET", "/status", headers={"caiso-request-id": None}, breach="no request id")
    assert "caiso-request-id" not in server.received[0].headers
    assert connect.exchanges[0].request_id is None
    assert connect.exchanges[0].intended_breach == "no request id"


def test_request_id_can_be_malformed(client: CrrClient, server: TlsServer, connect: Connecting) -> None:
    """Header names do not depend on their case, and what was sent is what is told."""
    client.raw("GET", "/status", headers={"Caiso-Request-Id": "not-a-uuid"}, breach="malformed request id")
    assert server.received[0].headers["caiso-request-id"] == "not-a-uuid"
    assert connect.exchanges[0].request_id == "not-a-uuid"


def test_anything_can_be_sent(client: CrrClient, server: TlsServer, connect: Connecting) -> None:
    """Any method, path, header and bytes."""
    answer = client.raw(
        "PUT",
        "/auction/v9/nothing?x=1&x=2",
        headers={"content-type": "text/plain", "user-agent": None, "x-more": "1"},
        content=b"{not json \xff",
        breach="no such path",
    )
    received = server.received[0]
    assert (received.method, received.path) == ("PUT", "/crr/auction/v9/nothing")
    assert received.query == [("x", "1"), ("x", "2")]
    assert received.body == b"{not json \xff"
    assert received.headers["content-type"] == "text/plain"
    assert "user-agent" not in received.headers
    assert answer.value == b"{}"
    exchange = connect.exchanges[0]
    assert (exchange.operation, exchange.request_body) == (None, b"{not json \xff")


def test_known_path_is_told_as_its_operation(client: CrrClient, connect: Connecting) -> None:
    """A breach at a documented path counts for that operation."""
    client.raw("POST", "/auction/v1.0/portfolioCreation", content=b"{", breach="malformed JSON")
    assert connect.exchanges[0].operation == OperationKey("auction", "portfolioCreation")
    assert connect.exchanges[0].request_headers["content-type"] == "application/json"


def test_breach_must_be_explained(client: CrrClient, server: TlsServer) -> None:
    """An empty reason is refused before anything is sent."""
    with pytest.raises(ValueError, match="breach"):
        client.raw("GET", "/status", breach=" ")
    assert server.received == []


def test_ordinary_calls_are_not_breaches(client: CrrClient, connect: Connecting) -> None:
    """Nothing else is marked."""
    client.app_status.get_status()
    assert connect.exchanges[0].intended_breach is None
