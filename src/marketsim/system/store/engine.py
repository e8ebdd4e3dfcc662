"""The database of one embedded system: SQLite in WAL mode, one writer at a time, consistent reads."""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from marketsim.system import store as tables
from marketsim.system.problem import SystemProblem
from marketsim.system.store.schema import metadata

WAIT_FOR_LOCK_MS = 30_000
COLUMNS_THERE = (
    "SELECT tables.name, columns.name FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns"
    " WHERE tables.type = 'table'"
)


class StoreProblem(SystemProblem):
    """The store cannot be used."""


class Store:
    """A SQLite file with all tables of the system.

    ``writing()`` is one unit of work under an immediate transaction: committed when the block ends, rolled
    back when it raises. A committed write survives the death of the process (WAL, synchronous=NORMAL).
    ``reading()`` is a consistent snapshot that cannot write.
    """

    def __init__(self, url: str) -> None:
        self.file = _file_of(url)
        self._writer = _engine(self.file, read_only=False)
        self._reader = _engine(self.file, read_only=True)
        self._turn = threading.Lock()
        load_tables()
        try:
            self._require_this_release()
            metadata.create_all(self._writer)
        except StoreProblem:
            self.close()
            raise
        except DBAPIError as problem:
            self.close()
            raise _unusable(self.file, str(problem.orig)) from None

    def _require_this_release(self) -> None:
        """Raises StoreProblem where a table that is there lacks a column; nothing has been written then."""
        with self.reading() as connection:
            rows = connection.exec_driver_sql(COLUMNS_THERE).all()
        there: dict[str, set[str]] = {}
        for table, column in rows:
            there.setdefault(table, set()).add(column)
        for name, columns in there.items():
            table_now = metadata.tables.get(name)
            if table_now is not None and (lacking := set(table_now.columns.keys()) - columns):
                raise StoreProblem(
                    f"in {self.file} the table {name} has no column {sorted(lacking)[0]}",
                    "a store of this release; that one was made by another release",
                    "name a new file, and a world is laid there; this one is left as it is",
                )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One unit of work; writers take turns."""
        with self._turn, self._writer.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot; an attempt to write in it raises."""
        with self._reader.connect() as connection:
            yield connection

    def close(self) -> None:
        """Give the file back."""
        self._writer.dispose()
        self._reader.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self.close()


def load_tables() -> tuple[str, ...]:
    """Import every module of this room, so that its tables are known; returns the names of all tables."""
    for module in pkgutil.iter_modules(tables.__path__):
        importlib.import_module(f"{tables.__name__}.{module.name}")
    return tuple(sorted(metadata.tables))


def _file_of(url: str) -> Path:
    expected = "sqlite:///FILE"
    try:
        parts = make_url(url)
    except ArgumentError:
        raise StoreProblem(f"{url!r} is no database address", expected, "name a SQLite file") from None
    if parts.get_backend_name() != "sqlite":
        found = f"the store is a {parts.get_backend_name()} database"
        raise StoreProblem(found, expected, "the embedded system keeps its world in one SQLite file")
    if not parts.database or parts.database == ":memory:":
        raise StoreProblem(
            "the store is in memory", expected, "name a file: the system must survive a restart"
        )
    file = Path(parts.database)
    if not file.parent.is_dir():
        raise StoreProblem(f"there is no folder {file.parent}", expected, "make the folder first")
    return file


def _unusable(file: Path, why: str) -> StoreProblem:
    return StoreProblem(
        f"{file} cannot be opened as a store ({why})",
        "a SQLite file that can be written, or a new name",
        "name another file",
    )


def _engine(file: Path, *, read_only: bool) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        connect_args={"timeout": WAIT_FOR_LOCK_MS / 1000},
        pool_size=10,
        hide_parameters=True,
    )
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def _prepare(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]
        if read_only:
            connection.execute("PRAGMA query_only=ON")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def has_world(connection: Connection) -> bool:
    """Whether a world was laid in this store before."""
    from marketsim.system.store.participants import participants

    if not inspect(connection).has_table(participants.name):
        return False
    return connection.execute(participants.select().limit(1)).first() is not None
