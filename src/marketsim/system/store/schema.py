"""The common ground of all tables: one MetaData, and how moments are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import MetaData, String, TypeDecorator

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A UTC instant of whole seconds, kept as sortable text (``2026-11-21T08:00:00Z``)."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """Store in UTC; a naive datetime is an error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return as_text(value)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        """Read back as an aware UTC datetime."""
        return None if value is None else datetime.fromisoformat(value)


def as_text(moment: datetime) -> str:
    """An aware instant in UTC, whole seconds, always of twenty characters so that texts sort like instants."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
