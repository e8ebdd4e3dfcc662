"""What a call came to: the exchange, and its body as the contract's types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from marketsim.client.exchange import Exchange
from marketsim.client.refusal import read_refusal, refusal_codes
from marketsim.contract.file_set import OURS, FileSet
from marketsim.contract.messages.refusal import CRRServiceException

T = TypeVar("T")


class UnexpectedAnswer(Exception):
    """A value was asked of an answer that holds none: a refusal, or a body that is not what it should be."""

    def __init__(self, exchange: Exchange, found: str) -> None:
        super().__init__(found)
        self.exchange = exchange
        self.found = found

    def __str__(self) -> str:
        """What was asked, what came, and the request id to find it by."""
        exchange = self.exchange
        name = exchange.operation or f"{exchange.method} {exchange.path}"
        return f"{name}: expected a 2xx answer with its value, found {self.found} [{exchange.request_id}]"


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """The answer to a call; only asking for its ``value`` can raise. It does not judge the contract.

    ``files`` are the columns by which a download is read.
    """

    exchange: Exchange
    _decode: Callable[[bytes], Any] = field(repr=False, compare=False)
    files: FileSet = field(default=OURS, repr=False, compare=False)

    @property
    def status(self) -> int:
        """The HTTP status."""
        assert self.exchange.status is not None
        return self.exchange.status

    @property
    def ok(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status < 300

    @property
    def value(self) -> T:
        """The body as Structs, or bytes for a download. Raises UnexpectedAnswer."""
        if not self.ok:
            found = f"status {self.status}"
            raise UnexpectedAnswer(
                self.exchange, f"{found} ({', '.join(self.codes)})" if self.codes else found
            )
        try:
            value: T = self._decode(self.exchange.response_body)
        except ValueError as error:
            raise UnexpectedAnswer(self.exchange, f"a body that cannot be read: {error}") from None
        return value

    @property
    def refusal(self) -> CRRServiceException | None:
        """The body of a refusal; None for a 2xx and for a refusal without a readable body (401, gateways)."""
        return read_refusal(self.exchange.status, self.exchange.response_body)

    @property
    def codes(self) -> tuple[str, ...]:
        """The error codes of the refusal in their order; empty without one."""
        return refusal_codes(self.exchange.status, self.exchange.response_body)
