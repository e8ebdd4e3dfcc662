"""Authorities and certificates for the doctor's tests: sound ones, and each flaw by itself."""

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
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH


@dataclass(frozen=True)
class Issued:
    """A certificate, its key and the certificates above it."""

    certificate: x509.Certificate
    key: Key
    above: tuple[x509.Certificate, ...] = ()

    @property
    def key_pem(self) -> bytes:
        """The key alone."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def certificate_pem(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def chain_pem(self) -> bytes:
        """The certificates above it."""
        return b"".join(each.public_bytes(Encoding.PEM) for each in self.above)

    def write(self, file: Path, *, chain: bool = False) -> Path:
        """Key and certificate in one PEM file, perhaps with the chain."""
        file.write_bytes(self.key_pem + self.certificate_pem + (self.chain_pem if chain else b""))
        return file

    def pfx(self, file: Path, password: str) -> Path:
        """Key, certificate and chain in one PFX file."""
        lock = BestAvailableEncryption(password.encode())
        content = pkcs12.serialize_key_and_certificates(b"x", self.key, self.certificate, self.above, lock)
        file.write_bytes(content)
        return file


class Authority:
    """Issues certificates; days count from now. An authority with a parent is an intermediate one."""

    def __init__(self, name: str, parent: Authority | None = None, path_length: int | None = None) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        self._parent = parent
        constraints = x509.BasicConstraints(ca=True, path_length=path_length)
        self.own = self._sign(name, parent, constraints, (-9, 999), ec.generate_private_key(ec.SECP256R1()))

    def write(self, file: Path) -> Path:
        """The authority's certificate."""
        file.write_bytes(self.own.certificate_pem)
        return file

    def person(
        self,
        name: str = "srtx",
        *,
        days: tuple[int, int] = (-1, 90),
        usage: x509.ObjectIdentifier | None = CLIENT,
        signs: bool | None = None,
        key: Key | None = None,
    ) -> Issued:
        """A client's certificate; ``signs`` writes a key usage with or without digitalSignature."""
        extensions: list[x509.ExtensionType] = [x509.ExtendedKeyUsage([usage])] if usage else []
        if signs is not None:
            extensions.append(
                x509.KeyUsage(signs, False, not signs, False, False, False, False, False, False)
            )
        return self._issue(name, days, extensions, key)

    def server(self, *hosts: str, days: tuple[int, int] = (-1, 90)) -> Issued:
        """A server's certificate, for 127.0.0.1 unless hosts are named."""
        names: list[x509.GeneralName] = [x509.DNSName(each) for each in hosts]
        if not hosts:
            names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        extensions = [x509.ExtendedKeyUsage([SERVER]), x509.SubjectAlternativeName(names)]
        return self._issue("server", days, extensions)

    def _issue(
        self,
        name: str,
        days: tuple[int, int],
        extensions: list[x509.ExtensionType],
        key: Key | None = None,
    ) -> Issued:
        key = key or ec.generate_private_key(ec.SECP256R1())
        return self._sign(name, self, x509.BasicConstraints(False, None), days, key, extensions)

    def _sign(
        self,
        name: str,
        issuer: Authority | None,
        constraints: x509.BasicConstraints,
        days: tuple[int, int],
        key: Key,
        extensions: list[x509.ExtensionType] | None = None,
    ) -> Issued:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.own.certificate.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now + timedelta(days=days[0]))
            .not_valid_after(self.now + timedelta(days=days[1]))
            .add_extension(constraints, critical=True)
        )
        for extension in extensions or ():
            builder = builder.add_extension(extension, critical=False)
        above = (issuer.own.certificate, *issuer.own.above) if issuer else ()
        return Issued(builder.sign(issuer.own.key if issuer else key, hashes.SHA256()), key, above)
