"""Who signed, whether the files are as they were signed, and whether anybody we trust covers that key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from marketsim.readiness.statement.canonical import digest
from marketsim.readiness.statement.reading import LARGEST, Read
from marketsim.readiness.statement.refusal import Refusal
from marketsim.readiness.statement.signature import (
    SIGNATURE_FILES,
    certificates_of,
    holds,
    key_digest,
    leads_to,
    public_key_of,
    usable,
)
from marketsim.readiness.wording import moment

NOT_COVERED = (
    "a campaign's own key: nobody but its owner vouches for it; get its public key from the owner by another way "
    "and name it with --trust"
)


@dataclass(frozen=True, slots=True)
class Trust:
    """What the reader trusts: authorities of certificates, and public keys by the digest of their form."""

    authorities: tuple[x509.Certificate, ...] = ()
    keys: frozenset[str] = frozenset()


def origin(read: Read, trust: Trust) -> Iterator[Refusal]:
    """What speaks against files, signature and signer."""
    yield from _files(read)
    if not holds(read.signature):
        yield Refusal(
            "signature", "the signature does not fit the digests of the files and the key beside it"
        )
        return
    key = key_digest(public_key_of(read.signature))
    if key != read.statement.signer.key:
        yield Refusal("foreign key", "it is signed by another key than the one the statement names")
    yield from _covered(read, key, trust)


def _files(read: Read) -> Iterator[Refusal]:
    signed = {each.name: each for each in read.signature.files}
    if set(signed) != SIGNATURE_FILES or len(signed) != len(read.signature.files):
        yield Refusal(
            "signature", f"expected {', '.join(sorted(SIGNATURE_FILES))} to be signed, and nothing else"
        )
    for name in sorted(set(signed) & set(LARGEST)):
        content = read.files[name]
        if (len(content), digest(content)) != (signed[name].bytes, signed[name].sha256):
            yield Refusal("digest", f"{name} is not as it was signed")


def _covered(read: Read, key: str, trust: Trust) -> Iterator[Refusal]:
    signer, made = read.statement.signer, moment(read.statement.made)
    if signer.kind == "certificate":
        yield from _chained(read, key, trust, made)
        return
    if read.signature.certificates or signer.subject:
        yield Refusal("foreign key", "a campaign's own key under a name or with certificates: it has neither")
    if key not in trust.keys:
        named = " (other keys than this one are trusted)" if trust.keys or trust.authorities else ""
        yield Refusal("unknown origin", NOT_COVERED + named)


def _chained(read: Read, key: str, trust: Trust, made: datetime) -> Iterator[Refusal]:
    try:
        chain = certificates_of(read.signature)
        own = key_digest(usable(chain[0].public_key())) if chain else ""
    except ValueError as flaw:
        yield Refusal("unknown origin", f"its certificates cannot be read: {flaw}")
        return
    if own != key:
        yield Refusal("foreign key", "the certificate beside the signature belongs to another key")
    elif chain[0].subject.rfc4514_string() != read.statement.signer.subject:
        yield Refusal("foreign key", "the certificate is of somebody else than the statement names")
    elif key not in trust.keys and not leads_to(chain, trust.authorities, made):
        said = chain[0].issuer.rfc4514_string()[:200]
        yield Refusal(
            "unknown origin",
            f"no --trust covers its certificate, issued by {said}, on the day the statement was made",
        )
