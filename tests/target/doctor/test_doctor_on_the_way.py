"""Each obstacle between us and the server is named: name, proxy, port, network, protocol, and who answers there."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable

import pytest

from .conftest import SetUp
from .issuing import Authority
from .stand_ins import head_of, talking, tunnel

TLS_ALERT_PROTOCOL_VERSION = bytes.fromhex("15030300020246")  # fatal (2), protocol_version (70)


def through(set_up: SetUp, speak: Callable[[socket.socket], None]) -> None:
    """Put a proxy in between."""
    port = set_up.stack.enter_context(talking(speak))
    set_up.say("network", proxy=f"http://127.0.0.1:{port}")


def answering(status: int) -> Callable[[socket.socket], None]:
    """A proxy that answers every CONNECT with this status."""

    def speak(connection: socket.socket) -> None:
        head_of(connection)
        connection.sendall(f"HTTP/1.1 {status} No\r\ncontent-length: 0\r\n\r\n".encode())

    return speak


def mumbling(connection: socket.socket) -> None:
    """Something that is no proxy."""
    head_of(connection)
    connection.sendall(b"220 mail.example.org ESMTP\r\n")


@pytest.mark.parametrize(
    ("speak", "cause"),
    [
        (answering(407), "proxy-wants-credentials"),
        (answering(403), "proxy-forbids"),
        (answering(502), "proxy-cannot-reach"),
        (mumbling, "not-a-proxy"),
    ],
)
def test_a_proxy_that_stands_in_the_way_is_named(
    set_up: SetUp, speak: Callable[[socket.socket], None], cause: str
) -> None:
    """By what it answers."""
    set_up.serve()
    through(set_up, speak)
    assert set_up.faults() == [("proxy", cause)]


def test_refused_proxy_credentials_are_named_and_not_told(set_up: SetUp) -> None:
    """They go to the proxy, and into no finding."""
    heads: list[str] = []

    def speak(connection: socket.socket) -> None:
        heads.append(head_of(connection))
        connection.sendall(b"HTTP/1.1 407 No\r\n\r\n")

    set_up.serve()
    through(set_up, speak)
    (set_up.folder / "proxy.txt").write_text("srtx:canary-4711\n")
    set_up.say("network", proxy_credentials_file="proxy.txt")
    checks = set_up.checks()
    assert [(each.id, each.cause) for each in checks if each.status == "fault"] == [
        ("proxy", "proxy-credentials-refused")
    ]
    assert "Proxy-Authorization: Basic c3J0eDpjYW5hcnktNDcxMQ==" in heads[0]
    assert "canary-4711" not in repr(checks)


def test_missing_proxy_credentials_are_named(set_up: SetUp) -> None:
    """The file that the profile names is not there."""
    set_up.serve()
    through(set_up, tunnel)
    set_up.say("network", proxy_credentials_file="nobody.txt")
    assert set_up.faults() == [("proxy", "no-such-file")]


def test_proxy_credentials_let_us_through(set_up: SetUp) -> None:
    """The doctor's own connection and the client's both show them."""
    heads: list[str] = []

    def speak(connection: socket.socket) -> None:
        heads.append(head_of_peeked(connection))
        tunnel(connection)

    set_up.serve()
    through(set_up, speak)
    (set_up.folder / "proxy.txt").write_text("srtx:p@ss:w/rd\n")
    set_up.say("network", proxy_credentials_file="proxy.txt")
    assert set_up.faults() == []
    shown = {line for head in heads for line in head.splitlines() if line.lower().startswith("proxy-auth")}
    assert {line.partition(": ")[2] for line in shown} == {"Basic c3J0eDpwQHNzOncvcmQ="}


def head_of_peeked(connection: socket.socket) -> str:
    """A request's head, left where it is."""
    while b"\r\n\r\n" not in (head := connection.recv(65536, socket.MSG_PEEK)):
        continue
    return head.decode("latin-1")


def test_a_proxy_that_is_not_there_is_named(set_up: SetUp, dead_port: int) -> None:
    """Nobody listens at its port."""
    set_up.serve()
    set_up.say("network", proxy=f"http://127.0.0.1:{dead_port}")
    assert set_up.faults() == [("proxy", "proxy-unreachable")]


def test_an_unknown_host_is_named(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name server knows no address."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    set_up.say("target", base_url="https://mapstage.example.org/crr")
    assert set_up.faults() == [("dns", "unknown-host")]


def test_a_port_where_nobody_listens_is_named(
    set_up: SetUp, dead_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused; where the environment names a proxy that the profile does not, that is the cause."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    set_up.say("target", base_url=f"https://127.0.0.1:{dead_port}/crr")
    assert set_up.faults() == [("connection", "refused")]
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
    assert set_up.faults() == [("connection", "proxy-not-named")]


def test_another_network_than_the_declared_one_is_named(set_up: SetUp) -> None:
    """The address used stands beside the declared one; the services are asked all the same."""
    set_up.serve()
    set_up.say("network", address=["10.1.0.0/16", "10.2.3.4"])
    checks = {each.id: each for each in set_up.checks()}
    found = checks["network-address"]
    assert (found.status, found.cause, found.found) == ("fault", "other-network", "127.0.0.1")
    assert "10.1.0.0/16, 10.2.3.4" in found.expected
    assert checks["service:auction"].status == "ok"


def talk_to(set_up: SetUp, speak: Callable[[socket.socket], None]) -> None:
    """Let something answer at the base URL."""
    port = set_up.stack.enter_context(talking(speak))
    set_up.say("target", base_url=f"https://127.0.0.1:{port}/crr")


def plain(connection: socket.socket) -> None:
    """A server without TLS."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")


def outdated(connection: socket.socket) -> None:
    """A server that speaks TLS 1.1 at most: it answers a newer hello with this alert (RFC 5246, 7.2.2)."""
    connection.recv(4096)
    connection.sendall(TLS_ALERT_PROTOCOL_VERSION)
    connection.recv(4096)


def silent(connection: socket.socket) -> None:
    """A firewall that lets the connection come about, and then nothing."""
    while connection.recv(4096):
        continue


def hanging_up(connection: socket.socket) -> None:
    """A firewall that cuts TLS off."""
    connection.recv(4096)


@pytest.mark.parametrize(
    ("speak", "cause"),
    [(plain, "not-tls"), (outdated, "no-common-version"), (hanging_up, "broken-handshake")],
)
def test_a_port_that_speaks_something_else_is_named(
    set_up: SetUp, speak: Callable[[socket.socket], None], cause: str
) -> None:
    """No TLS, an old one, or an end."""
    talk_to(set_up, speak)
    assert set_up.faults() == [("tls-protocol", cause)]


def test_a_handshake_that_never_comes_is_bounded_in_time(set_up: SetUp) -> None:
    """By the profile's time-out for connections."""
    talk_to(set_up, silent)
    set_up.say("timeouts", connect=0.2)
    assert set_up.faults() == [("tls-protocol", "timeout")]


def test_a_server_of_another_authority_is_named(set_up: SetUp) -> None:
    """With the issuer that was found and those that were expected."""
    set_up.serve(server=Authority("Somebody Else").server())
    checks = {each.id: each for each in set_up.checks()}
    found = checks["server-trust"]
    assert (found.status, found.cause) == ("fault", "unknown-authority")
    assert "CN=Somebody Else" in found.found
    assert "CN=Test Authority" in found.expected
    assert checks["host-name"].cause == "after:server-trust"


def test_a_wrong_authority_file_says_nothing_against_our_own_certificate(set_up: SetUp) -> None:
    """Its chain cannot be judged by the wrong authorities: one fault, and no warning beside it."""
    set_up.serve()
    Authority("Somebody Else").write(set_up.folder / "ca.pem")
    found = [(each.id, each.cause) for each in set_up.checks() if each.status in ("fault", "warning")]
    assert found == [("server-trust", "unknown-authority")]


def test_a_certificate_that_the_server_signed_itself_is_named(set_up: SetUp) -> None:
    """It comes from no authority at all."""
    set_up.serve(server=Authority("self").own)
    assert set_up.faults() == [("server-trust", "self-signed")]


def test_a_proxy_that_inspects_tls_is_named_by_its_authority(set_up: SetUp) -> None:
    """Products sign with authorities of their own name; such a proxy asks for no certificate either."""
    set_up.serve(server=Authority("Zscaler Intermediate Root CA").server(), asks=ssl.CERT_NONE)
    (fault,) = [each for each in set_up.checks() if each.status == "fault"]
    assert (fault.id, fault.cause) == ("server-trust", "tls-inspection")
    assert "zscaler" in fault.found


def test_a_proxy_that_inspects_tls_is_named_although_the_machine_trusts_it(set_up: SetUp) -> None:
    """Its authority is in the CA file, as companies install it on their machines."""
    company = Authority("ACME TLS Inspection")
    company.write(set_up.folder / "ca.pem")
    set_up.serve(server=company.server(), asks=ssl.CERT_NONE)
    assert set_up.faults() == [("server-trust", "tls-inspection")]


def test_an_issuer_other_than_the_expected_one_is_an_inspecting_proxy(set_up: SetUp) -> None:
    """The profile says whose the server's certificate has to be."""
    set_up.serve()
    set_up.say("target", server_issuer="DigiCert")
    assert set_up.faults() == [("server-trust", "tls-inspection")]


def test_an_untrusted_issuer_behind_a_proxy_is_an_inspecting_proxy(set_up: SetUp) -> None:
    """Whatever its name."""
    set_up.serve(server=Authority("ACME").server())
    through(set_up, tunnel)
    assert set_up.faults() == [("server-trust", "tls-inspection")]


@pytest.mark.parametrize(
    ("days", "cause"),
    [((-9, -2), "server-certificate-expired"), ((2, 9), "server-certificate-not-yet-valid")],
)
def test_a_server_certificate_of_another_time_is_named(
    set_up: SetUp, days: tuple[int, int], cause: str
) -> None:
    """Theirs to renew, unless our clock is wrong."""
    set_up.serve(server=set_up.authority.server(days=days))
    assert set_up.faults() == [("server-trust", cause)]


def test_a_server_certificate_for_another_host_is_named(set_up: SetUp) -> None:
    """With the names that it is for."""
    set_up.serve(server=set_up.authority.server("mapstage-api.example.org"))
    (fault,) = [each for each in set_up.checks() if each.status == "fault"]
    assert (fault.id, fault.cause) == ("host-name", "wrong-host")
    assert (fault.found, fault.expected) == (
        "a server certificate for mapstage-api.example.org", "one for 127.0.0.1",
    )  # fmt: skip


def test_a_server_that_asks_for_no_certificate_is_named(set_up: SetUp) -> None:
    """It lets us in without knowing who we are."""
    set_up.serve(asks=ssl.CERT_NONE)
    assert set_up.faults() == [("certificate-asked", "not-asked")]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
class TestRefusedCertificates:
    """The server refuses a certificate that is sound by itself; TLS 1.3 tells it late, TLS 1.2 in the handshake."""

    def test_an_issuer_that_is_missing_from_the_file(self, set_up: SetUp, version: ssl.TLSVersion) -> None:
        """The certificate comes from an intermediate authority which the server cannot know."""
        set_up.speak_as(Authority("Intermediate", parent=set_up.authority).person())
        set_up.serve(only=version)
        (fault,) = [each for each in set_up.checks() if each.status == "fault"]
        assert (fault.id, fault.cause) == ("certificate-chain", "issuer-missing")
        assert "CN=Intermediate" in fault.found

    def test_a_certificate_that_signed_itself(self, set_up: SetUp, version: ssl.TLSVersion) -> None:
        """It comes from no authority."""
        set_up.speak_as(Authority("self").own)
        set_up.serve(only=version)
        assert set_up.faults() == [("certificate-chain", "self-signed")]

    def test_a_foreign_authority_whose_root_is_in_the_file(
        self, set_up: SetUp, version: ssl.TLSVersion
    ) -> None:
        """The chain is complete, and leads to somebody whom the server does not know."""
        set_up.speak_as(Authority("Foreign Authority").person(), chain=True)
        set_up.serve(only=version)
        assert set_up.faults() == [("certificate-accepted", "foreign-issuer")]

    def test_a_foreign_authority_where_none_stands_between(
        self, set_up: SetUp, version: ssl.TLSVersion
    ) -> None:
        """The known authority issues directly, so no intermediate one can be missing."""
        set_up.authority = Authority("Direct Authority", path_length=0)
        set_up.authority.write(set_up.folder / "ca.pem")
        set_up.speak_as(Authority("Foreign Authority").person())
        set_up.serve(only=version)
        assert set_up.faults() == [("certificate-chain", "foreign-issuer")]
