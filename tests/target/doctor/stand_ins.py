"""What stands in for the ISO's side: a server over mutual TLS, a proxy, and sockets that speak something else."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import urlsplit

JSON = "application/json"


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int = 200
    body: bytes = b""
    kind: str | None = JSON
    headers: dict[str, str] = field(default_factory=dict)


Break = Literal["reset", "stall"]
Script = Callable[[str], "Said | Break | None"]
"""What to answer for a path; None for what a sound application says."""


def refusal(code: str, status: int = 400) -> Said:
    """A refusal as the contract has it."""
    entry = {"severity": "ERROR", "errorCode": code, "errorDescription": "told by a test"}
    told = {"errorList": [entry], "creationTime": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    return Said(status, json.dumps(told).encode())


def page(status: int = 200, text: str = "Please log in") -> Said:
    """A page in HTML."""
    body = f"<!DOCTYPE html><html><head><style>p{{}}</style></head><body><p>{text}</p></body></html>"
    return Said(status, body.encode(), "text/html; charset=utf-8")


def sound(path: str) -> Said:
    """The application is up, and there is no such market."""
    return Said(body=b'{"status":"up"}') if path.endswith("/status") else refusal("MKT0001")


class Application(ThreadingHTTPServer):
    """Answers over TLS; ``asked`` holds the paths that were asked for."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.context, self.script = context, script
        self.asked: list[str] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"https://127.0.0.1:{self.server_address[1]}/crr"

    def get_request(self) -> tuple[ssl.SSLSocket, Any]:
        plain, address = super().get_request()
        return self.context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Refused handshakes are what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Application

    def setup(self) -> None:
        self.request.do_handshake()
        super().setup()

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        said = self.server.script(path) or sound(path)
        if isinstance(said, str):
            self.close_connection = True
            if said == "stall":
                self.server.over.wait(30)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        self.send_response_only(said.status)
        headers = {"date": self.date_time_string(), "content-length": str(len(said.body)), **said.headers}
        if said.kind and said.body:
            headers["content-type"] = said.kind
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def applying(context: ssl.SSLContext, script: Script) -> Iterator[Application]:
    """An application in a thread of its own, stopped in the end."""
    with Application(context, script) as application:
        thread = threading.Thread(target=application.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield application
        finally:
            application.over.set()
            application.shutdown()
            thread.join()


@contextmanager
def talking(speak: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port of loopback where every connection is met by ``speak`` and then closed."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threads: list[threading.Thread] = []

        def meet(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                speak(connection)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                connection.settimeout(10)
                threads.append(threading.Thread(target=meet, args=(connection,), daemon=True))
                threads[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield listening.getsockname()[1]
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            accepting.join(5)


def head_of(connection: socket.socket) -> str:
    """Read a request's head."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(4096)
        if not piece:
            break
        head += piece
    return head.decode("latin-1")


def tunnel(connection: socket.socket) -> None:
    """Be a proxy that lets everybody through."""
    words = head_of(connection).split()
    if len(words) < 2:
        return  # nothing was asked
    host, _, port = words[1].rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as onward:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=_pass_on, args=(onward, connection), daemon=True)
        back.start()
        _pass_on(connection, onward)
        back.join(10)


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
