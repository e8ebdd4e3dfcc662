"""The cutover of this system: what was cut over, what became of what, and how the system was before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from marketsim.system.store.schema import Moment, metadata

cutovers = Table(
    "cutovers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("extract_name", String(200), nullable=False),
    Column("extract_digest", String(64), nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("go_live", Moment, nullable=False),  # Pacific midnight of the go-live day
    Column("cut_over_at", Moment, nullable=False),  # wall time
    Column("report", Text, nullable=False),  # JSON: what the operator was answered
    Column("written", Text, nullable=False),  # JSON: digest by table of what participants write
)
# Which old CRRs a new one has taken in, and by which event each was made.
cutover_crrs = Table(
    "cutover_crrs",
    metadata,
    Column("crr_id", Integer, primary_key=True),
    Column("old_crr_id", String(40), primary_key=True),
    Column("origin", String(10), primary_key=True),  # AWARD, TRADE, CONVERSION, MIGRATION, SALE
    Column("event", String(50), primary_key=True),
)
cutover_markets = Table(
    "cutover_markets",
    metadata,
    Column("old_market", String(50), primary_key=True),
    Column("new_market", String(50), nullable=False),
    Column("kind", String(14), nullable=False),
    Column("term", String(7), nullable=False),
    Column("period", String(20), nullable=False),
    Column("opens", Moment, nullable=False),
    Column("closes", Moment, nullable=False),
    Column("posted", Moment),
    Column("in_flight", String(10)),  # FINISH_OLD, FINISH_NEW
    Column("finished_at", Moment),  # when the results of a FINISH_OLD market came in, market time
)
cutover_owners = Table(
    "cutover_owners",
    metadata,
    Column("old_name", String(10), primary_key=True),
    Column("new_name", String(10), nullable=False),
)
cutover_reports = Table(
    "cutover_reports",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("rows", Text, nullable=False),  # JSON: a list of rows
)
BEFORE = "before_cutover_"
SEQUENCE = "sqlite_sequence"  # where SQLite keeps the highest id that a table has given


@dataclass(frozen=True, slots=True)
class CutoverRow:
    """The one cutover of a system; ``report`` and ``written`` are as they were kept."""

    extract_name: str
    extract_digest: str
    taken_at: datetime
    go_live: datetime
    cut_over_at: datetime
    report: dict[str, Any]
    written: dict[str, str]


@dataclass(frozen=True, slots=True)
class CutMarket:
    """A market of the old system: what it is called here, and which system finishes one in flight."""

    old_market: str
    new_market: str
    kind: str
    term: str
    period: str
    opens: datetime
    closes: datetime
    posted: datetime | None
    in_flight: str | None
    finished_at: datetime | None = None


def find_cutover(store: Connection) -> CutoverRow | None:
    """The cutover that made this system what it is, or None."""
    row = store.execute(select(cutovers)).first()
    if row is None:
        return None
    values = dict(row._mapping) | {
        name: msgspec.json.decode(getattr(row, name)) for name in ("report", "written")
    }
    del values["id"]
    return CutoverRow(**values)


def keep_cutover(store: Connection, row: CutoverRow) -> None:
    """Keep the cutover; there is one."""
    values = asdict(row) | {
        name: msgspec.json.encode(getattr(row, name)).decode() for name in ("report", "written")
    }
    store.execute(insert(cutovers).values(id=1, **values))


def keep_written(store: Connection, written: Mapping[str, str]) -> None:
    """Let these be the digests of what participants write."""
    store.execute(update(cutovers).values(written=msgspec.json.encode(written).decode()))


def keep_markets(store: Connection, markets: Iterable[CutMarket]) -> None:
    """Keep what the old markets are called here."""
    if rows := [asdict(each) for each in markets]:
        store.execute(insert(cutover_markets), rows)


def cut_markets(store: Connection) -> list[CutMarket]:
    """The old markets, by name."""
    query = select(cutover_markets).order_by(cutover_markets.c.old_market)
    return [CutMarket(**row._mapping) for row in store.execute(query)]


def finish_market(store: Connection, old_market: str, now: datetime) -> None:
    """Note that the results of a market that the old system finished are here."""
    table = cutover_markets
    store.execute(update(table).where(table.c.old_market == old_market).values(finished_at=now))


def keep_participant_names(store: Connection, names: Mapping[str, str]) -> None:
    """Keep what the participants of the old system are called here."""
    if rows := [{"old_name": old, "new_name": new} for old, new in names.items()]:
        store.execute(insert(cutover_owners), rows)


def participant_names(store: Connection) -> dict[str, str]:
    """What the participants of the old system are called here."""
    return {row.old_name: row.new_name for row in store.execute(select(cutover_owners))}


def keep_origins(store: Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Keep where CRRs came from: crr_id, old_crr_id, origin, event."""
    if values := [dict(row) for row in rows]:
        store.execute(insert(cutover_crrs), values)


def origins(store: Connection) -> list[dict[str, Any]]:
    """Where every CRR came from, by id and old id."""
    query = select(cutover_crrs).order_by(*cutover_crrs.primary_key)
    return [dict(row) for row in store.execute(query).mappings()]


def keep_report(store: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    """Keep the rows of a mapping report in the place of those it had."""
    store.execute(delete(cutover_reports).where(cutover_reports.c.name == name))
    store.execute(insert(cutover_reports).values(name=name, rows=msgspec.json.encode(rows).decode()))


def report_rows(store: Connection, name: str) -> list[dict[str, Any]] | None:
    """The rows of a mapping report; None where it was never made."""
    text = store.execute(
        select(cutover_reports.c.rows).where(cutover_reports.c.name == name)
    ).scalar_one_or_none()
    return None if text is None else msgspec.json.decode(text, type=list[dict[str, Any]])


def empty_tables(store: Connection, kept: Iterable[str]) -> None:
    """Forget the rows of all tables but those named; ids that a table gave are given again from the first."""
    spared = set(kept)
    emptied = [table for table in reversed(metadata.sorted_tables) if table.name not in spared]
    for table in emptied:
        store.execute(delete(table))
    if SEQUENCE in _tables(store):
        for table in emptied:
            store.exec_driver_sql(f"DELETE FROM {SEQUENCE} WHERE name = ?", (table.name,))  # noqa: S608


def remember(store: Connection) -> None:
    """Put a copy of every table aside, in the same transaction."""
    for name in _remembered(store):
        store.exec_driver_sql(f'CREATE TABLE "{BEFORE}{name}" AS SELECT * FROM "{name}"')  # noqa: S608


def remembers(store: Connection) -> bool:
    """Whether a copy was put aside."""
    return any(each.startswith(BEFORE) for each in _tables(store))


def bring_back(store: Connection) -> None:
    """Let every table be as the copy has it, and drop the copy; raises LookupError where there is none."""
    if not remembers(store):
        raise LookupError("nothing was put aside")
    store.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    names = _remembered(store)
    for name in names:
        store.exec_driver_sql(f'DELETE FROM "{name}"')  # noqa: S608 - names of our own tables
    for name in names:
        if name == SEQUENCE:  # the last one: the rows brought back before it have counted
            store.exec_driver_sql(f"DELETE FROM {SEQUENCE}")  # noqa: S608
        store.exec_driver_sql(f'INSERT INTO "{name}" SELECT * FROM "{BEFORE}{name}"')  # noqa: S608
        store.exec_driver_sql(f'DROP TABLE "{BEFORE}{name}"')


def table_digests(store: Connection, names: Iterable[str]) -> dict[str, str]:
    """A digest of the rows of each of those tables."""
    found = {}
    for name in names:
        digest = hashlib.sha256()
        for row in store.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY 1, 2'):  # noqa: S608
            digest.update(repr(tuple(row)).encode())
        found[name] = digest.hexdigest()
    return found


def _tables(store: Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return list(store.exec_driver_sql(query).scalars())


def _remembered(store: Connection) -> list[str]:
    """Every table of ours, and at last what counts the ids that were given."""
    names = [table.name for table in metadata.sorted_tables]
    return [*names, SEQUENCE] if SEQUENCE in _tables(store) else names
