"""Who signs a statement: the campaign's own key, or a participant with the key of its certificate."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509

from marketsim.client.credentials import Identity
from marketsim.readiness.statement.signature import PublicKey, usable
from marketsim.target.party import credentials
from marketsim.target.profile import ParticipantTable, Profile


class NoSuchSigner(Exception):
    """The profile names no such participant, or its key cannot sign; the message has three parts."""


class ParticipantSigner:
    """A participant, by the certificate that the profile gives it."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._key = usable(identity.public_key)

    @property
    def public_key(self) -> PublicKey:
        """The public key of the certificate."""
        return self._key

    @property
    def certificates(self) -> Sequence[x509.Certificate]:
        """The certificate and the rest of its chain."""
        own = self._identity.certificate
        return (own.certificate, *own.chain)

    def sign(self, content: bytes) -> bytes:
        """The signature."""
        return self._identity.sign(content)


def participant_signer(profile: Profile, folder: Path, name: str) -> ParticipantSigner:
    """The signer of that name: of several certificates the first that may write, else the first of all.

    Raises NoSuchSigner, and CredentialProblem when its files cannot be opened.
    """
    tables: dict[str, ParticipantTable] = {}
    for each in sorted(profile.participants, key=lambda each: "write" not in each.functions.values()):
        tables.setdefault(each.name, each)
    if name not in tables:
        near = difflib.get_close_matches(name, list(tables), n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(tables)}."
        raise NoSuchSigner(f"Expected a participant of the profile to sign with; {name} is none. {hint}")
    own = credentials(tables[name], folder)
    if own is None:
        raise NoSuchSigner(
            f"Expected a certificate of {name} to sign with; the profile names none. Name it there."
        )
    try:
        return ParticipantSigner(own.read())
    except ValueError as flaw:
        raise NoSuchSigner(
            f"Expected a key of {name} that can sign; {flaw}. Leave --sign-with out."
        ) from None
