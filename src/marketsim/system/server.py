"""The HTTPS server on loopback: TLS 1.2 and 1.3, client certificates verified in the handshake."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

import uvicorn
from cryptography import x509
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from marketsim.system.pki import Pki
from marketsim.system.problem import SystemProblem

HOST = "127.0.0.1"
KEEP_ALIVE_SECONDS = 75
SHUTDOWN_SECONDS = 5
LONGEST_HEAD = 1_000_000  # bytes; more than one piece that the transport hands over at once


class PortProblem(SystemProblem):
    """The port cannot be listened on."""


class PeerCertificateProtocol(HttpToolsProtocol):
    """Hands the verified client certificate to the application as ``scope["extensions"]["tls"]["client"]``.

    None for a client without certificate; one that fails verification never gets past the handshake. A request
    whose head does not end within LONGEST_HEAD is answered 400 and cut off; the parser itself knows no bound.
    """

    _head: int | None = 0  # bytes of the head so far; None while the body is read

    def connection_made(self, transport: Any) -> None:
        """Called by asyncio when the handshake is done."""
        super().connection_made(transport)
        secure = transport.get_extra_info("ssl_object")
        der = secure.getpeercert(binary_form=True) if secure else None
        tls = {"client": x509.load_der_x509_certificate(der) if der else None}
        inner = self.app

        async def with_peer(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})["tls"] = tls
            await inner(scope, receive, send)

        self.app = with_peer

    def data_received(self, data: bytes) -> None:
        """Called by asyncio with what has come."""
        if self._head is not None:
            self._head += len(data)
            if self._head > LONGEST_HEAD:
                self.send_400_response("The head of the request is too long.")
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Called by the parser where the body begins."""
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Called by the parser where the request ends."""
        super().on_message_complete()
        self._head = 0


def server_context(pki: Pki) -> ssl.SSLContext:
    """TLS 1.2 and 1.3; a client certificate is optional, but one that is sent must be valid."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(pki.server)
    context.load_verify_locations(pki.authority)
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; port 0 takes a free one. Raises PortProblem."""
    # asyncio turns off Nagle's delay (40 ms an answer) only where the protocol is named
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(128)
    except (OSError, OverflowError) as problem:
        listening.close()
        why = getattr(problem, "strerror", None) or str(problem)
        raise PortProblem(f"port {port}: {why}", "a free port", "name another --port, or 0 for any") from None
    return listening


class Server(uvicorn.Server):
    """Serves an application until told to stop; tells when it is ready."""

    def __init__(self, app: Any, pki: Pki, on_ready: Callable[[], None] = lambda: None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=PeerCertificateProtocol,
                ws="none",
                lifespan="off",
                log_level="error",
                access_log=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
                ssl_context_factory=lambda config, default: server_context(pki),
            )
        )
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept connections, then say so."""
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let running requests end; clients that merely keep a connection open are not waited for."""
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            if cycle is None or cycle.response_complete:
                connection.transport.abort()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM end the server cleanly, with exit code 0 rather than by the signal itself."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        former = {each: signal.signal(each, self._stop) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in former.items():
                signal.signal(each, handler)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.should_exit = True


class BackgroundServer:
    """A server in a thread of its own; a context manager, for tests and short-lived use."""

    def __init__(self, app: Any, pki: Pki, port: int = 0) -> None:
        self._socket = listen(port)
        self.port: int = self._socket.getsockname()[1]
        self._ready = threading.Event()
        self._server = Server(app, pki, self._ready.set)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> BackgroundServer:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
