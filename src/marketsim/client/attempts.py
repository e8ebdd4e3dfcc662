"""Sending a call, once or, where that is safe, again; and telling of every attempt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from time import perf_counter
from uuid import uuid4

from marketsim.client.exchange import Exchange
from marketsim.client.http import NO_REPLY, Connection, merged
from marketsim.client.request import Request
from marketsim.client.retry import Retry
from marketsim.client.transport_failure import TransportFailure

REQUEST_ID = "caiso-request-id"


@dataclass(frozen=True, slots=True)
class Attempts:
    """Sends one participant's calls; ``on_exchange`` hears of every attempt before the caller does."""

    connection: Connection
    participant: str
    retry: Retry
    on_exchange: Callable[[Exchange], None] | None = None

    def send(self, request: Request) -> Exchange:
        """The exchange of the last attempt. Raises the TransportFailure of the last one without an answer."""
        for attempt in count(1):
            exchange = self._attempt(request, attempt)
            if self.on_exchange:
                self.on_exchange(exchange)
            wait = self.retry.wait(exchange)
            if wait is None:
                break
            self.retry.sleep(wait)
        if exchange.transport_error is not None:
            raise exchange.transport_error
        return exchange

    def _attempt(self, request: Request, attempt: int) -> Exchange:
        headers = self._headers(request)
        request_id = headers[REQUEST_ID]
        prepared = self.connection.prepare(request.method, request.target, headers, request.body)
        started, clock = datetime.now(UTC), perf_counter()
        reply, failure = NO_REPLY, None
        try:
            reply = self.connection.send(prepared, request_id)
        except TransportFailure as error:
            failure = error
        return Exchange(
            request_id=request_id,
            operation=request.operation,
            method=request.method,
            path=request.path,
            query=request.query,
            request_headers=merged(prepared.headers),
            request_body=request.body or b"",
            status=reply.status,
            response_headers=reply.headers,
            response_body=reply.body,
            started=started,
            seconds=perf_counter() - clock,
            attempt=attempt,
            participant=self.participant,
            transport_error=failure,
            intended_breach=request.intended_breach,
        )

    @staticmethod
    def _headers(request: Request) -> dict[str, str | None]:
        own: dict[str, str | None] = {REQUEST_ID: str(uuid4()), "accept": "*/*"}
        if request.body is not None:
            own["content-type"] = "application/json"
        return own | {name.lower(): value for name, value in request.headers.items()}
