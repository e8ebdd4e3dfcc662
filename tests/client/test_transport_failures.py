"""A call without an answer fails with the kind of failure that it was."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from marketsim.client.client import CrrClient
from marketsim.client.timeouts import Timeouts
from marketsim.client.transport_failure import TransportFailure

from .conftest import Connecting
from .servers import Sent, TlsServer


def failure_of(client: CrrClient) -> TransportFailure:
    """The failure of a harmless call."""
    with pytest.raises(TransportFailure) as raised:
        client.app_status.get_status()
    return raised.value


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def test_nobody_listening(connect: Connecting) -> None:
    """A closed port is *refused* and named."""
    port = free_port()
    failure = failure_of(connect(f"https://127.0.0.1:{port}/crr"))
    assert failure.kind == "refused"
    assert f"nobody listens at 127.0.0.1:{port}" in failure.message


def test_unknown_host(connect: Connecting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host name that cannot be resolved is *dns*."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    failure = failure_of(connect("https://nowhere.invalid/crr"))
    assert failure.kind == "dns"
    assert "nowhere.invalid" in failure.message


def test_silent_server(serve: Callable[..., TlsServer], connect: Connecting) -> None:
    """A server that takes the request and says nothing is *timeout*."""
    server = serve(lambda received: "stall")
    failure = failure_of(connect(server.url, timeouts=Timeouts(read=0.05)))
    assert failure.kind == "timeout"
    assert "did not answer in time" in failure.message


def test_silent_handshake(connect: Connecting) -> None:
    """A port that accepts and never shakes hands is *timeout* as well, and says where to look."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/crr"
        failure = failure_of(connect(url, timeouts=Timeouts(connect=0.05)))
    assert failure.kind == "timeout"
    assert "firewalls" in failure.message


def test_server_that_does_not_speak_tls(connect: Connecting) -> None:
    """Plain text where TLS should be is *tls*, with the port to check."""
    with answering_plainly(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n") as port:
        failure = failure_of(connect(f"https://127.0.0.1:{port}/crr"))
    assert failure.kind == "tls"
    assert "does not speak TLS" in failure.message


def test_answer_cut_short(serve: Callable[..., TlsServer], connect: Connecting) -> None:
    """A body that ends before its length is *reset*, not half an answer."""
    server = serve(lambda received: Sent(body=b"{", length=2))
    failure = failure_of(connect(server.url))
    assert failure.kind == "reset"
    assert connect.exchanges[0].transport_error is failure
    assert connect.exchanges[0].status is None


def test_answer_larger_than_the_bound(serve: Callable[..., TlsServer], connect: Connecting) -> None:
    """A body beyond the bound is not read on."""
    server = serve(lambda received: Sent(body=b"x" * 1001))
    assert failure_of(connect(server.url, largest_answer=1000)).kind == "other"
    assert connect(server.url, largest_answer=1001).app_status.get_status().status == 200


def test_failure_tells_its_request_id(connect: Connecting) -> None:
    """The id is part of the failure and of its text."""
    failure = failure_of(connect(f"https://127.0.0.1:{free_port()}/crr"))
    assert failure.request_id == connect.exchanges[0].request_id
    assert str(failure).startswith("refused: ")
    assert str(failure.request_id) in str(failure)


class TestProxy:
    """A proxy is used when it is named, and only then."""

    def test_unreachable(self, connect: Connecting) -> None:
        """A proxy that is not there is *proxy*, and its password is not told."""
        proxy = f"http://user:canary@127.0.0.1:{free_port()}"
        client = connect("https://127.0.0.1:9/crr", proxy=proxy)
        failure = failure_of(client)
        assert failure.kind == "proxy"
        assert "canary" not in f"{failure} {failure!r} {client!r}"

    def test_refusing(self, connect: Connecting) -> None:
        """A proxy that wants a login is *proxy*."""
        refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"
        with answering_plainly(refusal) as port:
            failure = failure_of(connect("https://127.0.0.1:9/crr", proxy=f"http://127.0.0.1:{port}"))
        assert failure.kind == "proxy"
        assert "407" in failure.message

    def test_environment_is_not_asked(
        self, serve: Callable[..., TlsServer], connect: Connecting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Variables that name proxies or certificates change nothing."""
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
        monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
        assert connect(serve().url).app_status.get_status().ok


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/crr", "127.0.0.1/crr", "https:///crr", "https://a:b@host/crr"]
)
def test_base_url_is_https_without_a_login(url: str, as_srtx: ssl.SSLContext) -> None:
    """A client certificate goes nowhere in plain text, and no password belongs in a URL."""
    with pytest.raises(ValueError, match="must be https"):
        CrrClient(url, "SRTX", as_srtx)


@contextmanager
def answering_plainly(answer: bytes) -> Iterator[int]:
    """A port that answers one connection with these bytes, without TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            connection, _ = listening.accept()
            with closing(connection):
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            thread.join()
