"""One participant's client of the ten services."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

import marketsim
from marketsim.client.answer import Answer
from marketsim.client.attempts import Attempts
from marketsim.client.exchange import Exchange
from marketsim.client.http import LARGEST_ANSWER, Connection
from marketsim.client.reading import reader
from marketsim.client.request import Request, query_text
from marketsim.client.retry import Retry
from marketsim.client.service_group import Body
from marketsim.client.services.app_status import AppStatusService
from marketsim.client.services.auction import AuctionService
from marketsim.client.services.historical_forecasted_load import LoadService
from marketsim.client.services.load_migration import LoadMigrationService
from marketsim.client.services.market_data import MarketDataService
from marketsim.client.services.market_status import MarketStatusService
from marketsim.client.services.messages import MessagesService
from marketsim.client.services.nomination import NominationService
from marketsim.client.services.secondary_market import SecondaryMarketService
from marketsim.client.services.tor_conversion import TorConversionService
from marketsim.client.timeouts import Timeouts
from marketsim.contract.catalogue import Contract
from marketsim.contract.decoding import encode
from marketsim.contract.operations import Operation


class CrrClient:
    """The 69 operations as methods in ten groups, for one participant over one set of connections.

    ``base_url`` ends in ``/crr``. ``context`` comes from ``ssl_context`` and presents the certificate.
    ``proxy`` is the only way to one: the environment is not asked. ``on_exchange`` hears of every attempt,
    also of those without an answer, before the call returns or raises. Raises ValueError for a base URL that
    is not https. Every call raises TransportFailure when no answer comes, and only then.
    """

    def __init__(
        self,
        base_url: str,
        participant: str,
        context: ssl.SSLContext,
        *,
        contract: Contract | None = None,
        timeouts: Timeouts | None = None,
        retry: Retry | None = None,
        proxy: str | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
        largest_answer: int = LARGEST_ANSWER,
    ) -> None:
        self.base_url = base_url
        self.participant = participant
        self.contract = contract or Contract.load()
        self._connection = Connection(
            base_url,
            context,
            timeouts=timeouts or Timeouts(),
            user_agent=f"marketsim/{marketsim.__version__}",
            proxy=proxy,
            largest_answer=largest_answer,
        )
        self._attempts = Attempts(self._connection, participant, retry or Retry(), on_exchange)
        self.app_status = AppStatusService(self)
        self.market_status = MarketStatusService(self)
        self.messages = MessagesService(self)
        self.auction = AuctionService(self)
        self.nomination = NominationService(self)
        self.historical_forecasted_load = LoadService(self)
        self.secondary_market = SecondaryMarketService(self)
        self.load_migration = LoadMigrationService(self)
        self.tor_conversion = TorConversionService(self)
        self.market_data = MarketDataService(self)

    def operation(self, service: str, operation_id: str) -> Operation:
        """An operation of the contract. Raises KeyError when it has none of that name."""
        return self.contract.operation(service, operation_id)

    def call(
        self, operation: Operation, query: Mapping[str, object] | None = None, body: Body = None
    ) -> Answer[Any]:
        """Call any operation: ``query`` by the names of the contract, as it stands; None leaves one out."""
        request = Request(
            method=operation.method,
            path=operation.path,
            operation=operation.key,
            query={name: query_text(value) for name, value in (query or {}).items() if value is not None},
            body=body if body is None or isinstance(body, bytes) else encode(body),
        )
        return Answer(self._attempts.send(request), reader(operation.key), self.contract.files)

    def raw(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str | None] | None = None,
        content: bytes | None = None,
        breach: str,
    ) -> Answer[bytes]:
        """Send what the contract forbids, once and as given; ``breach`` says what it is meant to show.

        ``path`` is relative to the base URL and may bring its own query. ``headers`` replace the client's
        own, and None leaves one out: ``{"caiso-request-id": None}``. Raises ValueError when ``path`` is no
        URL or ``breach`` is empty.
        """
        if not breach.strip():
            raise ValueError("say what the breach is meant to show")
        operation = self.contract.match(method, path.partition("?")[0])
        request = Request(
            method=method,
            path=path,
            operation=operation.key if operation else None,
            query=query or {},
            headers=headers or {},
            body=content,
            intended_breach=breach,
        )
        return Answer(self._attempts.send(request), bytes, self.contract.files)

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"CrrClient({self.base_url!r}, {self.participant!r})"
