"""Who gets in: certificates of the system's own authority, and no others."""

from __future__ import annotations

import shutil
import ssl
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from standing import Standing, codes

from marketsim.system.pki import PkiProblem, prepare

OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="the OpenSSL command line is not installed")


def test_a_client_without_certificate_is_answered_401_without_a_body(standing: Standing) -> None:
    """Authentication comes before everything, even before whether the path exists."""
    for path in ("/status", "/no/such/path"):
        answer = standing.ask(None, "GET", path)
        assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize("flaw", ["foreign", "expired", "not-yet-valid", "server-usage"])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_flawed_certificate_is_refused_in_the_handshake(
    standing: Standing, flaw: str, version: ssl.TLSVersion
) -> None:
    """The refusal happens before any request is seen, in both versions of TLS."""
    context = standing.context(f"refused/{flaw}")
    context.minimum_version = context.maximum_version = version
    request_id = "00000000-0000-4000-8000-000000000000"
    with httpx.Client(verify=context) as client, pytest.raises(httpx.TransportError):
        client.get(f"{standing.root}/crr/status", headers={"caiso-request-id": request_id})
    assert standing.system.traces.find([request_id]) == []


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_person_gets_in_with_either_version_of_tls(standing: Standing, version: ssl.TLSVersion) -> None:
    """TLS 1.2 and 1.3 both carry a client certificate."""
    context = standing.context("srtx")
    context.minimum_version = context.maximum_version = version
    with httpx.Client(verify=context) as client:
        answer = client.get(
            f"{standing.root}/crr/status",
            headers={"caiso-request-id": "3f0e6d1c-8f0b-4a7e-9c54-0d7a2b6f1e11"},
        )
    assert answer.status_code == 200


def test_a_stranger_with_a_certificate_of_ours_may_act_for_nobody(standing: Standing, tmp_path: Path) -> None:
    """Authenticated, but without any grant: SEC0002 where a participant is named, SEC0001 where none is."""
    pki = prepare(standing.pki.folder, ["stranger"])
    stranger = httpx.Client(verify=standing.context("stranger"))
    with stranger:
        headers = {"caiso-request-id": "9d0fd5a4-6a5a-4e0e-9a5d-9d5dc1f0f3aa"}
        named = stranger.get(
            f"{standing.root}/crr/marketstatus/v1.0/activeAuctionMarkets?participantName=SRTX",
            headers=headers,
        )
        nobody = stranger.get(f"{standing.root}/crr/status", headers=headers)
    assert (codes(named), codes(nobody)) == (["SEC0002"], ["SEC0001"])
    for file in pki.clients.glob("stranger.*"):
        file.unlink()


@needs_openssl
@pytest.mark.parametrize("usage", ["extendedKeyUsage=clientAuth", ""])
def test_a_certificate_made_by_openssl_and_signed_by_our_authority_gets_in(
    standing: Standing, tmp_path: Path, usage: str
) -> None:
    """The common name decides who it is; a certificate without extended key usage is for any purpose."""
    pem = made_by_openssl(standing, tmp_path, "srtx", usage)
    context = standing.context(None)
    context.load_cert_chain(pem)
    asked = {"participantName": "SRTX"}
    headers = {"caiso-request-id": "3f0e6d1c-8f0b-4a7e-9c54-0d7a2b6f1e12"}
    with httpx.Client(verify=context) as client:
        path = "/crr/marketstatus/v1.0/activeAuctionMarkets"
        assert client.get(standing.root + path, params=asked, headers=headers).status_code == 200


@needs_openssl
def test_a_pfx_made_by_openssl_gets_in(standing: Standing, tmp_path: Path) -> None:
    """The bag holds key and certificate; its holder is let in like with a PEM file."""
    pem = made_by_openssl(standing, tmp_path, "srtx", "extendedKeyUsage=clientAuth")
    bag = tmp_path / "srtx.pfx"
    openssl("pkcs12", "-export", "-in", str(pem), "-out", str(bag), "-passout", "pass:secret")
    key, certificate, _ = pkcs12.load_key_and_certificates(bag.read_bytes(), b"secret")
    assert key is not None and certificate is not None
    assert certificate.subject.rfc4514_string().endswith("CN=srtx") or "srtx" in str(certificate.subject)
    openssl(
        "pkcs12", "-in", str(bag), "-out", str(tmp_path / "again.pem"), "-nodes", "-passin", "pass:secret"
    )
    context = standing.context(None)
    context.load_cert_chain(tmp_path / "again.pem")
    with httpx.Client(verify=context) as client:
        headers = {"caiso-request-id": "3f0e6d1c-8f0b-4a7e-9c54-0d7a2b6f1e13"}
        assert client.get(f"{standing.root}/crr/status", headers=headers).status_code == 200


@needs_openssl
def test_a_certificate_made_by_openssl_for_a_server_is_refused(standing: Standing, tmp_path: Path) -> None:
    """Wrong usage keeps out whoever made the certificate."""
    pem = made_by_openssl(standing, tmp_path, "srtx", "extendedKeyUsage=serverAuth")
    context = standing.context(None)
    context.load_cert_chain(pem)
    with httpx.Client(verify=context) as client, pytest.raises(httpx.TransportError):
        client.get(f"{standing.root}/crr/status")


def test_every_person_has_a_pem_and_a_pfx_for_the_same_name(standing: Standing) -> None:
    """The PFX opens with the pass-phrase in passphrase.txt."""
    phrase = (standing.pki.clients / "passphrase.txt").read_bytes().strip()
    for person in ("srtx", "operator", "mui-cec"):
        _, certificate, chain = pkcs12.load_key_and_certificates(
            (standing.pki.clients / f"{person}.pfx").read_bytes(), phrase
        )
        same = x509.load_pem_x509_certificate((standing.pki.clients / f"{person}.pem").read_bytes())
        assert certificate == same
        assert [each.public_bytes for each in chain]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_private_keys_are_readable_by_their_owner_only(standing: Standing) -> None:
    """Every file with a key, and the pass-phrase, has mode 0600."""
    secret = [file for file in standing.pki.folder.rglob("*.p*") if b"PRIVATE KEY" in file.read_bytes()]
    secret += [*standing.pki.clients.glob("*.pfx"), standing.pki.clients / "passphrase.txt"]
    assert len(secret) > 60
    assert {stat.S_IMODE(file.stat().st_mode) for file in secret} == {0o600}


def test_a_valid_folder_is_kept_and_only_added_to(tmp_path: Path) -> None:
    """A second start changes no certificate; a new person gets one."""
    first = prepare(tmp_path, ["srtx"])
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    prepare(tmp_path, ["srtx", "gbtr"])
    assert all(file.read_bytes() == content for file, content in before.items())
    assert (first.clients / "gbtr.pem").exists()


def test_an_expired_folder_is_made_anew_as_a_whole(tmp_path: Path) -> None:
    """When the authority's or the server's certificate ran out, every certificate is issued again."""
    long_ago = datetime.now(UTC) - timedelta(days=500)
    pki = prepare(tmp_path, ["srtx"], now=long_ago)
    old = pki.authority.read_bytes()
    prepare(tmp_path, ["srtx"])
    authority = x509.load_pem_x509_certificate(pki.authority.read_bytes())
    assert pki.authority.read_bytes() != old
    x509.load_pem_x509_certificate((pki.clients / "srtx.pem").read_bytes()).verify_directly_issued_by(
        authority
    )


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """The problem says which file, and what to do."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PkiProblem) as caught:
        prepare(tmp_path / "file" / "pki", ["srtx"])
    assert str(tmp_path / "file") in caught.value.found
    assert "--pki" in caught.value.fix


def made_by_openssl(standing: Standing, folder: Path, person: str, usage: str) -> Path:
    """A PEM file with key and certificate for a person, all made by the OpenSSL command line."""
    key, request, certificate = folder / "key.pem", folder / "request.csr", folder / "certificate.pem"
    extensions = folder / "extensions.cnf"
    extensions.write_text(usage + "\n")
    openssl(
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        str(key),
        "-out",
        str(request),
        "-subj",
        f"/CN={person}",
    )
    openssl(
        "x509", "-req", "-in", str(request), "-CA", str(standing.pki.authority), "-CAkey",
        str(standing.pki.folder / "ca-key.pem"), "-CAcreateserial", "-CAserial", str(folder / "serial"),
        "-days", "2", "-extfile", str(extensions), "-out", str(certificate),
    )  # fmt: skip
    pem = folder / "both.pem"
    pem.write_bytes(key.read_bytes() + certificate.read_bytes())
    return pem


def openssl(*words: str) -> None:
    """Run the OpenSSL command line."""
    assert OPENSSL is not None
    subprocess.run([OPENSSL, *words], check=True, capture_output=True, stdin=subprocess.DEVNULL)
