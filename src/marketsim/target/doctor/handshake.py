"""One TLS handshake, listened to: what the server shows, whether it asks for a certificate, whether it gets ours."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from marketsim.target.doctor.tls_messages import (
    CERTIFICATE,
    CERTIFICATE_REQUEST,
    certificates_in,
    issuers_in,
)

_LISTENER = "_msg_callback"
"""CPython's ssl module tells every handshake message to this attribute of a context; it is not documented."""


@dataclass(slots=True)
class Handshake:
    """What was heard.

    ``server_chain`` is as the server sent it, trusted or not, its own certificate first. ``asked`` and ``sent``
    are None where this Python does not tell. ``accepted_issuers`` are names in DER, empty when the server names
    none. ``problem`` is what ended it early; ``dropped``, whether the server hung up on us after it.
    """

    version: str | None = None
    server_chain: tuple[x509.Certificate, ...] = ()
    asked: bool | None = None
    sent: bool | None = None
    accepted_issuers: tuple[bytes, ...] = ()
    problem: OSError | None = None
    dropped: bool = False

    @property
    def server(self) -> x509.Certificate | None:
        """The server's own certificate."""
        return self.server_chain[0] if self.server_chain else None

    def hear(
        self, _connection: Any, direction: str, version: Any, _content: Any, kind: Any, data: bytes
    ) -> None:
        """Called by the ssl module with each message of the handshake."""
        if len(data) < 4 or data[0] != kind:
            return
        tls13 = getattr(version, "name", "") == "TLSv1_3"
        if kind == CERTIFICATE and direction == "read":
            self.server_chain = certificates_in(data, tls13=tls13)
        elif kind == CERTIFICATE:
            self.sent = bool(certificates_in(data, tls13=tls13))
        elif kind == CERTIFICATE_REQUEST and direction == "read":
            self.asked, self.accepted_issuers = True, issuers_in(data, tls13=tls13)


def shake_hands(
    connection: socket.socket, context: ssl.SSLContext, host: str, *, linger: float = 0.0
) -> Handshake:
    """Carry a TLS handshake out over a connection, and close it; a failure is part of what is returned.

    With ``linger`` it stays for that many seconds, or until the server drops it: in TLS 1.3 a server refuses a
    certificate only after the client's side of the handshake is done.
    """
    heard = Handshake()
    listens = hasattr(context, _LISTENER)
    if listens:
        setattr(context, _LISTENER, heard.hear)
    try:
        with context.wrap_socket(connection, server_hostname=host) as secured:
            heard.version = secured.version()
            if not heard.server_chain and (der := secured.getpeercert(binary_form=True)):
                heard.server_chain = (x509.load_der_x509_certificate(der),)
            if linger > 0:
                heard.dropped = _dropped(secured, linger)
    except OSError as problem:
        heard.problem = problem
    finally:
        if listens:
            setattr(context, _LISTENER, None)
    if listens:
        heard.asked, heard.sent = bool(heard.asked), bool(heard.sent)
    return heard


def _dropped(secured: ssl.SSLSocket, seconds: float) -> bool:
    """Whether the server ends a connection on which nothing was asked."""
    secured.settimeout(seconds)
    try:
        return secured.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True
