"""A standing embedded system over HTTPS, in a thread of the test's own process, and how to speak to it."""

from __future__ import annotations

import shutil
import ssl
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from marketsim.system.app import create_app
from marketsim.system.crr_system import CrrSystem
from marketsim.system.pki import Pki, prepare
from marketsim.system.server import BackgroundServer
from marketsim.system.store.engine import Store
from marketsim.system.store.participants import all_persons

EMPTY_PORTFOLIO: dict[str, Any] = {"newBids": [], "newOffers": []}


@dataclass
class Standing:
    """One running system. ``ask`` sends a request with a person's certificate (None: without any)."""

    system: CrrSystem
    pki: Pki
    root: str
    _clients: dict[Any, httpx.Client] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def ask(
        self, person: str | None, method: str, path: str, *, request_id: str | None = "fresh", **options: Any
    ) -> httpx.Response:
        """A path beginning with /operator or /docs is taken from the root, any other from the base URL."""
        headers = dict(options.pop("headers", {}))
        if request_id is not None:
            headers["caiso-request-id"] = str(uuid.uuid4()) if request_id == "fresh" else request_id
        base = self.root if path.startswith(("/operator", "/docs", "/mui")) else f"{self.root}/crr"
        return self.client(person).request(method, base + path, headers=headers, **options)

    def client(self, person: str | None) -> httpx.Client:
        """The person's client, one for all threads; it keeps its connections."""
        with self._turn:
            if person not in self._clients:
                self._clients[person] = httpx.Client(verify=self.context(person))
            return self._clients[person]

    def context(self, person: str | None) -> ssl.SSLContext:
        """TLS with a person's certificate."""
        context = ssl.create_default_context(cafile=str(self.pki.clients / "ca.pem"))
        if person is not None:
            context.load_cert_chain(self.pki.clients / f"{person}.pem")
        return context

    def trace(self, answer: httpx.Response) -> dict[str, Any] | None:
        """The inside view of the request behind an answer."""
        asked = {"requestIds": [answer.request.headers["caiso-request-id"]]}
        found = self.ask("operator", "POST", "/operator/v1/traces", json=asked).json()["traces"]
        return found[0] if found else None

    def close(self) -> None:
        """Close all clients."""
        for client in self._clients.values():
            client.close()


def codes(answer: httpx.Response) -> list[str]:
    """The error codes of a refusal."""
    return [each["errorCode"] for each in answer.json()["errorList"]]


def portfolio(name: str, **members: Any) -> dict[str, Any]:
    """An empty auction portfolio of SRTX in the open annual auction, with members replaced."""
    return {"participantName": "SRTX", "portfolioName": name, **EMPTY_PORTFOLIO, **members}


def copied_store(template: Path, folder: Path) -> Path:
    """A copy of a laid world."""
    return Path(shutil.copy(template, folder / f"{uuid.uuid4().hex}.db"))


@contextmanager
def standing_system(file: Path, pki_folder: Path, **options: Any) -> Iterator[Standing]:
    """Serve a store until the block ends."""
    with Store(f"sqlite:///{file}") as store:
        system = CrrSystem(store, **options)
        with store.reading() as connection:
            pki = prepare(pki_folder, [name for name, _room in all_persons(connection)])
        with BackgroundServer(create_app(system), pki) as server:
            standing = Standing(system, pki, f"https://127.0.0.1:{server.port}")
            try:
                yield standing
            finally:
                standing.close()
