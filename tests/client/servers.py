"""Small TLS servers on loopback that answer, or break, as a test tells them."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire."""

    method: str
    path: str
    query: list[tuple[str, str]]
    raw_query: str
    headers: dict[str, str]
    body: bytes
    certificate: bytes | None
    tls_version: str | None


@dataclass(frozen=True)
class Sent:
    """An answer to give; ``length`` may lie about the body's."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None


Break = Literal["reset", "close", "stall"]
Script = Callable[[Received], Sent | Break]


class TlsServer(ThreadingHTTPServer):
    """Answers by ``script``, each request after the other; ``received`` keeps them all."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.context = context
        self.script = script
        self.received: list[Received] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"https://127.0.0.1:{self.server_address[1]}/crr"

    def get_request(self) -> tuple[ssl.SSLSocket, Any]:
        """Accept a connection; its handshake is left to its own thread."""
        plain, address = super().get_request()
        return self.context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of refused handshakes and broken connections: they are what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: TlsServer

    def setup(self) -> None:
        self.request.do_handshake()
        super().setup()

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ssl.SSLError, OSError):
            self.close_connection = True

    def _respond(self) -> None:
        split = urlsplit(self.path)
        tls = self.connection
        received = Received(
            self.command,
            split.path,
            parse_qsl(split.query, keep_blank_values=True),
            split.query,
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(self.headers.get("content-length", 0))),
            tls.getpeercert(binary_form=True) if isinstance(tls, ssl.SSLSocket) else None,
            tls.version() if isinstance(tls, ssl.SSLSocket) else None,
        )
        self.server.received.append(received)
        answer = self.server.script(received)
        if isinstance(answer, str):
            self._break(answer)
        else:
            self._send(answer)

    do_GET = do_POST = do_DELETE = do_PUT = _respond  # noqa: N815 (what the library looks for)

    def _send(self, answer: Sent) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body) if answer.length is None else answer.length))
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection |= answer.length is not None

    def _break(self, how: Break) -> None:
        self.close_connection = True
        if how == "stall":
            self.server.released.wait(30)
        if how == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def log_message(self, format: str, *args: Any) -> None:
        pass


def server_context(
    server: Path,
    ca: Path,
    *,
    certificates: ssl.VerifyMode = ssl.CERT_REQUIRED,
    only: ssl.TLSVersion | None = None,
) -> ssl.SSLContext:
    """A server's context that asks clients for a certificate from ``ca``, in one TLS version or in any."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server)
    context.load_verify_locations(ca)
    context.verify_mode = certificates
    if only is not None:
        context.minimum_version = context.maximum_version = only
    return context


@contextmanager
def serving(context: ssl.SSLContext, script: Script) -> Iterator[TlsServer]:
    """A server in a thread of its own, stopped in the end."""
    with TlsServer(context, script) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()


@contextmanager
def serving_without_alerts(context: ssl.SSLContext) -> Iterator[str]:
    """A server on asyncio, as uvicorn is: it drops refused clients without a TLS alert."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, problem: None)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()

    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0, ssl=context))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/crr"
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
