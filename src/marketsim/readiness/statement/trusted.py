"""The files that a reader trusts: certificates of authorities, and public keys of campaigns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from marketsim.readiness.statement.origin import Trust
from marketsim.readiness.statement.signature import key_digest, usable

LARGEST = 4_000_000
_KEY = re.compile(rb"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.S)


class TrustProblem(Exception):
    """A file that is to be trusted cannot be; the message has three parts."""


def trusted(files: Iterable[Path]) -> Trust:
    """What the files hold, in PEM. Raises TrustProblem."""
    authorities: list[x509.Certificate] = []
    keys: set[str] = set()
    for path in files:
        found, digests = _read(path)
        authorities += found
        keys |= digests
    return Trust(tuple(authorities), frozenset(keys))


def _read(path: Path) -> tuple[list[x509.Certificate], set[str]]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST)
        certificates = x509.load_pem_x509_certificates(content) if b"BEGIN CERTIFICATE" in content else []
        keys = {key_digest(usable(load_pem_public_key(each))) for each in _KEY.findall(content)}
    except OSError as flaw:
        raise TrustProblem(
            f"Expected a file to trust at {path}; {flaw.strerror or 'it cannot be read'}. Check the path."
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        certificates, keys = [], set()
    if not certificates and not keys:
        raise TrustProblem(
            f"Expected certificates or a public key in PEM in {path}; found neither. Name the CA's file, or the "
            "campaign's signing-key.pub.pem."
        )
    return certificates, keys
