"""Speaking to the system under test: one client a party, each exchange judged and written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from marketsim.client.answer import Answer
from marketsim.client.client import CrrClient
from marketsim.client.credentials import Credentials
from marketsim.client.exchange import Exchange
from marketsim.client.timeouts import Timeouts
from marketsim.client.tls import TlsVersion, ssl_context
from marketsim.contract.catalogue import Contract
from marketsim.contract.exchange import Deviation, ExchangeCheck
from marketsim.contract.operations import Operation
from marketsim.target.guard import Guard
from marketsim.target.halt import omitted, skipped
from marketsim.target.party import Party, parties
from marketsim.target.profile import Profile

Write = Callable[[Exchange, list[Deviation], Party], None]


class ContractDeviation(AssertionError):
    """An answer of the system under test broke the contract."""


class RequestFlaw(Exception):
    """A request of ours broke the contract without meaning to: the harness is at fault."""


class SpokenClient(CrrClient):
    """A client whose every call is admitted by the guard first and judged by the contract afterwards."""

    session: Session

    def call(
        self, operation: Operation, query: Mapping[str, Any] | None = None, body: Any = None
    ) -> Answer[Any]:
        """As CrrClient.call; raises Halted, ContractDeviation and RequestFlaw besides."""
        self.session.guard.admit(operation)
        answer = super().call(operation, query, body)
        self.session.judge()
        return answer

    def raw(self, *words: Any, **named: Any) -> Answer[bytes]:
        """As CrrClient.raw: the breach is meant, the answer must keep the contract all the same."""
        self.session.guard.pace()
        answer = super().raw(*words, **named)
        self.session.judge()
        return answer


class Session:
    """The parties of a profile and their clients, for one run (or one worker of it).

    ``write`` is called with every exchange, the deviations found in it and the party that spoke.
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
        self._check = ExchangeCheck(contract, strict=strict)
        self._write = write
        self._strict = strict
        self._clients: dict[Party, SpokenClient] = {}
        self._pending: list[Deviation] = []

    def party(self, function: str, *, write: bool = True, besides: tuple[Party, ...] = ()) -> Party:
        """A party that holds the function, other than ``besides``; raises Halted when the profile has none.

        A party that may write also may read; one is asked for reading only with ``write=False``.
        """
        taken = {each.name for each in besides}
        for party in self.parties:
            if party.function == function and party.write == write and party.name not in taken:
                return party
        if any(each.function == function for each in self.parties):
            what = (
                "another participant"
                if besides
                else f"a certificate for {'writing' if write else 'reading only'}"
            )
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
        target, waits = self.profile.target, self.profile.timeouts
        context = ssl_context(credentials, self.folder / target.ca, tls or "1.2", tls)
        client = SpokenClient(
            target.base_url,
            party.name,
            context,
            contract=self.contract,
            timeouts=Timeouts(connect=waits.connect, read=waits.read),
            on_exchange=lambda exchange: self._heard(exchange, party),
        )
        client.session = self
        return client

    def _heard(self, exchange: Exchange, party: Party) -> None:
        """Judge one exchange on its raw bytes and write it down; ``judge`` raises for it afterwards."""
        found: list[Deviation] = []
        operation = self.contract.operations.get(exchange.operation) if exchange.operation else None
        if operation is not None:
            if exchange.intended_breach is None:
                found += self._check.request(
                    operation, exchange.query, exchange.request_headers, exchange.request_body
                )
            if exchange.status is not None:
                found += self._check.response(
                    operation, exchange.status, exchange.response_headers, exchange.response_body
                )
        self._pending += found
        self._write(exchange, found, party)

    def judge(self) -> None:
        """Raise for deviations since the last time; undocumented members count in strict mode alone."""
        pending, self._pending = self._pending, []
        counted = [each for each in pending if self._strict or not each.undocumented]
        for each in counted:
            if each.side == "request":
                raise RequestFlaw(f"our request: {each.path}: expected {each.expected}, found {each.found}")
        for each in counted:
            raise ContractDeviation(f"{each.where} {each.path}: expected {each.expected}, found {each.found}")

    def close(self) -> None:
        """Close every client."""
        for client in self._clients.values():
            client.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
