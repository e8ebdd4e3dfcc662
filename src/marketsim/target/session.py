"""Speaking to the system under test: one client a party, each exchange judged and written down."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from marketsim.client.answer import Answer
from marketsim.client.client import CrrClient
from marketsim.client.credentials import Credentials
from marketsim.client.exchange import Exchange
from marketsim.client.retry import BUSY_STATUSES, Retry
from marketsim.client.timeouts import Timeouts
from marketsim.client.tls import TlsVersion, ssl_context
from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.catalogue import Contract
from marketsim.contract.deviation import counts
from marketsim.contract.exchange import Deviation, ExchangeCheck
from marketsim.contract.operations import Operation
from marketsim.evidence.events import OutageFacts, Purpose
from marketsim.target.guard import Guard
from marketsim.target.halt import omitted, skipped
from marketsim.target.maintenance import outage_at
from marketsim.target.party import Party, parties
from marketsim.target.profile import Profile
from marketsim.target.profile_network import proxy_url
from marketsim.target.records import records_in
from marketsim.target.write_log import Note, WriteLog


class Write(Protocol):
    """Writes an exchange down."""

    def __call__(
        self,
        exchange: Exchange,
        deviations: list[Deviation],
        party: Party,
        *,
        purpose: Purpose | None = None,
        outage: OutageFacts | None = None,
    ) -> None:
        """The exchange, what was found against it, who spoke; what it was for, and the outage it fell into."""
        ...


class ContractDeviation(AssertionError):
    """An answer of the system under test broke the contract."""


class RequestFlaw(Exception):
    """A request of ours broke the contract without meaning to: the harness is at fault."""


class SpokenClient(CrrClient):
    """A party's client: every request is admitted by the guard first, every answer judged by the contract.

    ``context`` presents the certificate; the session says where the system under test is.
    """

    def __init__(self, session: Session, party: Party, context: ssl.SSLContext) -> None:
        waits = session.profile.timeouts
        super().__init__(
            session.profile.target.base_url,
            party.name,
            context,
            contract=session.contract,
            timeouts=Timeouts(connect=waits.connect, read=waits.read),
            retry=Retry(sleep=session.guard.rest),
            proxy=proxy_url(session.profile.network, session.folder),
            on_exchange=self._hear,
        )
        self._session = session
        self._party = party
        self._against: list[Deviation] = []
        self._unavailable = False
        self._last: Exchange | None = None

    def call(
        self, operation: Operation, query: Mapping[str, Any] | None = None, body: Any = None
    ) -> Answer[Any]:
        """As CrrClient.call; raises Halted, ContractDeviation and RequestFlaw besides."""
        self._session.guard.admit(operation, records_in(operation.service, body))
        self._against = []
        with self._in_time(), self._noted(operation, query or {}, body):
            answer = super().call(operation, query, body)
        self._judge()
        return answer

    def raw(self, method: str, path: str, **more: Any) -> Answer[bytes]:
        """As CrrClient.raw, with the guard's consent: the breach is meant, but the answer must keep the contract."""
        operation = self.contract.match(method, path.partition("?")[0])
        if operation is not None:
            self._session.guard.admit(operation)
        else:
            self._session.guard.pace()
        self._against = []
        with self._in_time(), self._noted(operation, more.get("query") or {}, more.get("content")):
            answer = super().raw(method, path, **more)
        self._judge()
        return answer

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """A request that finds nobody home during an announced outage is a matter of timing."""
        self._unavailable = False
        try:
            yield
        except TransportFailure:
            self._session.excuse()
            raise
        if self._unavailable:
            self._session.excuse()

    @contextmanager
    def _noted(self, operation: Operation | None, query: Mapping[str, Any], body: Any) -> Iterator[None]:
        """A write is noted before it leaves; what became of it is told, whether it was answered or not."""
        log = self._session.writes
        note = log.begin(self._party, operation, query, body) if log and operation else None
        self._last = None
        try:
            yield
        finally:
            if log is not None and note is not None:
                self._tell(log, note)

    def _tell(self, log: WriteLog, note: Note) -> None:
        if self._last is not None:
            log.end(note, self._last)

    def _hear(self, exchange: Exchange) -> None:
        self._last = exchange
        self._unavailable = exchange.status in BUSY_STATUSES
        self._against += self._session.weigh(exchange, self._party)

    def _judge(self) -> None:
        """Raise for what was found wrong in any attempt of this call, our own mistakes first."""
        for each in self._against:
            if each.side == "request":
                raise RequestFlaw(str(each))
        for each in self._against:
            raise ContractDeviation(str(each))


class AsideClient(SpokenClient):
    """Speaks for the harness itself, not for a step: to look what became of a write, or to undo one.

    The guard has its say as ever; what is answered is written down, but neither judged nor excused.
    """

    def __init__(self, session: Session, party: Party, context: ssl.SSLContext, purpose: Purpose) -> None:
        super().__init__(session, party, context)
        self._purpose: Purpose = purpose

    def call(
        self, operation: Operation, query: Mapping[str, Any] | None = None, body: Any = None
    ) -> Answer[Any]:
        """As CrrClient.call; raises Halted besides."""
        self._session.guard.admit(operation)
        return CrrClient.call(self, operation, query, body)

    def _hear(self, exchange: Exchange) -> None:
        self._session.weigh(exchange, self._party, self._purpose)


class Session:
    """The parties of a profile and their clients, for one run (or one worker of it).

    ``write`` is called with every exchange, the deviations found in it and the party that spoke. ``writes`` is
    the log of what is sent to change something, where one is kept.
    """

    def __init__(
        self,
        profile: Profile,
        folder: Path,
        contract: Contract,
        guard: Guard,
        write: Write,
        *,
        strict: bool = False,
    ) -> None:
        self.profile = profile
        self.folder = folder
        self.contract = contract
        self.guard = guard
        self.parties = parties(profile, folder)
        # Undocumented members are always written down; they count in strict mode alone.
        self._check = ExchangeCheck(contract, strict=True)
        self._write = write
        self._strict = strict
        self._clients: dict[Party, SpokenClient] = {}
        self._asides: dict[tuple[Party, Purpose], AsideClient] = {}
        self.writes: WriteLog | None = None

    @property
    def base_url(self) -> str:
        """Where the system under test answers."""
        return self.profile.target.base_url

    def rest(self, seconds: float) -> None:
        """Wait, and keep to the rate of requests."""
        self.guard.rest(seconds)

    def party(self, function: str, *, write: bool = True, besides: tuple[Party, ...] = ()) -> Party:
        """A party that holds the function, other than ``besides``; raises Halted when the profile has none.

        A party that may write also may read; one is asked for reading only with ``write=False``.
        """
        taken = {each.name for each in besides}
        for party in self.parties:
            if party.function == function and party.write == write and party.name not in taken:
                return party
        if any(each.function == function for each in self.parties):
            use = "writing" if write else "reading only"
            what = "other participant" if besides else f"certificate for {use}"
            raise skipped("data", f"the profile names no {what} of the function {function}", waits_for="us")
        raise omitted("function", f"the profile claims no function {function}")

    def client(self, party: Party) -> SpokenClient:
        """The party's client; one is made at first use and kept."""
        if party not in self._clients:
            self._clients[party] = self.new_client(party, party.credentials)
        return self._clients[party]

    def new_client(
        self,
        party: Party,
        credentials: Credentials | None,
        tls: TlsVersion | None = None,
    ) -> SpokenClient:
        """A client of its own, with other credentials (None for no certificate) or one TLS version alone."""
        ca = self.profile.authorities(self.folder)
        return SpokenClient(self, party, ssl_context(credentials, ca, tls or "1.2", tls))

    def aside(self, party: Party, purpose: Purpose) -> AsideClient:
        """The party's client for what no step asks for; one is made at first use and kept."""
        if (party, purpose) not in self._asides:
            context = ssl_context(party.credentials, self.profile.authorities(self.folder))
            self._asides[party, purpose] = AsideClient(self, party, context, purpose)
        return self._asides[party, purpose]

    def weigh(self, exchange: Exchange, party: Party, purpose: Purpose | None = None) -> list[Deviation]:
        """Judge one exchange on its raw bytes and write it down; the deviations that count.

        What a gateway says in the system's place is no deviation of the system: the verdict takes it as such.
        """
        found = list(self._deviations(exchange))
        self._write(exchange, found, party, purpose=purpose, outage=self._outage(exchange))
        if exchange.status in BUSY_STATUSES:
            found = [each for each in found if each.side == "request"]
        live = self.profile.target.kind == "live"
        return [
            each for each in found if counts(each.where, each.undocumented, strict=self._strict, live=live)
        ]

    def _deviations(self, exchange: Exchange) -> Iterator[Deviation]:
        operation = self.contract.operations.get(exchange.operation) if exchange.operation else None
        if operation is None:
            return
        if exchange.intended_breach is None:
            yield from self._check.request(
                operation, exchange.query, exchange.request_headers, exchange.request_body
            )
        if exchange.status is not None:
            yield from self._check.response(
                operation,
                exchange.status,
                exchange.response_headers,
                exchange.response_body,
                exchange.query,
            )

    def _outage(self, exchange: Exchange) -> OutageFacts | None:
        """The announced outage that an exchange without an answer of the application fell into."""
        failure = exchange.transport_error
        if failure is None and exchange.status not in BUSY_STATUSES:
            return None
        if failure is not None and failure.kind == "tls" and not failure.passing:
            return None  # whoever refuses our certificate is there
        outage = outage_at(self.profile.maintenance, exchange.started)
        return {"reason": str(outage), "until": outage.end.isoformat()} if outage is not None else None

    def excuse(self) -> None:
        """Raise Halted when an outage that the profile announces is going on."""
        outage = outage_at(self.profile.maintenance, datetime.now(UTC))
        if outage is not None:
            reason = f"the system under test is in its announced {outage}"
            raise skipped("timing", reason, waits_for="ISO", until=outage.end.isoformat())

    def close(self) -> None:
        """Close every client."""
        for client in (*self._clients.values(), *self._asides.values()):
            client.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
