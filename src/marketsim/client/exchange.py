"""One request and what came of it: what every report is made from in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.operations import OperationKey


@dataclass(frozen=True, slots=True)
class Exchange:
    """One attempt of one call, as it went over the wire; nothing is redacted here.

    ``request_id`` is the value sent as caiso-request-id, a new one for every attempt, or None when it was
    left out on purpose. ``path`` is relative to the base URL. Header names are in lower case. ``status`` is
    None when ``transport_error`` tells why there was no answer. ``started`` is aware and UTC (wall time);
    ``attempt`` counts from 1. ``intended_breach`` says what a deliberate breach of the contract is to show.
    """

    request_id: str | None
    operation: OperationKey | None
    method: str
    path: str
    query: Mapping[str, str]
    request_headers: Mapping[str, str] = field(repr=False)
    request_body: bytes = field(repr=False)
    status: int | None
    response_headers: Mapping[str, str] = field(repr=False)
    response_body: bytes = field(repr=False)
    started: datetime
    seconds: float
    attempt: int
    participant: str
    transport_error: TransportFailure | None = None
    intended_breach: str | None = None
