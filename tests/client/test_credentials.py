"""A participant's certificate is read from the files people have, or the problem is named."""

from __future__ import annotations

import os
import ssl
import stat
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials, Identity
from marketsim.client.passphrase import PassphraseSource
from marketsim.client.tls import ssl_context

from .conftest import CANARY
from .pki import Authority, Issued


@pytest.fixture
def pfx(participant: Issued, tmp_path: Path) -> Path:
    """A PFX file with key and certificate, locked with the pass-phrase."""
    lock = BestAvailableEncryption(CANARY.encode())
    file = tmp_path / "srtx.pfx"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(b"srtx", participant.key, participant.certificate, None, lock)
    )
    return file


def problem(credentials: Credentials) -> CredentialProblem:
    """The problem that reading raises."""
    with pytest.raises(CredentialProblem) as raised:
        credentials.read()
    return raised.value


class TestPem:
    def test_key_and_certificate_may_share_a_file_in_either_order(
        self, participant: Issued, tmp_path: Path
    ) -> None:
        """One file with both is read whichever comes first."""
        for parts in ((participant.key_pem(), participant.certificate_pem()), ()):
            file = tmp_path / "srtx.pem"
            content = parts or (participant.certificate_pem(), participant.key_pem())
            file.write_bytes(b"".join(content))
            assert Credentials(pem=file).read().certificate.subject == "CN=srtx"

    def test_key_may_have_a_file_of_its_own(self, participant: Issued, tmp_path: Path) -> None:
        """Certificate and key are read from two files."""
        certificate, key = tmp_path / "srtx.crt", tmp_path / "srtx.key"
        certificate.write_bytes(participant.certificate_pem())
        key.write_bytes(participant.key_pem())
        assert Credentials(pem=certificate, key=key).read().certificate.file == certificate

    def test_locked_key_opens_with_its_pass_phrase(
        self, participant: Issued, tmp_path: Path, passphrase: PassphraseSource
    ) -> None:
        """An encrypted key is opened by the pass-phrase of the source."""
        file = tmp_path / "srtx.pem"
        file.write_bytes(participant.key_pem(CANARY) + participant.certificate_pem())
        assert Credentials(pem=file, passphrase=passphrase).read().certificate.subject == "CN=srtx"

    def test_certificate_of_the_key_is_found_in_a_chain_of_any_order(
        self, authority: Authority, participant: Issued, tmp_path: Path
    ) -> None:
        """The certificate that matches the key is presented, the others go along as its chain."""
        file = tmp_path / "srtx.pem"
        file.write_bytes(
            authority.own.certificate_pem() + participant.certificate_pem() + participant.key_pem()
        )
        certificate = Credentials(pem=file).read().certificate
        assert certificate.subject == "CN=srtx"
        assert certificate.chain == (authority.own.certificate,)


class TestProblems:
    """Each problem names the file, what was found, what was expected and what to do."""

    def test_missing_file(self, tmp_path: Path) -> None:
        """A path that leads nowhere is named as such."""
        found = problem(Credentials(pem=tmp_path / "nobody.pem"))
        assert found.file == tmp_path / "nobody.pem"
        assert found.found == "no such file"
        assert str(found).startswith(f"{tmp_path / 'nobody.pem'}: found no such file; expected a PEM file")

    def test_folder(self, tmp_path: Path) -> None:
        """A folder is no certificate."""
        assert problem(Credentials(pem=tmp_path)).found == "a folder"

    def test_unreadable_file(self, pki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file that the user may not read is told apart from a missing one."""

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        found = problem(Credentials(pem=pki / "srtx.pem"))
        assert found.found == "a file that cannot be read (Permission denied)"

    @pytest.mark.parametrize("kind", ["pem", "pfx"])
    def test_empty_file(self, kind: str, tmp_path: Path) -> None:
        """An empty file is named as such, whatever it was to be."""
        file = tmp_path / "empty"
        file.touch()
        credentials = Credentials(pem=file) if kind == "pem" else Credentials(pfx=file)
        assert problem(credentials).found == "an empty file"

    def test_large_file(self, tmp_path: Path) -> None:
        """A file far larger than any certificate is not read on."""
        file = tmp_path / "large.pem"
        file.write_bytes(b"x" * 1_000_001)
        assert problem(Credentials(pem=file)).found == "more than 1000000 bytes"

    def test_text_that_is_no_pem(self, tmp_path: Path) -> None:
        """Any other text is not PEM."""
        file = tmp_path / "notes.txt"
        file.write_text("hello")
        assert problem(Credentials(pem=file)).found == "a file that is not PEM"

    def test_pfx_named_as_pem(self, pfx: Path) -> None:
        """A PFX file given as PEM is recognised."""
        found = problem(Credentials(pem=pfx))
        assert found.found == "a binary file (DER or PFX)"
        assert "PFX" in found.fix

    def test_pem_named_as_pfx(self, pki: Path) -> None:
        """A PEM file given as PFX is recognised."""
        assert problem(Credentials(pfx=pki / "srtx.pem")).found == "a PEM text file"

    def test_damaged_pfx(self, pfx: Path, passphrase: PassphraseSource) -> None:
        """Half a PFX file is no PFX file."""
        pfx.write_bytes(pfx.read_bytes()[:100])
        assert "damaged" in problem(Credentials(pfx=pfx, passphrase=passphrase)).found

    def test_damaged_certificate(self, pki: Path, tmp_path: Path) -> None:
        """A certificate whose text was cut is named as damaged."""
        file = tmp_path / "cut.pem"
        text = (pki / "ca.pem").read_text().splitlines()
        file.write_text("\n".join([*text[:3], text[-1]]) + "\n")
        assert problem(Credentials(pem=file)).found == "a certificate that is damaged"

    def test_missing_key(self, pki: Path, participant: Issued, tmp_path: Path) -> None:
        """A certificate alone proves nothing."""
        assert problem(Credentials(pem=pki / "ca.pem")).found == "no private key"
        key = tmp_path / "srtx.key"
        key.write_bytes(participant.certificate_pem())
        assert problem(Credentials(pem=pki / "srtx.pem", key=key)).file == key

    def test_key_without_certificate(self, participant: Issued, tmp_path: Path) -> None:
        """A key alone is not enough either."""
        file = tmp_path / "srtx.pem"
        file.write_bytes(participant.key_pem())
        assert problem(Credentials(pem=file)).found == "PEM text without a certificate"

    def test_key_of_somebody_else(self, authority: Authority, pki: Path, tmp_path: Path) -> None:
        """A key that does not match names both files and the subject."""
        other = tmp_path / "other.key"
        other.write_bytes(authority.issue("other").key_pem())
        found = problem(Credentials(pem=pki / "srtx.pem", key=other))
        assert found.file == other
        assert str(pki / "srtx.pem") in found.found
        assert "CN=srtx" in found.found

    def test_unreadable_key(self, participant: Issued, tmp_path: Path) -> None:
        """A key block that holds no key is named."""
        file = tmp_path / "srtx.pem"
        key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
        file.write_bytes(participant.certificate_pem() + key)
        assert problem(Credentials(pem=file)).found.startswith("a private key that cannot be read")

    def test_wrong_pass_phrase(self, pfx: Path, participant: Issued, tmp_path: Path) -> None:
        """A pass-phrase that does not open a file is named by where it came from."""
        wrong = PassphraseSource.prompt(ask=lambda text: "wrong")
        locked = tmp_path / "locked.pem"
        locked.write_bytes(participant.key_pem(CANARY) + participant.certificate_pem())
        assert problem(Credentials(pfx=pfx, passphrase=wrong)).found == (
            "a PFX file that the pass-phrase from the prompt does not open"
        )
        assert problem(Credentials(pem=locked, passphrase=wrong)).found == (
            "a private key that the pass-phrase from the prompt does not open"
        )

    def test_no_pass_phrase(self, pfx: Path, participant: Issued, tmp_path: Path) -> None:
        """A locked file without a source of its pass-phrase says so."""
        locked = tmp_path / "locked.pem"
        locked.write_bytes(participant.key_pem(CANARY) + participant.certificate_pem())
        for found in (problem(Credentials(pfx=pfx)), problem(Credentials(pem=locked))):
            assert "none was given" in found.found
            assert found.fix == "name passphrase_file or passphrase_env in the profile"

    def test_pfx_without_key(self, authority: Authority, participant: Issued, tmp_path: Path) -> None:
        """A PFX exported without the private key says how to export it."""
        file = tmp_path / "public.pfx"
        lock = BestAvailableEncryption(CANARY.encode())
        file.write_bytes(
            pkcs12.serialize_key_and_certificates(None, None, participant.certificate, None, lock)
        )
        found = problem(Credentials(pfx=file, passphrase=PassphraseSource.prompt(ask=lambda _: CANARY)))
        assert found.found == "a certificate without its private key"
        assert "export the private key" in found.fix

    def test_pfx_without_certificate(self, participant: Issued, tmp_path: Path) -> None:
        """A PFX with a key alone is named."""
        file = tmp_path / "key.pfx"
        lock = BestAvailableEncryption(CANARY.encode())
        file.write_bytes(pkcs12.serialize_key_and_certificates(None, participant.key, None, None, lock))
        found = problem(Credentials(pfx=file, passphrase=PassphraseSource.prompt(ask=lambda _: CANARY)))
        assert found.found == "a private key without a certificate"

    def test_pfx_with_a_foreign_certificate(
        self, authority: Authority, participant: Issued, tmp_path: Path
    ) -> None:
        """A PFX whose certificates all belong to other keys is named."""
        file = tmp_path / "mixed.pfx"
        lock = BestAvailableEncryption(CANARY.encode())
        others = [authority.own.certificate]
        file.write_bytes(pkcs12.serialize_key_and_certificates(None, participant.key, None, others, lock))
        found = problem(Credentials(pfx=file, passphrase=PassphraseSource.prompt(ask=lambda _: CANARY)))
        assert "matches none" in found.found

    def test_key_too_weak_for_tls(self, authority: Authority, tmp_path: Path) -> None:
        """A key that OpenSSL refuses is a problem of the file, not a failed connection later."""
        weak = authority.issue("weak", key=rsa.generate_private_key(65537, 1024))
        file = weak.write(tmp_path / "weak.pem")
        with pytest.raises(CredentialProblem) as raised:
            ssl_context(Credentials(pem=file), None)
        assert raised.value.file == file
        assert "KEY_TOO_SMALL" in raised.value.found

    def test_exactly_one_kind_of_file_is_named(self, tmp_path: Path) -> None:
        """Neither, both, or a key beside a PFX make no credentials."""
        some = tmp_path / "some"
        wrong: list[dict[str, Any]] = [{}, {"pem": some, "pfx": some}, {"pfx": some, "key": some}]
        for files in wrong:
            with pytest.raises(ValueError, match="PEM"):
                Credentials(**files)


class TestFacts:
    """An odd certificate is no problem of ours: the server decides. But it can be told."""

    @pytest.mark.parametrize(
        ("first_day", "last_day", "state"),
        [(-10, -5, "expired"), (5, 10, "not yet valid"), (-1, 30, "valid")],
    )
    def test_validity(
        self, authority: Authority, tmp_path: Path, first_day: int, last_day: int, state: str
    ) -> None:
        """Expired and not yet valid certificates are read, and say so."""
        file = authority.issue("x", first_day=first_day, last_day=last_day).write(tmp_path / "x.pem")
        validity = Credentials(pem=file).read().certificate.validity
        assert validity.state(authority.at) == state
        assert validity.ends - validity.starts == timedelta(days=last_day - first_day)

    @pytest.mark.parametrize(
        ("usage", "allowed"),
        [
            (None, True),
            (ExtendedKeyUsageOID.CLIENT_AUTH, True),
            (ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE, True),
            (ExtendedKeyUsageOID.SERVER_AUTH, False),
        ],
    )
    def test_usage(self, authority: Authority, tmp_path: Path, usage: Any, allowed: bool) -> None:
        """A certificate says whether it may prove a client."""
        file = authority.issue("x", usage=usage).write(tmp_path / "x.pem")
        assert Credentials(pem=file).read().certificate.allows_client_auth is allowed


class TestSecrets:
    """Neither pass-phrase nor key shows up where things are printed, nor stays on disk."""

    def test_nothing_printable_shows_the_pass_phrase(
        self, pfx: Path, passphrase: PassphraseSource, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not the source, the credentials, the identity or what was read."""
        monkeypatch.setenv("CRR_PASSPHRASE", CANARY)
        sources = (
            passphrase,
            PassphraseSource.environment("CRR_PASSPHRASE"),
            PassphraseSource.prompt(ask=lambda text: CANARY),
        )
        for source in sources:
            credentials = Credentials(pfx=pfx, passphrase=source)
            for thing in (source, source.read(), credentials, credentials.read()):
                assert CANARY not in f"{thing} {thing!r}"

    def test_no_exception_shows_it_not_even_with_local_variables(
        self, authority: Authority, pfx: Path, passphrase: PassphraseSource
    ) -> None:
        """A traceback printed with all its variables has no pass-phrase and no key in it."""
        content = bytearray(pfx.read_bytes())
        content[len(content) // 2] ^= 1  # its checksum no longer holds, as with a wrong pass-phrase
        pfx.write_bytes(content)
        locked = pfx.with_name("locked.pem")
        locked.write_bytes(authority.issue("other").key_pem(CANARY) + (authority.own.certificate_pem()))
        for credentials in (
            Credentials(pfx=pfx, passphrase=passphrase),
            Credentials(pem=locked, passphrase=passphrase),
        ):
            with pytest.raises(CredentialProblem) as raised:
                credentials.read()
            told = "".join(
                traceback.TracebackException.from_exception(raised.value, capture_locals=True).format()
            )
            assert CANARY not in told
            assert raised.value.__suppress_context__ or raised.value.__context__ is None

    def test_key_passes_through_a_locked_private_file_that_is_removed_at_once(self, pki: Path) -> None:
        """The ssl module needs a file: it is encrypted, the user's alone, and gone afterwards."""
        seen: list[Path] = []

        class Watching:
            def load_cert_chain(self, name: str, password: str) -> None:
                file = Path(name)
                seen.append(file)
                assert b"BEGIN ENCRYPTED PRIVATE KEY" in file.read_bytes()
                assert b"BEGIN PRIVATE KEY" not in file.read_bytes()
                if os.name == "posix":
                    assert stat.S_IMODE(file.stat().st_mode) == 0o600
                if len(seen) == 2:
                    raise ssl.SSLError(1, "no")

        identity: Identity = Credentials(pem=pki / "srtx.pem").read()
        context: Any = Watching()
        identity.load_into(context)
        with pytest.raises(CredentialProblem):
            identity.load_into(context)
        assert [file.exists() for file in seen] == [False, False]
