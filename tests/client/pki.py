"""Certificates for the tests: an authority that issues them, and files as participants keep them."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Issued:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    def certificate_pem(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(Encoding.PEM)

    def key_pem(self, password: str | None = None) -> bytes:
        """The key alone, encrypted when there is a password."""
        lock: KeySerializationEncryption = NoEncryption()
        if password is not None:
            lock = BestAvailableEncryption(password.encode())
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)

    def write(self, path: Path) -> Path:
        """Key and certificate in one PEM file."""
        path.write_bytes(self.key_pem() + self.certificate_pem())
        return path


class Authority:
    """A certificate authority; ``at`` is the instant that the days of its certificates count from."""

    def __init__(self, name: str, parent: Authority | None = None) -> None:
        self.at = datetime.now(UTC).replace(microsecond=0)
        self.own: Issued = self._sign(name, parent.own if parent else None, authority=True)

    def issue(
        self,
        name: str,
        *,
        first_day: int = -1,
        last_day: int = 30,
        usage: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.CLIENT_AUTH,
        key: Key | None = None,
    ) -> Issued:
        """A certificate valid between two days counted from today."""
        return self._sign(name, self.own, first_day=first_day, last_day=last_day, usage=usage, key=key)

    def server(self) -> Issued:
        """A certificate for a server at 127.0.0.1."""
        return self.issue("server", usage=ExtendedKeyUsageOID.SERVER_AUTH)

    def write(self, path: Path) -> Path:
        """The authority's certificate as a PEM file."""
        path.write_bytes(self.own.certificate_pem())
        return path

    def _sign(
        self,
        name: str,
        issuer: Issued | None,
        *,
        authority: bool = False,
        first_day: int = -1,
        last_day: int = 30,
        usage: x509.ObjectIdentifier | None = None,
        key: Key | None = None,
    ) -> Issued:
        key = key or ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.at + timedelta(days=first_day))
            .not_valid_after(self.at + timedelta(days=last_day))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if usage is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        if usage == ExtendedKeyUsageOID.SERVER_AUTH:
            address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
            builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
        return Issued(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)
