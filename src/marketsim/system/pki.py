"""The certificates of an embedded system: its authority, the server, the persons, and some to be refused."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from marketsim.system.certificates import DAY, ORGANISATION, Holder, issue, new_authority, write_private
from marketsim.system.problem import SystemProblem

REFUSED_PERSON = "srtx"  # the certificates that must not get in name a person who would otherwise be let in
PFX_ROUNDS = 2048


class PkiProblem(SystemProblem):
    """The folder of certificates cannot be used."""


@dataclass(frozen=True, slots=True)
class Pki:
    """The folder of an embedded system's certificates."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The certificate of the authority."""
        return self.folder / "ca.pem"

    @property
    def server(self) -> Path:
        """Key and certificate of the server."""
        return self.folder / "server.pem"

    @property
    def clients(self) -> Path:
        """The folder handed to clients."""
        return self.folder / "clients"

    @property
    def refused(self) -> Path:
        """The certificates that must not get in."""
        return self.clients / "refused"


def prepare(folder: Path, persons: Iterable[str], now: datetime | None = None) -> Pki:
    """Make the folder, or take the one that is there when it is still valid; raises PkiProblem.

    ``now`` is wall time: certificates know no market time. Persons who lack a certificate get one.
    """
    pki, moment = Pki(folder), now or datetime.now(UTC)
    try:
        pki.refused.mkdir(parents=True, exist_ok=True)
        authority = _standing_authority(pki, moment) or _new_authority(pki, moment)
        _write_persons(pki, authority, persons, moment)
    except OSError as problem:
        raise PkiProblem(
            f"{problem.filename or folder}: {problem.strerror}",
            "a folder that can be written",
            "name another --pki",
        ) from None
    return pki


def renew(folder: Path, person: str, persons: Iterable[str], now: datetime | None = None) -> Pki:
    """Let a person have a new certificate in the place of its former one; raises PkiProblem."""
    clients = Pki(folder).clients
    for file in (clients / f"{person}.pem", clients / f"{person}.pfx"):
        file.unlink(missing_ok=True)
    return prepare(folder, persons, now)


def _standing_authority(pki: Pki, now: datetime) -> Holder | None:
    """The authority of an earlier start; None when there is none that is valid for another day and fits."""
    key_file = pki.folder / "ca-key.pem"
    if not (key_file.exists() and pki.authority.exists() and pki.server.exists()):
        return None
    try:
        key = load_pem_private_key(key_file.read_bytes(), None)
        certificate = x509.load_pem_x509_certificate(pki.authority.read_bytes())
        server = x509.load_pem_x509_certificate(pki.server.read_bytes())
        server.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        return None
    holder = Holder(key, certificate)
    lasts = min(certificate.not_valid_after_utc, server.not_valid_after_utc)
    return holder if lasts > now + DAY else None


def _new_authority(pki: Pki, now: datetime) -> Holder:
    for file in (*pki.clients.glob("*.p*"), *pki.refused.glob("*.pem")):
        file.unlink()  # signed by an authority that is no more
    authority = new_authority(f"{ORGANISATION} authority", now)
    key = authority.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(pki.folder / "ca-key.pem", key)
    certificate = authority.certificate.public_bytes(Encoding.PEM)
    pki.authority.write_bytes(certificate)
    (pki.clients / "ca.pem").write_bytes(certificate)
    server = issue(
        authority, "127.0.0.1", ExtendedKeyUsageOID.SERVER_AUTH, now - DAY, now + 397 * DAY, hosts=True
    )
    write_private(pki.server, server.pem())
    _write_refused(pki, authority, now)
    return authority


def _write_refused(pki: Pki, authority: Holder, now: datetime) -> None:
    stranger = new_authority("another authority", now)
    client, server = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH
    made = {
        "foreign": issue(stranger, REFUSED_PERSON, client, now - DAY, now + 397 * DAY),
        "expired": issue(authority, REFUSED_PERSON, client, now - 30 * DAY, now - DAY),
        "not-yet-valid": issue(authority, REFUSED_PERSON, client, now + 365 * DAY, now + 397 * DAY),
        "server-usage": issue(authority, REFUSED_PERSON, server, now - DAY, now + 397 * DAY),
    }
    for name, holder in made.items():
        write_private(pki.refused / f"{name}.pem", holder.pem())


def _write_persons(pki: Pki, authority: Holder, persons: Iterable[str], now: datetime) -> None:
    phrase_file = pki.clients / "passphrase.txt"
    if not phrase_file.exists():
        write_private(phrase_file, secrets.token_urlsafe(18).encode() + b"\n")
    phrase = phrase_file.read_bytes().strip()
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(PFX_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(phrase)
    )
    for person in persons:
        pem, pfx = pki.clients / f"{person}.pem", pki.clients / f"{person}.pfx"
        if pem.exists() and pfx.exists() and _lasts(pem, now):
            continue
        holder = issue(authority, person, ExtendedKeyUsageOID.CLIENT_AUTH, now - DAY, now + 397 * DAY)
        chain = [authority.certificate]
        bag = pkcs12.serialize_key_and_certificates(
            person.encode(), holder.key, holder.certificate, chain, encryption
        )
        write_private(pfx, bag)
        write_private(pem, holder.pem())


def _lasts(pem: Path, now: datetime) -> bool:
    try:
        return x509.load_pem_x509_certificate(pem.read_bytes()).not_valid_after_utc > now + DAY
    except ValueError:
        return False
