"""Makes X.509 certificates: an authority, and what it issues to persons and to the server."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

ORGANISATION = "marketsim embedded"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """A key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def pem(self) -> bytes:
        """Key and certificate, one after the other."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + self.certificate.public_bytes(Encoding.PEM)


def new_authority(name: str, now: datetime) -> Holder:
    """A self-signed authority, valid for ten years."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_subject(name), _subject(name), key, now - DAY, now + 3650 * DAY)
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
    )
    return Holder(key, builder.sign(key, hashes.SHA256()))


def issue(
    authority: Holder,
    name: str,
    usage: x509.ObjectIdentifier,
    not_before: datetime,
    not_after: datetime,
    *,
    hosts: bool = False,
) -> Holder:
    """A certificate of the authority for a person (or, with ``hosts``, for the server on loopback)."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_subject(name), authority.certificate.subject, key, not_before, not_after)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    builder = builder.add_extension(issuer, critical=False)
    if hosts:
        names = [
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
            x509.IPAddress(ipaddress.ip_address("::1")),
            x509.DNSName("localhost"),
        ]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return Holder(key, builder.sign(authority.key, hashes.SHA256()))


def _subject(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    not_before: datetime,
    not_after: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read (0600 where the system knows such modes)."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
