"""The store: units of work, snapshots, and what it refuses to be."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import DBAPIError

from marketsim.system.store.clock import clock_ahead, put_clock_ahead
from marketsim.system.store.engine import Store, StoreProblem, has_world, load_tables
from marketsim.system.store.messages import MessageRow, add_message, messages_between
from marketsim.system.store.schema import Moment

EARLY, LATE = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def message(text: str) -> MessageRow:
    """A public message."""
    return MessageRow(None, datetime(2026, 11, 21, 8, tzinfo=UTC), "CAISO", text)


def texts(store: Store) -> list[str]:
    """The texts of all public messages."""
    with store.reading() as connection:
        return [each.text for each in messages_between(connection, None, EARLY, LATE)]


@pytest.fixture
def store(tmp_path: Path):
    """An empty store."""
    with Store(f"sqlite:///{tmp_path / 'system.db'}") as opened:
        yield opened


def test_a_unit_of_work_is_kept_when_it_ends_and_dropped_when_it_fails(store: Store) -> None:
    """All of it or nothing."""
    with store.writing() as connection:
        add_message(connection, message("kept"))
    with pytest.raises(RuntimeError), store.writing() as connection:
        add_message(connection, message("dropped"))
        raise RuntimeError
    assert texts(store) == ["kept"]


def test_a_snapshot_cannot_write_and_does_not_see_later_writes(store: Store) -> None:
    """What a read sees is one moment of the store."""
    with store.reading() as connection:
        assert messages_between(connection, None, EARLY, LATE) == []
        with store.writing() as other:
            add_message(other, message("later"))
        assert messages_between(connection, None, EARLY, LATE) == []
        with pytest.raises(DBAPIError):
            add_message(connection, message("never"))
    assert texts(store) == ["later"]


def test_writers_take_turns(store: Store) -> None:
    """Many at once lose nothing: each reads what the former wrote."""
    barrier = threading.Barrier(8)

    def count_up() -> None:
        barrier.wait()
        with store.writing() as connection:
            so_far = len(messages_between(connection, None, EARLY, LATE))
            add_message(connection, message(str(so_far)))

    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(texts(store)) == [str(number) for number in range(8)]


def test_a_world_is_laid_once_and_found_again(laid_store: Path, tmp_path: Path) -> None:
    """An empty store has none, a template has one."""
    with Store(f"sqlite:///{laid_store}") as laid, laid.reading() as connection:
        assert has_world(connection)
    with Store(f"sqlite:///{tmp_path / 'empty.db'}") as empty, empty.reading() as connection:
        assert not has_world(connection)


def test_the_shift_of_the_clock_is_kept_in_the_store(store: Store) -> None:
    """The last one set counts."""
    later = LATE - EARLY
    for ahead in (later, -later):
        with store.writing() as connection:
            put_clock_ahead(connection, ahead)
        with store.reading() as connection:
            assert clock_ahead(connection) == ahead


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://somewhere/db", "postgresql"),
        ("sqlite://", "memory"),
        ("sqlite:///:memory:", "memory"),
        ("sqlite:////no/such/folder/system.db", "/no/such/folder"),
        ("not a url", "not a url"),
    ],
)
def test_a_store_is_a_file_in_a_folder_that_exists(url: str, said: str) -> None:
    """Anything else is refused in three parts."""
    with pytest.raises(StoreProblem) as caught:
        Store(url)
    assert said in caught.value.found
    assert caught.value.expected
    assert caught.value.fix


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Nothing is written into it."""
    file = tmp_path / "notes.txt"
    file.write_text("these are my notes, and no database at all\n" * 50)
    with pytest.raises(StoreProblem) as caught:
        Store(f"sqlite:///{file}")
    assert str(file) in caught.value.found
    assert file.read_text().startswith("these are my notes")


def test_the_tables_of_every_room_are_known() -> None:
    """Each module of the store's room brings its own."""
    assert {"participants", "grants", "markets", "messages", "crrs", "portfolios", "market_clock"} <= set(
        load_tables()
    )


@given(st.datetimes(timezones=st.timezones()).filter(lambda each: 2 <= each.year <= 9997))
def test_a_moment_comes_back_as_the_same_instant_to_the_second(moment: datetime) -> None:
    """Whatever its time zone was."""
    table = Table("t", MetaData(), Column("m", Moment))
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        table.create(connection)
        connection.execute(insert(table).values(m=moment))
        found = connection.execute(select(table.c.m)).scalar_one()
    engine.dispose()
    assert found == moment.astimezone(UTC).replace(microsecond=0)
    assert found.tzinfo is UTC


def test_a_store_of_another_release_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """A table without one of its columns would fail at the first write; the error says which, and what to do."""
    file = tmp_path / "older.db"
    with Store(f"sqlite:///{file}"):
        pass
    with sqlite3.connect(file) as older:
        older.execute("ALTER TABLE portfolios DROP COLUMN submission")
        older.execute("DROP TABLE market_runs")
    with pytest.raises(StoreProblem, match=r"portfolios has no column submission(.|\n)*another release"):
        Store(f"sqlite:///{file}")
    with sqlite3.connect(file) as older:
        kept = {name for (name,) in older.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "portfolios" in kept and "market_runs" not in kept
