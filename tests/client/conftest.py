"""What the client's tests stand on: an authority, a server's and a participant's certificate, servers."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from marketsim.client.client import CrrClient
from marketsim.client.credentials import Credentials
from marketsim.client.exchange import Exchange
from marketsim.client.passphrase import PassphraseSource
from marketsim.client.retry import NO_RETRY
from marketsim.client.tls import ssl_context

from .pki import Authority, Issued
from .servers import Script, Sent, TlsServer, server_context, serving

CANARY = "canary-pass-phrase-4711"
"""A pass-phrase that must not show up anywhere."""


@pytest.fixture(scope="session")
def authority() -> Authority:
    """The authority that servers and participants have their certificates from."""
    return Authority("Test Authority")


@pytest.fixture(scope="session")
def participant(authority: Authority) -> Issued:
    """A participant's certificate."""
    return authority.issue("srtx")


@pytest.fixture(scope="session")
def pki(authority: Authority, participant: Issued, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ca.pem, server.pem and srtx.pem."""
    folder = tmp_path_factory.mktemp("pki")
    authority.write(folder / "ca.pem")
    authority.server().write(folder / "server.pem")
    participant.write(folder / "srtx.pem")
    return folder


@pytest.fixture(scope="session")
def mutual(pki: Path) -> ssl.SSLContext:
    """A server's context that requires certificates of the authority."""
    return server_context(pki / "server.pem", pki / "ca.pem")


@pytest.fixture(scope="session")
def as_srtx(pki: Path) -> ssl.SSLContext:
    """A client's context that presents srtx.pem."""
    return ssl_context(Credentials(pem=pki / "srtx.pem"), pki / "ca.pem")


@pytest.fixture
def passphrase(tmp_path: Path) -> PassphraseSource:
    """A file with the pass-phrase."""
    file = tmp_path / "passphrase.txt"
    file.write_text(CANARY + "\n")
    return PassphraseSource.file(file)


@pytest.fixture
def serve(mutual: ssl.SSLContext) -> Iterator[Callable[..., TlsServer]]:
    """Starts servers that require a certificate; by default they answer 200 with an empty object."""
    with ExitStack() as stack:

        def start(script: Script = lambda received: Sent(), context: ssl.SSLContext = mutual) -> TlsServer:
            return stack.enter_context(serving(context, script))

        yield start


class Connecting:
    """Makes clients of a base URL and keeps what they tell of their exchanges."""

    def __init__(self, stack: ExitStack, context: ssl.SSLContext) -> None:
        self.exchanges: list[Exchange] = []
        self._stack = stack
        self._context = context

    def __call__(self, base_url: str, context: ssl.SSLContext | None = None, **settings: Any) -> CrrClient:
        """A client that calls once only, unless ``retry`` is given."""
        settings = dict[str, Any](retry=NO_RETRY, on_exchange=self.exchanges.append) | settings
        client = CrrClient(base_url, "SRTX", context or self._context, **settings)
        return self._stack.enter_context(client)


@pytest.fixture
def connect(as_srtx: ssl.SSLContext) -> Iterator[Connecting]:
    """Makes clients for SRTX."""
    with ExitStack() as stack:
        yield Connecting(stack, as_srtx)


@pytest.fixture
def openssl() -> Callable[..., None]:
    """Runs the OpenSSL command line; skips where there is none."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("the openssl command line is not installed")

    def run(*arguments: str) -> None:
        subprocess.run([program, *arguments], check=True, capture_output=True)

    return run
