"""A live target that is slow, busy or breaks: a TLS server in front of an embedded system, with troubles planted."""

from __future__ import annotations

import ssl
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import httpx
import tomli_w
from client.servers import Break, Received, Sent, TlsServer, server_context, serving
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from marketsim.target.embedded import EmbeddedSystem

Trouble = Sent | Break | Literal["lose the answer", "answer late"] | None
"""What happens to a request: an answer of a gateway, a break before it is passed on (reset, close, stall), an answer
that is lost after the system has done what was asked, or nothing, so that it is passed on."""
Plan = Callable[[Received], Trouble]
KEPT = ("content-type", "content-disposition")


class TroubledTarget:
    """Passes requests on with the certificate of whoever sent them, except where ``plan`` has other wishes."""

    def __init__(self, system: EmbeddedSystem) -> None:
        self._upstream = system.base_url.removesuffix("/crr")
        self._clients_folder = system.profile.parent
        self._persons = self._by_certificate()
        self._clients: dict[Path, httpx.Client] = {}
        self.plan: Plan = lambda received: None
        self.server: TlsServer | None = None

    def _by_certificate(self) -> dict[bytes, Path]:
        found = {}
        for path in self._clients_folder.glob("*.pem"):
            certificate = x509.load_pem_x509_certificate(path.read_bytes())
            found[certificate.public_bytes(Encoding.DER)] = path
        return found

    def answer(self, received: Received) -> Sent | Break:
        """The script of the server."""
        trouble = self.plan(received)
        if trouble in ("lose the answer", "answer late"):
            self._pass_on(received)
            return "reset" if trouble == "lose the answer" else "stall"
        return self._pass_on(received) if trouble is None else trouble  # type: ignore[return-value]

    def _pass_on(self, received: Received) -> Sent:
        target = f"{self._upstream}{received.path}" + (f"?{received.raw_query}" if received.raw_query else "")
        headers = {
            name: received.headers[name]
            for name in ("caiso-request-id", "content-type", "accept")
            if name in received.headers
        }
        reply = self._client(received).request(
            received.method, target, headers=headers, content=received.body
        )
        kept = {name: reply.headers[name] for name in KEPT if name in reply.headers}
        return Sent(reply.status_code, reply.content, kept)

    def _client(self, received: Received) -> httpx.Client:
        person = self._persons[received.certificate or b""]
        if person not in self._clients:
            context = ssl.create_default_context(cafile=str(self._clients_folder / "ca.pem"))
            context.load_cert_chain(person)
            self._clients[person] = httpx.Client(verify=context)
        return self._clients[person]

    def close(self) -> None:
        """Close the connections to the system."""
        for client in self._clients.values():
            client.close()


@contextmanager
def troubled(system: EmbeddedSystem) -> Iterator[TroubledTarget]:
    """A troubled target in front of a system; ``url`` of its server is the base URL."""
    target = TroubledTarget(system)
    context = server_context(system.pki / "server.pem", system.pki / "ca.pem")
    with serving(context, target.answer) as server:
        target.server = server
        try:
            yield target
        finally:
            target.close()


def live_profile(system: EmbeddedSystem, name: str, **tables: dict[str, Any]) -> Path:
    """A profile beside the system's own: the observed one with members of its tables replaced."""
    written = tomllib.loads(system.observed.read_text("utf-8"))
    for table, members in tables.items():
        written[table] = {**written.get(table, {}), **members} if isinstance(members, dict) else members
    path = system.observed.with_name(f"{name}.toml")
    path.write_text(tomli_w.dumps(written), "utf-8")
    return path
