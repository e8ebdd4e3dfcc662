"""What a participant proves itself with: a PEM pair or a PFX file, and the source of its pass-phrase."""

from __future__ import annotations

import secrets
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from marketsim.client.certificate import ClientCertificate
from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.passphrase import PassphraseSource
from marketsim.client.pem import read_pem
from marketsim.client.pfx import read_pfx


@dataclass(frozen=True, slots=True)
class Credentials:
    """The files of one person's certificate: ``pem`` (with ``key`` when it is a file of its own) or ``pfx``.

    Raises ValueError unless exactly one of ``pem`` and ``pfx`` is named.
    """

    pem: Path | None = None
    key: Path | None = None
    pfx: Path | None = None
    passphrase: PassphraseSource | None = None

    def __post_init__(self) -> None:
        if (self.pem is None) == (self.pfx is None):
            raise ValueError("name either a PEM certificate or a PFX file")
        if self.key is not None and self.pem is None:
            raise ValueError("a key file goes with a PEM certificate; a PFX file holds its own key")

    @property
    def file(self) -> Path:
        """The file that messages name: the certificate's."""
        file = self.pem or self.pfx
        assert file is not None
        return file

    def read(self) -> Identity:
        """Open the files. Raises CredentialProblem; an expired certificate is none: the server decides."""
        if self.pfx is not None:
            key, certificate, chain = read_pfx(self.pfx, self.passphrase)
        else:
            key, certificate, chain = read_pem(self.file, self.key, self.passphrase)
        return Identity(ClientCertificate(self.file, certificate, chain), key)


class Identity:
    """A certificate with its private key, ready to be presented; it shows the certificate only."""

    __slots__ = ("_key", "certificate")

    def __init__(self, certificate: ClientCertificate, key: PrivateKeyTypes) -> None:
        self.certificate = certificate
        self._key = key

    def load_into(self, context: ssl.SSLContext) -> None:
        """Let a TLS context present it.

        The ssl module reads certificates from files only, so key and chain go through one: readable by this
        user alone, its key encrypted with a random password, and removed at once. Raises CredentialProblem
        when OpenSSL finds the key or the signature too weak.
        """
        password = secrets.token_hex(32)
        descriptor, name = tempfile.mkstemp(suffix=".pem")
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
                file.write(self._pem(password))
            context.load_cert_chain(name, password=password)
        except ssl.SSLError as error:
            reason = getattr(error, "reason", None) or type(error).__name__
            found = f"a certificate or key that OpenSSL refuses ({reason})"
            fix = "ask for a certificate with an RSA key of 2048 bits or more, or an EC key, and SHA-256"
            problem = CredentialProblem(
                self.certificate.file, found, "a key strong enough for TLS 1.2", fix, cause="weak-key"
            )
        else:
            return
        finally:
            Path(name).unlink()
        raise problem from None

    @property
    def public_key(self) -> PublicKeyTypes:
        """The public half of its key."""
        return self._key.public_key()

    def sign(self, content: bytes) -> bytes:
        """Sign with its key: Ed25519, or ECDSA or RSA-PSS with SHA-256. Raises ValueError for another kind of key."""
        if isinstance(self._key, ed25519.Ed25519PrivateKey):
            return self._key.sign(content)
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(content, ec.ECDSA(hashes.SHA256()))
        if isinstance(self._key, rsa.RSAPrivateKey):
            whole = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
            return self._key.sign(content, whole, hashes.SHA256())
        raise ValueError("only RSA, EC and Ed25519 keys sign statements")

    def _pem(self, password: str) -> bytes:
        lock = BestAvailableEncryption(password.encode())
        links = (self.certificate.certificate, *self.certificate.chain)
        key = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
        return key + b"".join(link.public_bytes(Encoding.PEM) for link in links)

    def __repr__(self) -> str:
        return f"Identity({self.certificate!r})"
