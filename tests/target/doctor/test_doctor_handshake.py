"""A handshake is listened to, in both TLS versions: what the server shows, asks for and accepts."""

from __future__ import annotations

import queue
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.client.credentials import Credentials
from marketsim.client.tls import ssl_context
from marketsim.target.doctor.handshake import Handshake, shake_hands
from marketsim.target.doctor.tls_messages import certificates_in, issuers_in, readable

from .conftest import SetUp
from .issuing import Authority


def meet(folder: Path, port: int) -> Handshake:
    """One handshake as srtx with whoever listens at a port."""
    context = ssl_context(Credentials(pem=folder / "srtx.pem"), folder / "ca.pem")
    return shake_hands(socket.create_connection(("127.0.0.1", port), timeout=10), context, "127.0.0.1")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_the_servers_chain_is_read_although_it_is_not_trusted(set_up: SetUp, version: ssl.TLSVersion) -> None:
    """That is how an inspecting proxy is told from the system."""
    stranger = Authority("Stranger")
    application = set_up.serve(server=stranger.server(), only=version)
    heard = meet(set_up.folder, application.server_address[1])
    assert isinstance(heard.problem, ssl.SSLCertVerificationError)
    assert [each.issuer.rfc4514_string() for each in heard.server_chain] == ["CN=Stranger", "CN=Stranger"]
    assert heard.server == heard.server_chain[0]


@contextmanager
def openssl_server(folder: Path, *options: str) -> Iterator[int]:
    """OpenSSL's own test server; it names the authorities that it accepts. Yields its port."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("the openssl command line is not installed")
    words = [program, "s_server", "-accept", "127.0.0.1:0", "-cert", "server.pem", "-CAfile", "clients.pem"]
    with subprocess.Popen(
        [*words, "-Verify", "2", *options], cwd=folder, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        lines: queue.Queue[str] = queue.Queue()
        pipe = process.stdout
        assert pipe is not None
        reader = threading.Thread(target=lambda: [lines.put(each) for each in pipe], daemon=True)
        reader.start()
        try:
            while not (found := re.match(r"ACCEPT .*:(\d+)$", lines.get(timeout=20).strip())):
                continue
            yield int(found[1])
        finally:
            process.kill()
            process.wait()
            reader.join(5)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_the_issuers_that_a_server_accepts_are_read(set_up: SetUp, version: str) -> None:
    """As OpenSSL writes them, in both layouts."""
    authorities = [set_up.authority, Authority("Äpfel & Söhne")]
    (set_up.folder / "clients.pem").write_bytes(b"".join(each.own.certificate_pem for each in authorities))
    set_up.authority.server().write(set_up.folder / "server.pem")
    with openssl_server(set_up.folder, version) as port:
        heard = meet(set_up.folder, port)
    names = {each.own.certificate.subject.public_bytes() for each in authorities}
    assert set(heard.accepted_issuers) == names
    assert {readable(each) for each in heard.accepted_issuers} == {"Test Authority", "Äpfel & Söhne"}
    assert heard.asked is True
    assert heard.sent is True


def test_a_refusal_names_the_issuers_that_the_server_accepts(set_up: SetUp) -> None:
    """And says that the certificate comes from none of them, although its chain is complete."""
    Authority("The ISO").write(set_up.folder / "clients.pem")
    set_up.authority.server().write(set_up.folder / "server.pem")
    with openssl_server(set_up.folder, "-www", "-verify_return_error") as port:
        set_up.say("target", base_url=f"https://127.0.0.1:{port}/crr")
        (fault,) = [each for each in set_up.checks() if each.status == "fault"]
    assert (fault.id, fault.cause) == ("certificate-accepted", "foreign-issuer")
    assert fault.expected == "a certificate issued by The ISO"


@given(st.binary(max_size=300), st.booleans())
def test_messages_of_any_kind_are_read_without_harm(noise: bytes, tls13: bool) -> None:
    """A server may send what it likes."""
    assert isinstance(certificates_in(noise, tls13=tls13), tuple)
    for each in issuers_in(noise, tls13=tls13):
        assert isinstance(readable(each), str)
    assert isinstance(readable(noise), str)


def test_a_name_of_endless_depth_is_given_up() -> None:
    """A distinguished name is three deep; a thousand levels are an attack."""
    name = b""
    for _ in range(1000):
        length = len(name).to_bytes(2)
        name = b"\x30\x82" + length + name
    assert readable(name) == ""


class TestWithoutAListener:
    """Another Python than CPython may not tell its handshakes."""

    @pytest.fixture(autouse=True)
    def deaf(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody calls the listener."""
        monkeypatch.setattr("marketsim.target.doctor.handshake._LISTENER", "no_such_attribute")

    def test_whether_a_certificate_is_asked_for_is_left_open(self, set_up: SetUp) -> None:
        """A warning; that it was accepted is seen all the same."""
        set_up.serve()
        checks = {each.id: each for each in set_up.checks()}
        assert (checks["certificate-asked"].status, checks["certificate-asked"].cause) == (
            "warning", "cannot-be-told",
        )  # fmt: skip
        assert [each for each in checks.values() if each.status == "fault"] == []

    def test_a_server_that_is_not_trusted_is_named(self, set_up: SetUp) -> None:
        """Without the name of its issuer, which only the listener hears."""
        set_up.serve(server=Authority("Somebody Else").server())
        assert set_up.faults() == [("server-trust", "unknown-authority")]

    def test_a_certificate_that_is_refused_is_named(self, set_up: SetUp) -> None:
        """The refusal shows in the first request."""
        set_up.speak_as(Authority("Foreign Authority").person(), chain=True)
        set_up.serve()
        assert set_up.faults() == [("certificate-accepted", "foreign-issuer")]
