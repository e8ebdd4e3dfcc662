"""A server that refuses the client certificate is named with the file, what was refused and why it may be."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from marketsim.client.credentials import Credentials
from marketsim.client.refusal_diagnosis import diagnose_refusal
from marketsim.client.retry import Retry
from marketsim.client.tls import ssl_context
from marketsim.client.transport_failure import TransportFailure

from .conftest import Connecting
from .pki import Authority
from .servers import Received, Sent, TlsServer, server_context, serving, serving_without_alerts

VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}


@pytest.fixture(scope="module")
def refused(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of certificates that a server of the authority refuses."""
    folder = tmp_path_factory.mktemp("refused")
    Authority("Foreign Authority").issue("srtx").write(folder / "foreign.pem")
    authority.issue("srtx", first_day=-20, last_day=-10).write(folder / "expired.pem")
    authority.issue("srtx", first_day=10).write(folder / "not-yet-valid.pem")
    usage = ExtendedKeyUsageOID.SERVER_AUTH
    authority.issue("srtx", usage=usage).write(folder / "server-usage.pem")
    return folder


def day(authority: Authority, days: int) -> str:
    """The date some days from the authority's instant."""
    return f"{authority.at + timedelta(days=days):%Y-%m-%d}"


@contextmanager
def refusing(alerts: bool, context: ssl.SSLContext) -> Iterator[str]:
    """The URL of a server that tells a refused client why, or that merely drops it."""
    if not alerts:
        with serving_without_alerts(context) as url:
            yield url
        return
    with serving(context, lambda received: Sent()) as server:
        yield server.url
        assert server.received == []


@pytest.mark.parametrize("alerts", [True, False], ids=["alert", "disconnect"])
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["foreign", "expired", "not-yet-valid", "server-usage"])
def test_refusal_names_file_subject_issuer_and_reason(
    name: str,
    version: str,
    alerts: bool,
    authority: Authority,
    pki: Path,
    refused: Path,
    connect: Connecting,
) -> None:
    """Whatever the TLS version, and whether or not the server says why."""
    reason, issuer = {
        "foreign": ("it was issued by CN=Foreign Authority, a foreign authority", "CN=Foreign Authority"),
        "expired": (f"it expired on {day(authority, -10)}", "CN=Test Authority"),
        "not-yet-valid": (f"it is not valid before {day(authority, 10)}", "CN=Test Authority"),
        "server-usage": ("lacks clientAuth", "CN=Test Authority"),
    }[name]
    context = ssl_context(Credentials(pem=refused / f"{name}.pem"), pki / "ca.pem")
    server = server_context(pki / "server.pem", pki / "ca.pem", only=VERSIONS[version])
    with refusing(alerts, server) as url, pytest.raises(TransportFailure) as raised:
        connect(url, context).app_status.get_status()
    failure = raised.value
    assert failure.kind == "tls"
    assert f"{name}.pem (subject CN=srtx; issuer {issuer}; valid " in failure.message
    assert reason in failure.message
    assert failure.request_id == connect.exchanges[-1].request_id


@pytest.mark.parametrize("alerts", [True, False], ids=["alert", "disconnect"])
@pytest.mark.parametrize("version", VERSIONS)
def test_missing_certificate_is_said_to_be_missing(
    version: str, alerts: bool, pki: Path, connect: Connecting
) -> None:
    """A client that presents none learns that the server may require one."""
    server = server_context(pki / "server.pem", pki / "ca.pem", only=VERSIONS[version])
    with (
        refusing(alerts, server) as url,
        pytest.raises(TransportFailure, match="none was presented") as raised,
    ):
        connect(url, ssl_context(None, pki / "ca.pem")).app_status.get_status()
    assert raised.value.kind == "tls"


def test_certificate_with_a_flaw_of_its_own_is_not_tried_again(
    pki: Path, refused: Path, connect: Connecting
) -> None:
    """An expired certificate does not get better by repeating the call."""
    waits: list[float] = []
    context = ssl_context(Credentials(pem=refused / "expired.pem"), pki / "ca.pem")
    server = server_context(pki / "server.pem", pki / "ca.pem")
    with serving_without_alerts(server) as url, pytest.raises(TransportFailure):
        connect(url, context, retry=Retry(sleep=waits.append)).app_status.get_status()
    assert waits == []
    assert [exchange.attempt for exchange in connect.exchanges] == [1]


def test_sound_certificate_of_an_unknown_issuer_is_suspected_too(
    pki: Path, serve: Callable[..., TlsServer], connect: Connecting
) -> None:
    """A connection that breaks at the first request may have been refused, for reasons of the server."""
    server = serve(lambda received: "close")
    with pytest.raises(TransportFailure) as raised:
        connect(server.url).app_status.get_status()
    assert raised.value.kind == "tls"
    assert "it may have refused the client certificate srtx.pem" in raised.value.message
    assert "may not accept certificates issued by CN=Test Authority" in raised.value.message


def test_break_after_an_answer_is_no_refusal(serve: Callable[..., TlsServer], connect: Connecting) -> None:
    """Once the server has answered, the certificate is above suspicion."""

    def answer_once(received: Received) -> Sent | str:
        return Sent() if received.path.endswith("/status") else "close"

    server = serve(answer_once)
    client = connect(server.url)
    client.app_status.get_status()
    with pytest.raises(TransportFailure) as raised:
        client.market_status.get_active_auction_markets()
    assert raised.value.kind == "reset"


class TestDiagnosis:
    """The same diagnosis without a connection, for a doctor."""

    def test_all_reasons_are_given(self, authority: Authority, tmp_path: Path) -> None:
        """A foreign, expired server certificate has three."""
        file = (
            Authority("Foreign")
            .issue("x", first_day=-9, last_day=-8, usage=ExtendedKeyUsageOID.SERVER_AUTH)
            .write(tmp_path / "x.pem")
        )
        certificate = Credentials(pem=file).read().certificate
        diagnosis = diagnose_refusal(certificate, datetime.now(UTC), [authority.own.certificate])
        assert [reason.id for reason in diagnosis.reasons] == ["expired", "no-client-auth", "foreign-ca"]
        assert diagnosis.certain
        assert diagnosis.file == file

    def test_foreign_authority_alone_is_a_guess(self, authority: Authority, tmp_path: Path) -> None:
        """Servers may take their clients' certificates from other authorities than their own."""
        file = Authority("Foreign").issue("x").write(tmp_path / "x.pem")
        certificate = Credentials(pem=file).read().certificate
        diagnosis = diagnose_refusal(certificate, datetime.now(UTC), [authority.own.certificate])
        assert [reason.id for reason in diagnosis.reasons] == ["foreign-ca"]
        assert not diagnosis.certain

    def test_chain_counts(self, authority: Authority, tmp_path: Path) -> None:
        """A certificate whose chain in the file leads to the authority is not foreign."""
        intermediate = Authority("Intermediate", parent=authority)
        issued = intermediate.issue("x")
        file = tmp_path / "x.pem"
        file.write_bytes(issued.key_pem() + issued.certificate_pem() + intermediate.own.certificate_pem())
        certificate = Credentials(pem=file).read().certificate
        diagnosis = diagnose_refusal(certificate, datetime.now(UTC), [authority.own.certificate])
        assert [reason.id for reason in diagnosis.reasons] == ["unknown-issuer"]
