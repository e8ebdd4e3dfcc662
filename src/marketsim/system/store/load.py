"""Hourly load as submitted: one submission a sink, and its hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Index,
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

# One row an asset owner, window, period and sink: a resubmission replaces it.
load_submissions = Table(
    "load_submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("window_name", String(40), nullable=False),
    Column("period", String(20), nullable=False),
    Column("sink", String(150), nullable=False),
    Column("status", String(5), nullable=False),  # the states of states.LOAD_SUBMISSION
    Column("error_message", Text),
    Column("submitted_at", Moment, nullable=False),
    Index("load_submissions_by_key", "window_name", "period", "owner", "sink"),
    sqlite_autoincrement=True,
)

# The day is Pacific, as ISO text; without a row id the hours of a submission lie side by side.
load_hours = Table(
    "load_hours",
    metadata,
    Column("submission_id", Integer, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("hour_ending", Integer, primary_key=True),
    Column("data_type", String(16), primary_key=True),  # FINAL_LOAD | GROSS_LOAD | GROSS_GENERATION
    Column("mw", Float, nullable=False),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class LoadSubmission:
    """What an asset owner submitted for one sink in a period of a window."""

    id: int
    owner: str
    window_name: str
    period: str
    sink: str
    status: str
    error_message: str | None
    submitted_at: datetime


class LoadHour(NamedTuple):
    """One stored hour: Pacific day, hour ending 1..25, FINAL_LOAD or a GROSS type, and MW."""

    day: date
    hour_ending: int
    data_type: str
    mw: float


def submissions(store: Connection, window_name: str, period: str, owner: str) -> list[LoadSubmission]:
    """What an asset owner submitted for a period of a window, by sink."""
    wanted = (
        load_submissions.c.window_name == window_name,
        load_submissions.c.period == period,
        load_submissions.c.owner == owner,
    )
    query = select(load_submissions).where(*wanted).order_by(load_submissions.c.sink)
    return [LoadSubmission(**row._mapping) for row in store.execute(query)]


def submissions_at(store: Connection, sink: str) -> list[LoadSubmission]:
    """What anybody submitted for a sink, in any window and period, by owner."""
    columns = load_submissions.c
    query = select(load_submissions).where(columns.sink == sink)
    query = query.order_by(columns.owner, columns.window_name, columns.period)
    return [LoadSubmission(**row._mapping) for row in store.execute(query)]


def change_status(store: Connection, submission: LoadSubmission) -> None:
    """Write the status and the text of a submission that is there; its hours stay as they are."""
    changed = {"status": submission.status, "error_message": submission.error_message}
    store.execute(update(load_submissions).where(load_submissions.c.id == submission.id).values(changed))


def replace_submission(
    store: Connection, submission: LoadSubmission, hours: Iterable[tuple[date, int, str, float]]
) -> int:
    """Keep a sink's hours (as in LoadHour) in place of those it had; returns the id, which is given here.

    Of several records for one hour and type the last is kept (only seen with the rule against them off).
    """
    columns = [column for column in load_submissions.columns if column.name != "id"]
    same = ("owner", "window_name", "period", "sink")
    old = select(load_submissions.c.id).where(
        *(load_submissions.c[name] == getattr(submission, name) for name in same)
    )
    store.execute(delete(load_hours).where(load_hours.c.submission_id.in_(old)))
    store.execute(delete(load_submissions).where(load_submissions.c.id.in_(old)))
    values = {column.name: getattr(submission, column.name) for column in columns}
    key = store.execute(insert(load_submissions).values(values)).inserted_primary_key
    assert key is not None
    days = _DayTexts()
    # The driver's executemany: a season of 40 sinks is 88,000 rows, and Core would build a dict for each.
    store.exec_driver_sql(
        "INSERT OR REPLACE INTO load_hours (submission_id, day, hour_ending, data_type, mw)"
        " VALUES (?, ?, ?, ?, ?)",
        [(key[0], days[day], hour_ending, kind, mw) for day, hour_ending, kind, mw in hours],
    )
    return int(key[0])


class _DayTexts(dict[date, str]):
    """The text of each day, written once."""

    def __missing__(self, day: date) -> str:
        text = self[day] = day.isoformat()
        return text


def hours_of(store: Connection, submission_ids: Sequence[int]) -> dict[int, list[LoadHour]]:
    """The hours of some submissions by submission id, in order of day, hour ending and type."""
    found: dict[int, list[LoadHour]] = {submission_id: [] for submission_id in submission_ids}
    query = (
        select(load_hours)
        .where(load_hours.c.submission_id.in_(submission_ids))
        .order_by(*load_hours.primary_key)
    )
    days: dict[str, date] = {}
    for submission_id, day, hour_ending, data_type, mw in store.execute(query):
        if day not in days:
            days[day] = date.fromisoformat(day)
        found[submission_id].append(LoadHour(days[day], hour_ending, data_type, mw))
    return found
