"""The server's certificate chain, seen in a handshake of our own."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.tls import ssl_context
from marketsim.readiness.statement.document import CertificateFact, ServerFact
from marketsim.readiness.statement.writing import instant
from marketsim.target.doctor.handshake import shake_hands
from marketsim.target.doctor.proxy_tunnel import ProxyRefusal, open_tunnel
from marketsim.target.party import parties
from marketsim.target.profile import Profile
from marketsim.target.profile_network import proxy_secret


def server_seen(profile: Profile, folder: Path) -> ServerFact:
    """What the server shows; a note says why there is nothing, or less than a chain."""
    try:
        credentials = parties(profile, folder)[0].credentials
        context = ssl_context(credentials, profile.authorities(folder))
        heard = shake_hands(_connection(profile, folder), context, _host(profile)[0])
    except (OSError, CredentialProblem, ProxyRefusal, IndexError) as problem:
        return ServerFact("", (), f"no handshake ({type(problem).__name__})")
    chain = tuple(_certificate(each) for each in heard.server_chain)
    note = "" if heard.problem is None else f"the handshake ended early ({type(heard.problem).__name__})"
    return ServerFact(heard.version or "", chain, note)


def _host(profile: Profile) -> tuple[str, int]:
    url = urlsplit(profile.target.base_url)
    return url.hostname or "", url.port or 443


def _connection(profile: Profile, folder: Path) -> socket.socket:
    host, port = _host(profile)
    limit = profile.timeouts.connect
    if profile.network.proxy is None:
        return socket.create_connection((host, port), timeout=limit)
    proxy = urlsplit(profile.network.proxy)
    connection = socket.create_connection((proxy.hostname or "", proxy.port or 80), timeout=limit)
    try:
        source = proxy_secret(profile.network, folder)
        open_tunnel(connection, host, port, source.read() if source else None)
    except BaseException:
        connection.close()
        raise
    return connection


def _certificate(shown: x509.Certificate) -> CertificateFact:
    return CertificateFact(
        subject=shown.subject.rfc4514_string()[:400],
        issuer=shown.issuer.rfc4514_string()[:400],
        serial=f"{shown.serial_number:x}",
        not_before=instant(shown.not_valid_before_utc),
        not_after=instant(shown.not_valid_after_utc),
        sha256=shown.fingerprint(hashes.SHA256()).hex(),
    )
