"""A call before it is sent: method, path, query and body as they will go over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from marketsim.contract.operations import OperationKey


@dataclass(frozen=True, slots=True)
class Request:
    """A call; every attempt sends it anew.

    ``headers`` are sent besides the client's own and replace those of the same name (lower case); None leaves
    a header out, caiso-request-id included.
    """

    method: str
    path: str
    operation: OperationKey | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: bytes | None = None
    intended_breach: str | None = None

    @property
    def target(self) -> str:
        """Path and query, encoded; a space is %20, which every server reads as a space."""
        query = "&".join(
            f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in self.query.items()
        )
        path = quote(self.path, safe="/%?&=;:@!$'()*+,~")
        return f"{path}?{query}" if query else path


def query_text(value: object) -> str:
    """A query parameter's text: date-times as UTC to the second, everything else as it prints.

    Raises ValueError for a date-time without a zone.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a date-time without a zone: {value}")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)
