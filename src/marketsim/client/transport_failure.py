"""A request that got no answer, and the kind of failure that it was."""

from __future__ import annotations

from typing import Literal

FailureKind = Literal["dns", "refused", "tls", "timeout", "reset", "proxy", "other"]


class TransportFailure(Exception):
    """No HTTP answer came back.

    ``kind``: ``dns`` host name unknown; ``refused`` nobody listens; ``tls`` either side refused the other, or
    may have; ``timeout``; ``reset`` the connection broke; ``proxy`` the proxy failed or refused; ``other``.
    ``passing`` is true when the connection broke in a way that a repetition may mend.
    """

    def __init__(
        self, kind: FailureKind, message: str, request_id: str | None, *, passing: bool = False
    ) -> None:
        super().__init__(kind, message, request_id)
        self.kind: FailureKind = kind
        self.message = message
        self.request_id = request_id
        self.passing = passing

    def __str__(self) -> str:
        """The message with its kind and, where one was sent, the request id."""
        suffix = f" [caiso-request-id {self.request_id}]" if self.request_id else ""
        return f"{self.kind}: {self.message}{suffix}"
