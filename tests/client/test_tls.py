"""The participant's certificate really arrives, in TLS 1.2 and 1.3, and servers are verified."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials
from marketsim.client.passphrase import PassphraseSource
from marketsim.client.tls import ssl_context
from marketsim.client.transport_failure import TransportFailure

from .conftest import Connecting
from .pki import Authority, Issued
from .servers import TlsServer, server_context

VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}


@pytest.fixture
def pfx(participant: Issued, tmp_path: Path) -> Credentials:
    """The participant's PFX file."""
    file = tmp_path / "srtx.pfx"
    lock = BestAvailableEncryption(b"secret")
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(None, participant.key, participant.certificate, None, lock)
    )
    return Credentials(pfx=file, passphrase=PassphraseSource.prompt(ask=lambda text: "secret"))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["pem", "pfx"])
def test_server_receives_the_certificate(
    version: str,
    kind: str,
    pki: Path,
    pfx: Credentials,
    participant: Issued,
    serve: Callable[..., TlsServer],
    connect: Connecting,
) -> None:
    """A server of either TLS version that requires a certificate sees the participant's."""
    server = serve(context=server_context(pki / "server.pem", pki / "ca.pem", only=VERSIONS[version]))
    credentials = pfx if kind == "pfx" else Credentials(pem=pki / "srtx.pem")
    answer = connect(server.url, ssl_context(credentials, pki / "ca.pem")).app_status.get_status()
    assert answer.ok
    (received,) = server.received
    assert received.certificate == participant.certificate.public_bytes(Encoding.DER)
    assert received.tls_version == version


def test_server_that_merely_asks_receives_it_too(
    pki: Path, participant: Issued, serve: Callable[..., TlsServer], connect: Connecting
) -> None:
    """Where a certificate is optional, leaving it out would go unnoticed; it is sent."""
    optional = server_context(pki / "server.pem", pki / "ca.pem", certificates=ssl.CERT_OPTIONAL)
    server = serve(context=optional)
    connect(server.url).app_status.get_status()
    assert server.received[0].certificate == participant.certificate.public_bytes(Encoding.DER)


def test_chain_goes_along(
    pki: Path, authority: Authority, tmp_path: Path, serve: Callable[..., TlsServer], connect: Connecting
) -> None:
    """A certificate of an intermediate authority is accepted by a server that knows the root alone."""
    intermediate = Authority("Intermediate", parent=authority)
    issued = intermediate.issue("deep")
    file = tmp_path / "deep.pem"
    file.write_bytes(issued.key_pem() + issued.certificate_pem() + intermediate.own.certificate_pem())
    server = serve()
    client = connect(server.url, ssl_context(Credentials(pem=file), pki / "ca.pem"))
    assert client.app_status.get_status().ok


def test_client_without_certificate_reaches_a_server_that_allows_it(
    pki: Path, serve: Callable[..., TlsServer], connect: Connecting
) -> None:
    """A context without credentials presents nothing."""
    optional = server_context(pki / "server.pem", pki / "ca.pem", certificates=ssl.CERT_OPTIONAL)
    server = serve(context=optional)
    connect(server.url, ssl_context(None, pki / "ca.pem")).app_status.get_status()
    assert server.received[0].certificate is None


@pytest.mark.parametrize(
    ("minimum", "maximum", "only"), [("1.2", "1.2", "TLSv1.3"), ("1.3", None, "TLSv1.2")]
)
def test_versions_can_be_bounded(
    minimum: Any, maximum: Any, only: str, pki: Path, serve: Callable[..., TlsServer], connect: Connecting
) -> None:
    """Where client and server have no version in common, the failure says so."""
    server = serve(context=server_context(pki / "server.pem", pki / "ca.pem", only=VERSIONS[only]))
    context = ssl_context(Credentials(pem=pki / "srtx.pem"), pki / "ca.pem", minimum, maximum)
    with pytest.raises(TransportFailure, match="no TLS version in common") as raised:
        connect(server.url, context).app_status.get_status()
    assert raised.value.kind == "tls"
    assert server.received == []


def test_bounds_must_leave_a_version(pki: Path) -> None:
    """A minimum above the maximum is refused."""
    with pytest.raises(ValueError, match="leave none"):
        ssl_context(None, pki / "ca.pem", "1.3", "1.2")


def test_server_of_a_foreign_authority_is_refused(
    tmp_path: Path, pki: Path, serve: Callable[..., TlsServer], connect: Connecting
) -> None:
    """A server's certificate from elsewhere ends the connection, and the CA file is named."""
    foreign = Authority("Foreign")
    server_file = foreign.server().write(tmp_path / "server.pem")
    server = serve(context=server_context(server_file, pki / "ca.pem"))
    with pytest.raises(TransportFailure, match=r"refused the certificate of 127\.0\.0\.1.*ca\.pem") as raised:
        connect(server.url).app_status.get_status()
    assert raised.value.kind == "tls"
    assert not raised.value.passing


def test_server_of_another_name_is_refused(serve: Callable[..., TlsServer], connect: Connecting) -> None:
    """A certificate for another host name is no certificate for this one."""
    server = serve()
    with pytest.raises(TransportFailure, match="localhost") as raised:
        connect(server.url.replace("127.0.0.1", "localhost")).app_status.get_status()
    assert raised.value.kind == "tls"


class TestAuthorities:
    """The CA file is PEM, with one certificate or more, or DER, or the system's own."""

    def test_der_file(
        self,
        authority: Authority,
        tmp_path: Path,
        pki: Path,
        serve: Callable[..., TlsServer],
        connect: Connecting,
    ) -> None:
        """The .cer files of Windows serve as well."""
        file = tmp_path / "ca.cer"
        file.write_bytes(authority.own.certificate.public_bytes(Encoding.DER))
        context = ssl_context(Credentials(pem=pki / "srtx.pem"), file)
        assert connect(serve().url, context).app_status.get_status().ok

    def test_several_in_a_file(
        self,
        authority: Authority,
        tmp_path: Path,
        pki: Path,
        serve: Callable[..., TlsServer],
        connect: Connecting,
    ) -> None:
        """All certificates of the file are trusted, not the first alone."""
        file = tmp_path / "cas.pem"
        file.write_bytes(Authority("Other").own.certificate_pem() + authority.own.certificate_pem())
        context = ssl_context(Credentials(pem=pki / "srtx.pem"), file)
        assert connect(serve().url, context).app_status.get_status().ok

    def test_systems_own(self, pki: Path) -> None:
        """Without a file the system's authorities are trusted."""
        context = ssl_context(Credentials(pem=pki / "srtx.pem"), None)
        assert context.ca is None
        assert context.verify_mode == ssl.CERT_REQUIRED
        assert context.check_hostname

    @pytest.mark.parametrize("content", [b"nonsense", b"-----BEGIN PRIVATE KEY-----\n"])
    def test_file_without_certificate(self, tmp_path: Path, content: bytes) -> None:
        """A CA file without a certificate is a problem of that file."""
        file = tmp_path / "ca.pem"
        file.write_bytes(content)
        with pytest.raises(CredentialProblem) as raised:
            ssl_context(None, file)
        assert raised.value.file == file

    def test_missing_file(self, tmp_path: Path) -> None:
        """A missing CA file is named."""
        with pytest.raises(CredentialProblem, match="no such file"):
            ssl_context(None, tmp_path / "ca.pem")


def test_context_remembers_what_it_presents(pki: Path, authority: Authority) -> None:
    """Certificate, CA file and authorities stay with the context, for diagnoses."""
    context = ssl_context(Credentials(pem=pki / "srtx.pem"), pki / "ca.pem")
    assert context.certificate is not None
    assert context.certificate.subject == "CN=srtx"
    assert context.ca == pki / "ca.pem"
    assert [each.subject for each in context.authorities] == [
        x509.Name.from_rfc4514_string("CN=Test Authority")
    ]
