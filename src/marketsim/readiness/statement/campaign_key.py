"""The campaign's own Ed25519 key: made once, kept beside the campaign, never in what is handed out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


class CampaignKeyProblem(Exception):
    """The key's file cannot be used; the message has three parts."""


class CampaignKey:
    """Signs with the key in a file that only this user may read; its public half lies beside it."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def at(cls, path: Path) -> CampaignKey:
        """The key in a file; a new one when there is none. Raises CampaignKeyProblem."""
        if not path.exists():
            return cls._make(path)
        try:
            key = load_pem_private_key(path.read_bytes(), None)
        except (OSError, ValueError, TypeError):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise CampaignKeyProblem(
                f"Expected an Ed25519 key in {path}; found something else. Restore the file, or start another campaign."
            )
        return cls(key)

    @classmethod
    def _make(cls, path: Path) -> CampaignKey:
        key = Ed25519PrivateKey.generate()
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        made = cls(key)
        public = made.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        path.with_suffix(".pub.pem").write_bytes(public)
        return made

    @property
    def public_key(self) -> Ed25519PublicKey:
        """The public half."""
        return self._key.public_key()

    @property
    def certificates(self) -> Sequence[x509.Certificate]:
        """None: nobody vouches for it but its owner."""
        return ()

    def sign(self, content: bytes) -> bytes:
        """The signature."""
        return self._key.sign(content)

    def __repr__(self) -> str:
        """Never the key."""
        return "CampaignKey(***)"
