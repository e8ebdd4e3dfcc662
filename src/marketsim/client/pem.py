"""Reading a PEM pair: certificate and key in one file, or in two."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.key_match import belongs_to
from marketsim.client.passphrase import PassphraseSource
from marketsim.client.small_file import read_small_file

EXPECTED_CERTIFICATE = "a PEM file with the client certificate"
EXPECTED_KEY = "the certificate's private key in PEM form"

_KEY = re.compile(rb"-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----.*?-----END \1PRIVATE KEY-----", re.DOTALL)


def read_pem(
    path: Path, key_path: Path | None, source: PassphraseSource | None
) -> tuple[PrivateKeyTypes, x509.Certificate, tuple[x509.Certificate, ...]]:
    """The key, its certificate and the other certificates of the file, whatever their order there.

    ``key_path`` is None when the key stands in the same file. Raises CredentialProblem, telling apart
    a file of another kind, a missing certificate or key, a wrong pass-phrase and a key of somebody else.
    """
    certificates = read_certificates(path)
    key_file = key_path or path
    key = _read_key(key_file, separate=key_path is not None, source=source)
    own = [certificate for certificate in certificates if belongs_to(key, certificate)]
    if not own:
        subject = certificates[0].subject.rfc4514_string()
        found = f"a private key that does not match the certificate in {path} (subject {subject})"
        fix = "use the key that the certificate was requested with"
        raise CredentialProblem(key_file, found, EXPECTED_KEY, fix, cause="key-mismatch")
    return key, own[0], tuple(each for each in certificates if each != own[0])


def read_certificates(path: Path, expected: str = EXPECTED_CERTIFICATE) -> list[x509.Certificate]:
    """All certificates of a PEM file, at least one. Raises CredentialProblem."""
    content = read_small_file(path, expected)
    if b"-----BEGIN " not in content:
        binary = content[:1] == b"\x30"
        found = "a binary file (DER or PFX)" if binary else "a file that is not PEM"
        fix = "name it as a PFX file, or convert it to PEM" if binary else "name the right file"
        raise CredentialProblem(path, found, expected, fix, cause="wrong-kind")
    if b"-----BEGIN CERTIFICATE-----" not in content:
        raise CredentialProblem(
            path,
            "PEM text without a certificate",
            expected,
            "name the certificate's file",
            cause="no-certificate",
        )
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError:
        problem = CredentialProblem(
            path, "a certificate that is damaged", expected, "copy or export it again", cause="damaged"
        )
        raise problem from None


def _read_key(path: Path, *, separate: bool, source: PassphraseSource | None) -> PrivateKeyTypes:
    content = read_small_file(path, EXPECTED_KEY)
    block = _KEY.search(content)
    if block is None:
        fix = "name the key's file" if separate else "append the key to the file, or name the key's own file"
        raise CredentialProblem(path, "no private key", EXPECTED_KEY, fix, cause="no-key")
    return _load_key(path, block.group(0), source)


def _load_key(path: Path, block: bytes, source: PassphraseSource | None) -> PrivateKeyTypes:
    encrypted = block.startswith(b"-----BEGIN ENCRYPTED") or b"Proc-Type: 4,ENCRYPTED" in block
    if encrypted and source is None:
        found = "a private key locked with a pass-phrase, and none was given"
        fix = "name passphrase_file or passphrase_env in the profile"
        raise CredentialProblem(path, found, "the source of its pass-phrase", fix, cause="no-pass-phrase")
    passphrase = source.read() if encrypted and source else None
    try:
        return load_pem_private_key(block, passphrase.reveal() if passphrase else None)
    except Exception as error:  # its text may quote the input
        if encrypted and isinstance(error, ValueError):
            found = f"a private key that the pass-phrase from {source} does not open"
            problem = CredentialProblem(
                path,
                found,
                "the pass-phrase of this key",
                "correct the pass-phrase",
                cause="wrong-pass-phrase",
            )
        else:
            found = f"a private key that cannot be read ({type(error).__name__})"
            problem = CredentialProblem(
                path, found, EXPECTED_KEY, "export it again as PKCS#8", cause="unsupported-key"
            )
    raise problem from None
