"""Reading a PFX (PKCS#12) file, the old kinds that Windows exports included."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.backends import default_backend
from cryptography.hazmat.decrepit.ciphers.algorithms import RC2
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.ciphers import modes
from cryptography.hazmat.primitives.serialization import pkcs12

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.key_match import belongs_to
from marketsim.client.passphrase import PassphraseSource
from marketsim.client.small_file import read_small_file

EXPECTED = "a PFX (PKCS#12) file with a private key and its certificate"

_PBE = bytes.fromhex("060a2a864886f70d010c01")
"""DER of the object identifiers 1.2.840.113549.1.12.1.x (RFC 7292, appendix C), without the last byte."""
_LEGACY_CIPHERS = {1: "RC4-128", 2: "RC4-40", 3: "3DES", 4: "2-key 3DES", 5: "RC2-128", 6: "RC2-40"}
_BEYOND_OPENSSL_3 = frozenset({1, 2, 5, 6})
"""RC2 and RC4 live in OpenSSL's legacy provider, which may be missing; the 3DES kinds are always there."""


def read_pfx(
    path: Path, source: PassphraseSource | None
) -> tuple[PrivateKeyTypes, x509.Certificate, tuple[x509.Certificate, ...]]:
    """The key, its certificate and the rest of the chain.

    Raises CredentialProblem, telling apart a file of another kind, a wrong pass-phrase, an encryption that
    this OpenSSL no longer reads, a missing key and a missing certificate.
    """
    content = read_small_file(path, EXPECTED)
    if b"-----BEGIN " in content:
        raise CredentialProblem(
            path, "a PEM text file", EXPECTED, "give it as a PEM certificate instead", cause="wrong-kind"
        )
    key, certificates = _open(path, content, source)
    if key is None and not certificates:
        raise CredentialProblem(
            path,
            "an empty PFX file",
            EXPECTED,
            "export it again, with the private key",
            cause="no-certificate",
        )
    if key is None:
        fix = "export it again and tick 'export the private key'"
        raise CredentialProblem(path, "a certificate without its private key", EXPECTED, fix, cause="no-key")
    if not certificates:
        fix = "export it again together with its certificate"
        raise CredentialProblem(
            path, "a private key without a certificate", EXPECTED, fix, cause="no-certificate"
        )
    own = [certificate for certificate in certificates if belongs_to(key, certificate)]
    if not own:
        found = "a private key that matches none of the certificates beside it"
        fix = "export key and certificate again, together"
        raise CredentialProblem(path, found, EXPECTED, fix, cause="key-mismatch")
    return key, own[0], tuple(each for each in certificates if each != own[0])


def legacy_encryption(content: bytes) -> tuple[str, ...]:
    """The outdated ciphers that a PFX names in the clear, for example ``("RC2-40", "3DES")``."""
    return tuple(_LEGACY_CIPHERS[number] for number in _legacy_numbers(content))


def _legacy_numbers(content: bytes) -> list[int]:
    return [number for number in sorted(_LEGACY_CIPHERS, reverse=True) if _PBE + bytes([number]) in content]


def _open(
    path: Path, content: bytes, source: PassphraseSource | None
) -> tuple[PrivateKeyTypes | None, list[x509.Certificate]]:
    passphrase = source.read() if source else None
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(
            content, passphrase.reveal() if passphrase else None
        )
    except ValueError as error:
        locked = "password" in str(error).lower()
        problem = _locked(path, content, source) if locked else _not_a_pfx(path)
    except Exception as error:  # a cipher or key type unknown to this build; its text may quote the input
        problem = CredentialProblem(
            path,
            f"a PFX file that cannot be read here ({type(error).__name__})",
            EXPECTED,
            "export it again with AES-256 encryption and an RSA or EC key",
            cause="unsupported-key",
        )
    else:
        return key, ([certificate] if certificate else []) + list(others)
    raise problem from None


def _not_a_pfx(path: Path) -> CredentialProblem:
    fix = "name the .pfx or .p12 file, or export it again"
    return CredentialProblem(
        path, "bytes that are no PFX file, or a damaged one", EXPECTED, fix, cause="damaged"
    )


def _locked(path: Path, content: bytes, source: PassphraseSource | None) -> CredentialProblem:
    """Say whether the pass-phrase is wrong or this OpenSSL cannot read the encryption: one error for both."""
    names = ", ".join(legacy_encryption(content))
    if _BEYOND_OPENSSL_3.intersection(_legacy_numbers(content)) and not _reads_rc2():
        return CredentialProblem(
            path,
            f"a PFX file with legacy encryption ({names}), which this OpenSSL no longer reads",
            "a PFX file encrypted with AES-256, or an OpenSSL with its legacy provider",
            "export it again with 'AES256-SHA256' (Windows), or convert it: openssl pkcs12 -legacy "
            "-in old.pfx -out all.pem, then openssl pkcs12 -export -in all.pem -out new.pfx; delete all.pem",
            cause="legacy-encryption",
        )
    kind = f"a PFX file (legacy encryption: {names})" if names else "a PFX file"
    if source is None:
        found = f"{kind} locked with a pass-phrase, and none was given"
        return CredentialProblem(
            path,
            found,
            "the source of its pass-phrase",
            "name passphrase_file or passphrase_env in the profile",
            cause="no-pass-phrase",
        )
    found = f"{kind} that the pass-phrase from {source} does not open"
    return CredentialProblem(
        path,
        found,
        "the pass-phrase of this file",
        "correct it, or export the file again",
        cause="wrong-pass-phrase",
    )


def _reads_rc2() -> bool:
    return bool(default_backend().cipher_supported(RC2(b"\0" * 16), modes.CBC(b"\0" * 8)))
