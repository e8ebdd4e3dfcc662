"""Who signed a statement: a key or certificate that the reader trusts, and nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from client.pki import Authority, Issued
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from marketsim.readiness.statement.campaign_key import CampaignKey
from marketsim.readiness.statement.origin import Trust
from marketsim.readiness.statement.signature import PublicKey, key_digest

from .campaign_kit import Kit, case, refused


def test_a_signature_by_another_key_than_the_statement_names_is_foreign(kit: Kit, tmp_path: Path) -> None:
    """Somebody signs our statement as theirs; that nobody trusts them either is a second reason."""
    stranger = CampaignKey.at(tmp_path / "stranger.pem")
    kit.sign_again(stranger)
    assert kit.reasons() == {"foreign key", "unknown origin"}
    trusted = Trust(keys=frozenset({key_digest(stranger.public_key)}))
    assert kit.reasons(trust=trusted) == {"foreign key"}


def test_a_campaign_key_that_nobody_named_is_of_unknown_origin(kit: Kit) -> None:
    """A key that vouches for itself vouches for nothing."""
    judgement = kit.verify(trust=Trust())
    assert [each.reason for each in judgement.refusals] == ["unknown origin"]
    assert "--trust" in judgement.refusals[0].found


class CertificateSigner:
    """Signs as a participant does."""

    def __init__(self, issued: Issued, *chain: x509.Certificate) -> None:
        self._key = issued.key
        self.certificates = (issued.certificate, *chain)

    @property
    def public_key(self) -> PublicKey:
        """The certificate's key."""
        return self._key.public_key()

    def sign(self, content: bytes) -> bytes:
        """The signature."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            whole = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
            return self._key.sign(content, whole, hashes.SHA256())
        return self._key.sign(content, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_participants_certificate_is_trusted_through_its_authority_alone(tmp_path: Path, kind: Any) -> None:
    """The chain leads to an authority that --trust names; another authority of the same name does not do."""
    authority = Authority("Participants")
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"))
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else None
    kit.signer = CertificateSigner(authority.issue("srtx", key=key))
    kit.now = kit.made = authority.at
    kit.run(lambda stage: refused(stage, "MS-AUC-21"))
    kit.state()
    assert kit.reasons(trust=Trust((authority.own.certificate,))) == set()
    other = Authority("Participants")
    assert kit.reasons(trust=Trust((other.own.certificate,))) == {"unknown origin"}
    assert kit.reasons(trust=Trust()) == {"unknown origin"}


def test_a_certificate_of_somebody_else_beside_the_signature_is_foreign(tmp_path: Path) -> None:
    """A certificate that is trusted does not lend its name to another key."""
    authority = Authority("Participants")
    ours, theirs = authority.issue("srtx"), authority.issue("gbtr")
    kit = Kit(tmp_path / "campaign", case("MS-AUC-21"))
    kit.signer = CertificateSigner(ours)
    kit.now = kit.made = authority.at
    kit.run(lambda stage: refused(stage, "MS-AUC-21"))
    kit.state()
    mixed = CertificateSigner(ours)
    mixed.certificates = (theirs.certificate,)
    kit.sign_again(mixed)
    assert kit.reasons(trust=Trust((authority.own.certificate,))) == {"foreign key"}
