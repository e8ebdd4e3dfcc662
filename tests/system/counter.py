"""A counter at which tests hand in requests: the world in a store, the rules, the contract on both sides."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, StaticPool, create_engine, func, select
from sqlalchemy import Table as SqlTable

from marketsim.contract.catalogue import Contract
from marketsim.contract.decoding import decode, encode
from marketsim.contract.operations import OperationKey
from marketsim.system.calendar.periods import pacific_midnight
from marketsim.system.call import Call, Caller
from marketsim.system.desk import Desk
from marketsim.system.rules.all_rules import all_rules
from marketsim.system.rules.rulebook import RuleBook
from marketsim.system.services import load_migration, secondary_market, tor_conversion
from marketsim.system.settings import Settings
from marketsim.system.store.engine import load_tables
from marketsim.system.store.schema import metadata
from marketsim.system.trace import Trace
from marketsim.system.world import (
    holdings,
    locations,
    markets,
    network,
    participants,
    posted,
    security,
    source_sinks,
)
from marketsim.system.world import load_migration as migration_world
from marketsim.system.world import secondary_market as trades_world
from marketsim.system.world import tor_conversion as conversion_world

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
PARTS = (
    participants, security, network, locations, markets, source_sinks, holdings, trades_world, conversion_world, posted,
    migration_world,
)  # fmt: skip
HANDLERS = {
    "secondary_market": secondary_market.HANDLERS,
    "load_migration": load_migration.HANDLERS,
    "tor_conversion": tor_conversion.HANDLERS,
}
CONSOLE_SETTINGS = Settings.load()


class Counter:
    """Hands requests of one service to its handlers, at a market time that tests may set."""

    def __init__(self, store: Connection, service: str) -> None:
        self.store = store
        self.service = service
        self.now = NOW
        self.off: tuple[str, ...] = ()
        self.trace = Trace("none yet")

    def call(
        self, operation_id: str, participant: str, body: Any = None, query: Mapping[str, str] | None = None
    ) -> Any:
        """The answer as plain JSON; raises Refused. Request and answer must keep the contract."""
        operation = Contract.load().operations[OperationKey(self.service, operation_id)]
        message = None
        if body is not None:
            message, wrong = decode(operation, msgspec.json.encode(body))
            assert wrong == [], "the request keeps the contract"
        self.trace = Trace("test")
        call = Call(operation, "test", Caller("test", ()), participant, query or {}, message, self.now)
        rules = RuleBook(all_rules(), off=self.off)
        desk = Desk(store=self.store, rules=rules, settings=Settings.load(), trace=self.trace)
        answered = encode(HANDLERS[self.service][operation_id](call, desk))
        assert decode(operation, answered, "response")[1] == [], "the answer keeps the contract"
        return msgspec.json.decode(answered)

    @property
    def fired(self) -> set[str]:
        """The rules that fired during the last call."""
        return {rule_id for rule_id, _ in self.trace.rules_fired}

    @property
    def moves(self) -> list[tuple[str, str, str, str]]:
        """The transitions of the last call."""
        return self.trace.transitions

    def rows(self, table: SqlTable) -> int:
        """How many rows a table has."""
        return int(self.store.execute(select(func.count()).select_from(table)).scalar_one())


@contextmanager
def counter_of(service: str) -> Iterator[Counter]:
    """A counter of one service on a world of its own, laid at NOW."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as store:
        held = store.connection.driver_connection
        assert isinstance(held, sqlite3.Connection)
        _laid().backup(held)
        store.exec_driver_sql("PRAGMA foreign_keys=ON")
        yield Counter(store, service)
    engine.dispose()


@cache
def _laid() -> sqlite3.Connection:
    """The world of PARTS, laid once."""
    load_tables()
    laid = sqlite3.connect(":memory:")
    engine = create_engine("sqlite://", creator=lambda: laid, poolclass=StaticPool)
    with engine.begin() as store:
        store.exec_driver_sql("PRAGMA foreign_keys=ON")
        metadata.create_all(store)
        for part in PARTS:
            part.lay(store, NOW)
    return laid


def day(year: int, month: int, number: int) -> str:
    """The first second of a Pacific day, as JSON has it."""
    return _json(pacific_midnight(date(year, month, number)))


def end_of_day(year: int, month: int, number: int) -> str:
    """The last second of a Pacific day, as JSON has it."""
    following = date(year, month, number) + timedelta(days=1)
    return _json(pacific_midnight(following) - timedelta(seconds=1))


def _json(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def codes(refusal: Any) -> Sequence[str]:
    """The codes of a Refused, in order."""
    return [each.code for each in refusal.violations]
