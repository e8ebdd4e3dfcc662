"""What the ten groups of methods have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

import msgspec

from marketsim.client.answer import Answer
from marketsim.contract.operations import Operation

Body = msgspec.Struct | Sequence[msgspec.Struct] | bytes | None
"""What a call sends: a Struct or a list of them, or bytes that are JSON already."""


class Caller(Protocol):
    """What a group needs of the client."""

    participant: str

    def operation(self, service: str, operation_id: str) -> Operation:
        """The operation of that key."""
        ...

    def call(
        self, operation: Operation, query: Mapping[str, object] | None = None, body: Body = None
    ) -> Answer[Any]:
        """Call it."""
        ...


class ServiceGroup:
    """The operations of one service. Names and their spelling are locked in ``operations.lock``.

    Every method raises TransportFailure when no answer comes, and only then: a refusal is an answer.
    ``participant_name`` is the client's own when it is not given.
    """

    service: ClassVar[str]

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def _call(self, operation_id: str, body: Body = None, /, **query: object) -> Answer[Any]:
        if "participantName" in query and query["participantName"] is None:
            query["participantName"] = self._caller.participant
        return self._caller.call(self._caller.operation(self.service, operation_id), query, body)
