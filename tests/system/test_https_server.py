"""The HTTPS server itself: bounds, and connections that are kept."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from standing import Standing, portfolio

from marketsim.system.server import LONGEST_HEAD, PortProblem, listen


@contextmanager
def connection(standing: Standing) -> Iterator[ssl.SSLSocket]:
    """A bare TLS connection as srtx."""
    port = int(standing.root.rsplit(":", 1)[1])
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        standing.context("srtx").wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        secure.settimeout(30)
        yield secure


def answers(secure: ssl.SSLSocket) -> bytes:
    """Everything until the server ends the connection."""
    read = b""
    try:
        while piece := secure.recv(65536):
            read += piece
    except (ConnectionError, ssl.SSLError):
        pass  # cut off while we were still sending
    return read


def test_a_head_without_end_is_cut_off(standing: Standing) -> None:
    """Headers are not collected without bound."""
    with connection(standing) as secure:
        secure.sendall(b"GET /crr/status HTTP/1.1\r\n")
        with pytest.raises((ConnectionError, ssl.SSLError)):
            for _ in range(10 * LONGEST_HEAD // 10_000):
                secure.sendall(b"x: " + b"y" * 10_000 + b"\r\n")
    assert standing.ask("srtx", "GET", "/status").status_code == 200


def test_several_requests_pass_through_one_connection(standing: Standing) -> None:
    """Each with a body, one behind the other, however long the connection has lasted."""
    body = b"{}" + b" " * 200_000
    head = (
        "POST /crr/auction/v1.0/portfolioCreation HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n"
        "caiso-request-id: 3f0e6d1c-8f0b-4a7e-9c54-0d7a2b6f1e11\r\n"
        f"content-length: {len(body)}\r\n"
    ).encode()
    with connection(standing) as secure:
        for _ in range(11):
            secure.sendall(head + b"\r\n" + body)
        secure.sendall(head + b"connection: close\r\n\r\n" + body)
        assert answers(secure).count(b"HTTP/1.1 400 ") == 12


def test_what_is_no_http_is_answered_and_cut_off(standing: Standing) -> None:
    """400, and no more."""
    with connection(standing) as secure:
        secure.sendall(b"HELLO\r\n\r\n")
        assert answers(secure).startswith(b"HTTP/1.1 400 ")


def test_a_port_is_taken_once() -> None:
    """The second one to ask is told so."""
    with listen(0) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(PortProblem) as caught:
            listen(port)
    assert str(port) in caught.value.found


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    """In three parts like every other problem."""
    with pytest.raises(PortProblem):
        listen(port)


def test_readers_go_on_while_many_writers_wait_for_their_turn(private: Callable[..., Standing]) -> None:
    """As while a posting is written: two dozen uploads stand in line, and who only asks is answered."""
    standing = private()

    def upload(number: int) -> int:
        body = portfolio(f"in line {number}", marketName="AUC_NONE")
        return standing.ask(
            "srtx", "POST", "/auction/v1.0/portfolioCreation", json=body, timeout=60
        ).status_code

    query = {"participantName": "GBTR", "marketName": "AUC_NONE"}
    with ThreadPoolExecutor(24) as uploads:
        with standing.system.store.writing():
            waiting = [uploads.submit(upload, number) for number in range(24)]
            answers = [
                standing.ask("gbtr", "GET", "/auction/v1.0/portfolioList", params=query, timeout=20)
                for _ in range(60)
            ]
            assert not any(each.done() for each in waiting)
        assert {each.result() for each in waiting} == {400}
    assert {each.status_code for each in answers} == {400}  # no such market, and told so
