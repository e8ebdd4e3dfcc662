"""Signing the files of a statement, and judging such a signature (Ed25519, RSA-PSS and ECDSA, all with SHA-256)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Protocol

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from marketsim.readiness.statement.canonical import canonical, digest
from marketsim.readiness.statement.document import FileFact, SignerFact
from marketsim.readiness.statement.facts import Fact

Algorithm = Literal["Ed25519", "RSA-PSS-SHA256", "ECDSA-SHA256"]
PublicKey = ed25519.Ed25519PublicKey | rsa.RSAPublicKey | ec.EllipticCurvePublicKey
Pem = Annotated[str, msgspec.Meta(max_length=20_000)]
LONGEST_CHAIN = 8
SIGNATURE_FILES = frozenset({"index.html", "statement.json"})
PSS = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)


class Signature(Fact, frozen=True):
    """What stands beside a statement: the digests of its files, and a signature over them."""

    files: tuple[FileFact, ...]
    algorithm: Algorithm
    public_key: Pem
    certificates: tuple[Pem, ...]
    signature: Pem


class Signer(Protocol):
    """Somebody who can sign. ``certificates`` is empty for a key of the campaign's own."""

    @property
    def public_key(self) -> PublicKey: ...

    @property
    def certificates(self) -> Sequence[x509.Certificate]: ...

    def sign(self, content: bytes) -> bytes: ...


def signer_fact(signer: Signer) -> SignerFact:
    """The signer as the statement names it."""
    key = key_digest(signer.public_key)
    if not signer.certificates:
        return SignerFact("campaign key", key)
    return SignerFact("certificate", key, signer.certificates[0].subject.rfc4514_string())


def key_digest(key: PublicKey) -> str:
    """SHA-256 of the key's SubjectPublicKeyInfo."""
    return digest(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def sign(files: Sequence[FileFact], signer: Signer) -> Signature:
    """Sign the digests of the files."""
    pem = signer.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return Signature(
        files=tuple(files),
        algorithm=algorithm_of(signer.public_key),
        public_key=pem.decode("ascii"),
        certificates=tuple(each.public_bytes(Encoding.PEM).decode("ascii") for each in signer.certificates),
        signature=base64.b64encode(signer.sign(canonical(tuple(files)))).decode("ascii"),
    )


def algorithm_of(key: PublicKey) -> Algorithm:
    """The algorithm that goes with a key."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "Ed25519"
    return "RSA-PSS-SHA256" if isinstance(key, rsa.RSAPublicKey) else "ECDSA-SHA256"


def holds(signature: Signature) -> bool:
    """Whether the signature is of its own public key; nothing is said about whose key that is."""
    try:
        key, content = public_key_of(signature), canonical(signature.files)
        raw = base64.b64decode(signature.signature, validate=True)
        if algorithm_of(key) != signature.algorithm:
            return False
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(raw, content)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(raw, content, PSS, hashes.SHA256())
        else:
            key.verify(raw, content, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True


def public_key_of(signature: Signature) -> PublicKey:
    """The key in the signature file; raises ValueError for another kind of key, or a weak one."""
    return usable(load_pem_public_key(signature.public_key.encode("ascii", "replace")))


def usable(key: object) -> PublicKey:
    """The key, when it is of a kind that counts; raises ValueError."""
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size >= 224:
        return key
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    raise ValueError("expected an Ed25519 key, an EC key, or an RSA key of 2048 bits or more")


def certificates_of(signature: Signature) -> tuple[x509.Certificate, ...]:
    """The certificates beside the signature, the signer's first; raises ValueError."""
    if len(signature.certificates) > LONGEST_CHAIN:
        raise ValueError(f"more than {LONGEST_CHAIN} certificates")
    return tuple(
        x509.load_pem_x509_certificate(each.encode("ascii", "replace")) for each in signature.certificates
    )


def leads_to(
    chain: Sequence[x509.Certificate], authorities: Sequence[x509.Certificate], at: datetime
) -> bool:
    """Whether the first certificate comes, link by link, from one of the authorities, all valid at an instant."""
    link, rest = chain[0], list(chain[1:])
    for _ in range(LONGEST_CHAIN):
        if not link.not_valid_before_utc <= at <= link.not_valid_after_utc:
            return False
        if any(_issued(link, each, at) for each in authorities):
            return True
        issuer = next((each for each in rest if _issued(link, each, at)), None)
        if issuer is None:
            return False
        rest.remove(issuer)
        link = issuer
    return False


def _issued(link: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    try:
        link.verify_directly_issued_by(issuer)
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False
    return constraints.ca and issuer.not_valid_before_utc <= at <= issuer.not_valid_after_utc
