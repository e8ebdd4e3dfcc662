"""A mock of the ten services: each operation has one canned answer, true to the contract, whatever it is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from client.servers import Received, Sent, TlsServer, server_context, serving

from marketsim.contract.catalogue import Contract
from marketsim.contract.filecolumns import encode_rows
from marketsim.contract.operations import Operation
from marketsim.target.embedded import EmbeddedSystem

WORDS = {"pattern": "1", "date-time": "2027-01-01T08:00:00Z"}


class CannedMock:
    """The script of the server. ``broken`` names an operation whose answer lacks its required members."""

    def __init__(self) -> None:
        self.contract = Contract.load()
        self.broken: str | None = None
        self._cans: dict[str, Sent] = {}

    def answer(self, received: Received) -> Sent:
        """The canned answer to an operation; 404 for what is none."""
        operation = self.contract.match(received.method, received.path.removeprefix("/crr"))
        if operation is None:
            return Sent(404, b"", {"content-type": "text/plain"})
        name = str(operation.key)
        if name == self.broken:
            return Sent(200, b"{}", {"content-type": "application/json"})
        if name not in self._cans:
            self._cans[name] = self.can(operation)
        return self.file(dict(received.query)) if operation.service == "market_data" else self._cans[name]

    @staticmethod
    def file(query: Mapping[str, str]) -> Sent:
        """An empty file of the format and type that is asked for."""
        kinds = [value for name, value in query.items() if name.endswith("DownloadType")]
        content = encode_rows([], query.get("fileFormat", "CSV"), kinds[0] if kinds else "SOURCE_SINK")
        return Sent(200, content, {"content-type": "application/octet-stream"})

    def can(self, operation: Operation) -> Sent:
        """The answer of an operation; of a download the one to a question that names no type."""
        if operation.service == "market_data":
            return self.file({})
        value = self._value(operation, operation.response_schema)
        return Sent(200, json.dumps(value).encode(), {"content-type": "application/json"})

    def _value(self, operation: Operation, schema: Mapping[str, Any]) -> Any:
        """One value that a schema takes: every required member, lists as short as they may be but never empty."""
        schema = self._resolved(operation, schema)
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type", "object" if "properties" in schema else "string")
        if kind == "object":
            members = schema.get("properties", {})
            return {name: self._value(operation, members[name]) for name in schema.get("required", ())}
        if kind == "array":
            return [self._value(operation, schema["items"])] * max(1, schema.get("minItems", 1))
        if kind in ("number", "integer"):
            return max(1, schema.get("minimum", 1))
        if kind == "boolean":
            return True
        if schema.get("format") == "date-time":
            return WORDS["date-time"]
        return WORDS["pattern"] * max(1, schema.get("minLength", 1))

    def _resolved(self, operation: Operation, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            node: Any = self.contract.documents[operation.service]
            for part in schema["$ref"].removeprefix("#/").split("/"):
                node = node[part]
            schema = node
        return schema


@contextmanager
def canned(system: EmbeddedSystem) -> Iterator[tuple[CannedMock, TlsServer]]:
    """A mock with the certificates of an embedded system."""
    mock = CannedMock()
    context = server_context(system.pki / "server.pem", system.pki / "ca.pem")
    with serving(context, mock.answer) as server:
        yield mock, server
