"""The TLS context of a participant: its own certificate, and the authorities it trusts servers by.

There is one context a participant, and the certificate is loaded into it: given as httpx's ``cert`` beside
a ``verify`` path, a client certificate is silently not sent.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from marketsim.client.certificate import ClientCertificate
from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials
from marketsim.client.pem import read_certificates
from marketsim.client.small_file import read_small_file

TlsVersion = Literal["1.2", "1.3"]

EXPECTED_CA = "the certificates of the authorities that the server's certificate comes from (PEM or DER)"

_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


class ParticipantContext(ssl.SSLContext):
    """A client's SSLContext that remembers what it presents and trusts, so that refusals can be explained.

    ``certificate`` is None for a client that presents none; ``ca`` is None when the system's own
    authorities are trusted.
    """

    certificate: ClientCertificate | None
    ca: Path | None
    authorities: tuple[x509.Certificate, ...]


def ssl_context(
    credentials: Credentials | None,
    ca: Path | None,
    minimum: TlsVersion = "1.2",
    maximum: TlsVersion | None = None,
) -> ParticipantContext:
    """A context that verifies the server's chain and host name and presents the credentials, if any.

    Raises CredentialProblem for files that cannot be used; ValueError when ``minimum`` is above ``maximum``.
    """
    if maximum is not None and maximum < minimum:
        raise ValueError(f"TLS versions from {minimum} to {maximum} leave none")
    context = ParticipantContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = _VERSIONS[minimum]
    if maximum is not None:
        context.maximum_version = _VERSIONS[maximum]
    context.ca, context.certificate = ca, None
    context.authorities = _trust(context, ca)
    if credentials is not None:
        identity = credentials.read()
        identity.load_into(context)
        context.certificate = identity.certificate
    return context


def _trust(context: ssl.SSLContext, ca: Path | None) -> tuple[x509.Certificate, ...]:
    if ca is None:
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        return ()
    authorities = read_authorities(ca)
    context.load_verify_locations(cadata=b"".join(each.public_bytes(Encoding.DER) for each in authorities))
    return authorities


def read_authorities(ca: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of a CA file, PEM (one or more) or DER (one). Raises CredentialProblem."""
    content = read_small_file(ca, EXPECTED_CA)
    if b"-----BEGIN " in content:
        return tuple(read_certificates(ca, EXPECTED_CA))
    try:
        return (x509.load_der_x509_certificate(content),)
    except ValueError:
        fix = "name the authority's certificate file"
        problem = CredentialProblem(
            ca, "a file that holds no certificate", EXPECTED_CA, fix, cause="no-certificate"
        )
    raise problem from None
