"""The public facts of a client certificate: whose it is, who issued it, when and for what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when (aware, UTC) a certificate holds."""

    starts: datetime
    ends: datetime

    def state(self, at: datetime) -> Literal["valid", "expired", "not yet valid"]:
        """How things stand at an instant; a verdict is the server's, by its own clock."""
        if at < self.starts:
            return "not yet valid"
        return "expired" if at > self.ends else "valid"


@dataclass(frozen=True, slots=True, repr=False)
class ClientCertificate:
    """A participant's X.509 certificate, with the file it came from and the rest of its chain."""

    file: Path
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def subject(self) -> str:
        """The subject's distinguished name."""
        return self.certificate.subject.rfc4514_string()

    @property
    def issuer(self) -> str:
        """The issuer's distinguished name."""
        return self.certificate.issuer.rfc4514_string()

    @property
    def validity(self) -> Validity:
        """When it holds."""
        return Validity(self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER form, in hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def allows_client_auth(self) -> bool:
        """Whether its extended key usage lets it prove a client (RFC 5280, 4.2.1.12); none at all lets it."""
        try:
            usage = self.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except (x509.ExtensionNotFound, ValueError):
            return True
        return ExtendedKeyUsageOID.CLIENT_AUTH in usage or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usage

    def descends_from(self, authorities: Iterable[x509.Certificate]) -> bool:
        """Whether its chain, as the file has it, was signed by one of the authorities."""
        roots = list(authorities)
        return any(_issued_by(link, root) for link in (self.certificate, *self.chain) for root in roots)

    def __repr__(self) -> str:
        return f"ClientCertificate({str(self.file)!r}, subject={self.subject!r})"


def _issued_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
