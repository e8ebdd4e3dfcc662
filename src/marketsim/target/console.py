"""The operator console of an embedded system, spoken to as the acting operator."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from marketsim.client.client import CrrClient
from marketsim.client.credentials import Credentials
from marketsim.client.tls import ssl_context
from marketsim.contract.catalogue import Contract
from marketsim.target.profile import Profile


class ConsoleProblem(Exception):
    """The operator console refused or did not understand."""


class Console:
    """What the ISO does in an embedded system: look inside, publish, move time, switch faults.

    Raises ConsoleProblem when the console answers anything but a 2xx.
    """

    def __init__(self, profile: Profile, folder: Path, contract: Contract) -> None:
        if profile.operator is None or profile.operator.certificate is None:
            raise ConsoleProblem("the profile names no operator console")
        context = ssl_context(
            Credentials(pem=folder / profile.operator.certificate), profile.authorities(folder)
        )
        self._client = CrrClient(profile.operator.url, "operator", context, contract=contract)

    def traces(self, request_ids: Sequence[str]) -> list[dict[str, Any]]:
        """The inside view of those requests that the system has seen."""
        return list(self.post("/traces", {"requestIds": list(request_ids)})["traces"])

    def rules(self) -> list[dict[str, Any]]:
        """Every rule of the system, in force or not."""
        return list(self.get("/rules")["rules"])

    def transitions(self) -> list[dict[str, Any]]:
        """Every row of the state tables."""
        return list(self.get("/transitions")["transitions"])

    def roles(self) -> dict[str, list[str]]:
        """The functions that may call each operation, by ``service.operationId``."""
        return dict(self.get("/roles")["roles"])

    def set_faults(self, faults: Sequence[str]) -> None:
        """Replace the faults in force."""
        self.send("PUT", "/faults", {"faults": list(faults)})

    def get(self, path: str) -> Any:
        """Ask for something."""
        return self.send("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Have something done."""
        return self.send("POST", path, body)

    def fetch(self, path: str, query: Mapping[str, str]) -> bytes:
        """Ask for a file."""
        return self._ask("GET", path, query, None)

    def send(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        """One request to the console, JSON in and out."""
        return json.loads(self._ask(method, path, {}, body) or b"null")

    def _ask(self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None) -> bytes:
        headers: dict[str, str | None] = {"content-type": "application/json"} if body is not None else {}
        content = json.dumps(body).encode() if body is not None else None
        answer = self._client.raw(
            method, path, query=query, headers=headers, content=content, breach="the operator console"
        )
        if not answer.ok:
            raise ConsoleProblem(f"{method} {path}: {answer.status} {answer.exchange.response_body[:500]!r}")
        return answer.exchange.response_body

    def close(self) -> None:
        """Close the connection."""
        self._client.close()
