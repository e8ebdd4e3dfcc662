"""An embedded system to ask: requests take the whole way of judging and answering, without the network."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from marketsim.contract.exchange import ExchangeCheck
from marketsim.contract.operations import OperationKey
from marketsim.system.answering import answer
from marketsim.system.crr_system import CrrSystem
from marketsim.system.reception import Received
from marketsim.system.settings import Settings
from marketsim.system.store.clock import put_clock_ahead
from marketsim.system.store.engine import Store
from marketsim.system.trace import Trace

BODY_LIMIT = 64_000_000


@dataclass(frozen=True)
class Answered:
    """What came back, and the inside view of the request."""

    status: int
    value: Any
    trace: Trace

    @property
    def codes(self) -> list[str]:
        """The error codes of a refusal, [] of a 200."""
        return [] if self.status == 200 else [each["errorCode"] for each in self.value["errorList"]]

    @property
    def texts(self) -> list[str]:
        """The error descriptions of a refusal."""
        return [each["errorDescription"] for each in self.value["errorList"]]


class Asking:
    """Asks one embedded system, and holds every good answer against the contract."""

    def __init__(self, system: CrrSystem) -> None:
        self.system = system
        self._check = ExchangeCheck(system.contract)

    def __call__(
        self, operation: str, person: str, *, query: Mapping[str, str] | None = None, body: Any = None
    ) -> Answered:
        """Ask ``service.operationId`` as that person; a body is anything JSON."""
        service, _, operation_id = operation.partition(".")
        found = self.system.contract.operation(service, operation_id)
        request_id = str(uuid.uuid4())
        received = Received(
            operation=found,
            query=dict(query or {}),
            headers={"caiso-request-id": request_id, "content-type": "application/json"},
            body=b"" if body is None else json.dumps(body).encode(),
            body_limit=BODY_LIMIT,
        )
        given = answer(self.system, received, person)
        headers = {"content-type": given.media_type}
        assert not self._check.response(found, given.status, headers, given.body)
        (trace,) = self.system.traces.find([request_id])
        return Answered(given.status, json.loads(given.body), trace)

    @contextmanager
    def without(self, rule_id: str) -> Iterator[None]:
        """With one rule switched off."""
        self.system.switch_faults([f"rule:{rule_id}"])
        try:
            yield
        finally:
            self.system.switch_faults([])

    @contextmanager
    def setting(self, name: str, value: Any) -> Iterator[None]:
        """With one setting changed."""
        before = self.system.settings
        changed = {each.name: each for each in before}
        changed[name] = replace(changed[name], value=value)
        self.system.settings = Settings(changed)
        try:
            yield
        finally:
            self.system.settings = before

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """At another market time."""
        before = self.system.clock.now()
        self.system.clock.set(moment)
        try:
            yield
        finally:
            self.system.clock.set(before)


@contextmanager
def system_at(folder: Path, now: datetime) -> Iterator[Asking]:
    """A system whose world was laid at that market time."""
    with Store(f"sqlite:///{folder / 'system.db'}") as store:
        with store.writing() as connection:
            put_clock_ahead(connection, now - datetime.now(UTC))
        yield Asking(CrrSystem(store))


@contextmanager
def system_like(laid: Path, folder: Path) -> Iterator[Asking]:
    """A system of one's own with a copy of a world that ``system_at`` laid."""
    with Store(f"sqlite:///{shutil.copy(laid, folder / 'system.db')}") as store:
        yield Asking(CrrSystem(store))


def key(operation: str) -> OperationKey:
    """The key of ``service.operationId``."""
    service, _, operation_id = operation.partition(".")
    return OperationKey(service, operation_id)
