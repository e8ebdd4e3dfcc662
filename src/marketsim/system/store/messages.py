"""Messages of the ISO: public ones, and private ones to a single participant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, LargeBinary, String, Table, insert, select

from marketsim.system.store.schema import Moment, metadata

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("participant", String(64), index=True),  # NULL: public
    Column("sent_time", Moment, nullable=False, index=True),
    Column("sender", String(100), nullable=False),
    Column("text", String(512), nullable=False),
    Column("attachment_name", String(50)),
    Column("attachment", LargeBinary),
)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message; ``participant`` is None for a public one, ``attachment`` holds the bytes of the file."""

    participant: str | None
    sent_time: datetime
    sender: str
    text: str
    attachment_name: str | None = None
    attachment: bytes | None = None


def add_message(store: Connection, message: MessageRow) -> None:
    """Store a message."""
    columns = {name: getattr(message, name) for name in MessageRow.__slots__}
    store.execute(insert(messages).values(columns))


def messages_between(
    store: Connection, participant: str | None, first: datetime, last: datetime
) -> list[MessageRow]:
    """Public messages (participant None) or those to one, sent first <= t <= last, oldest first."""
    addressee = (
        messages.c.participant.is_(None) if participant is None else messages.c.participant == participant
    )
    columns = [messages.c[name] for name in MessageRow.__slots__]
    query = (
        select(*columns)
        .where(addressee, messages.c.sent_time >= first, messages.c.sent_time <= last)
        .order_by(messages.c.sent_time, messages.c.id)
    )
    return [MessageRow(**row._mapping) for row in store.execute(query)]
