"""Asking a proxy for a way through (RFC 9110, 9.3.6: CONNECT)."""

from __future__ import annotations

import base64
import socket

from marketsim.client.passphrase import Passphrase

_LONGEST_HEAD = 16_384


class ProxyRefusal(Exception):
    """The proxy does not let us through: a cause for programs, and three parts for people."""

    def __init__(self, cause: str, found: str, expected: str, fix: str) -> None:
        super().__init__(cause)
        self.cause = cause
        self.found = found
        self.expected = expected
        self.fix = fix


def open_tunnel(connection: socket.socket, host: str, port: int, secret: Passphrase | None) -> None:
    """Ask for a tunnel over a connection to the proxy; raises ProxyRefusal and OSError.

    ``secret`` is ``user:password``; it goes to the proxy and nowhere else.
    """
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    if secret is not None:
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(secret.reveal()).decode()}")
    connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    status = _status(connection)
    if status != 200:
        raise _refusal(status, place, asked_with_secret=secret is not None)


def _status(connection: socket.socket) -> int | None:
    """The status of the proxy's answer, its head read to the end; None when that is no HTTP."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _LONGEST_HEAD:
        piece = connection.recv(1)  # not a byte more: what follows belongs to TLS
        if not piece:
            break
        head += piece
    words = head.split(b"\r\n", 1)[0].split()
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
        return None
    return int(words[1])


def _refusal(status: int | None, place: str, *, asked_with_secret: bool) -> ProxyRefusal:
    expected = f"a proxy that lets us through to {place}"
    if status is None:
        fix = "correct [network] proxy: the port may be another's"
        return ProxyRefusal("not-a-proxy", "an answer that is no HTTP", expected, fix)
    found = f"status {status}"
    if status == 407 and asked_with_secret:
        fix = "correct user and password in the file or variable that [network] names"
        return ProxyRefusal("proxy-credentials-refused", found, expected, fix)
    if status == 407:
        fix = "name proxy_credentials_file or proxy_credentials_env under [network]"
        return ProxyRefusal("proxy-wants-credentials", found, expected, fix)
    if status in (502, 503, 504):
        fix = "check base_url; if it is right, ask your network people whether the proxy can reach it"
        return ProxyRefusal("proxy-cannot-reach", found, expected, fix)
    fix = f"ask your network people to allow CONNECT to {place}"
    return ProxyRefusal("proxy-forbids", found, expected, fix)
