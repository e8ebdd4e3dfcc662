"""Speaking to the MUI and to the operator console of a system without the network."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from asking import Asking
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from marketsim.system.mui.app import mui_app
from marketsim.system.operator.app import operator_app

KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(person: str) -> x509.Certificate:
    """A certificate of that common name; that it is valid was the handshake's business."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, person)])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    builder = builder.serial_number(1).not_valid_before(begins).not_valid_after(begins + timedelta(days=900))
    return builder.sign(KEY, hashes.SHA256())


class Screens:
    """Speaks to the MUI application as the server does, with a verified certificate or none."""

    def __init__(self, asking: Asking) -> None:
        self._app = mui_app(asking.system)

    def __call__(
        self,
        method: str,
        path: str,
        person: str | None,
        query: dict[str, str],
        content: bytes = b"",
        request_id: str = "",
    ) -> tuple[int, Any]:
        """Status and JSON of one request."""
        status, answered = self.raw(method, path, person, query, content, request_id)
        return status, json.loads(answered)

    def raw(
        self,
        method: str,
        path: str,
        person: str | None,
        query: dict[str, str],
        content: bytes = b"",
        request_id: str = "",
    ) -> tuple[int, bytes]:
        """Status and bytes of one request."""
        sent: list[Any] = []
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": urlencode(query).encode(),
            "headers": [
                (b"content-length", str(len(content)).encode()),
                (b"caiso-request-id", request_id.encode()),
            ],
            "extensions": {"tls": {"client": certificate(person) if person else None}},
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self._app(scope, receive, send))
        return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:])


class Console(Screens):
    """Speaks to the operator console as the operator."""

    def __init__(self, asking: Asking) -> None:
        self._app = operator_app(asking.system)

    def order(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of one order; without a body nothing is sent."""
        content = b"" if body is None else json.dumps(body).encode()
        return self(method, path, "operator", {}, content)
