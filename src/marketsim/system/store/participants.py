"""Participants, the persons who hold certificates, and what each person may do for whom."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Boolean, Column, Connection, ForeignKey, String, Table, delete, select

from marketsim.system.call import Caller, Grant
from marketsim.system.store.schema import metadata

participants = Table(
    "participants",
    metadata,
    Column("name", String(10), primary_key=True),
    Column("function", String(4), nullable=False),
    Column("title", String(100), nullable=False),
    Column("duns", String(9)),
    Column("metered_subsystem", Boolean, nullable=False, default=False),
    # load-serving entity outside the balancing authority area: it prepays, and elects its eligible load
    Column("obaalse", Boolean, nullable=False, default=False),
)

# room: api (the ten services), mui (the participant's screens) or operator (the ISO's console)
persons = Table(
    "persons",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("room", String(8), nullable=False),
)

grants = Table(
    "grants",
    metadata,
    Column("person", ForeignKey("persons.name"), primary_key=True),
    Column("participant", ForeignKey("participants.name"), primary_key=True),
    Column("function", String(4), primary_key=True),
    Column("write", Boolean, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """One participant (asset owner): its single function; ``duns`` only for load-serving entities."""

    name: str
    function: str
    title: str
    duns: str | None
    metered_subsystem: bool
    obaalse: bool = False


def find_participant(store: Connection, name: str) -> ParticipantRow | None:
    """The participant of that name (case sensitive), or None."""
    row = store.execute(select(participants).where(participants.c.name == name)).first()
    return ParticipantRow(**row._mapping) if row else None


def all_participants(store: Connection, function: str | None = None) -> list[ParticipantRow]:
    """Every participant, or those of one function, by name."""
    query = select(participants).order_by(participants.c.name)
    if function is not None:
        query = query.where(participants.c.function == function)
    return [ParticipantRow(**row._mapping) for row in store.execute(query)]


def all_persons(store: Connection) -> list[tuple[str, str]]:
    """Every person with the room the person's certificate opens, by name."""
    return [(row.name, row.room) for row in store.execute(select(persons).order_by(persons.c.name))]


def caller(store: Connection, person: str, room: str) -> Caller:
    """The person with the grants held in that room; a stranger, or a person of another room, holds none."""
    query = (
        select(grants)
        .join(persons, persons.c.name == grants.c.person)
        .where(persons.c.name == person, persons.c.room == room)
        .order_by(grants.c.participant, grants.c.function)
    )
    rows = store.execute(query)
    return Caller(person, tuple(Grant(row.participant, row.function, row.write) for row in rows))


def revoke(store: Connection, person: str) -> int:
    """Take all of a person's grants away; how many there were."""
    return store.execute(delete(grants).where(grants.c.person == person)).rowcount


def belongs_to_room(store: Connection, person: str, room: str) -> bool:
    """Whether that person's certificate opens that room."""
    query = select(persons.c.name).where(persons.c.name == person, persons.c.room == room)
    return store.execute(query).first() is not None


@dataclass(frozen=True, slots=True)
class ParticipantAccess:
    """A person who may act for a participant on the services, and who may use its screens (None: nobody)."""

    participant: str
    function: str
    write: bool
    person: str
    mui_person: str | None


def participant_accesses(store: Connection) -> list[ParticipantAccess]:
    """Who may act for whom, those who may write first, by name."""
    query = select(grants, persons.c.room).join(persons, persons.c.name == grants.c.person)
    rows = list(store.execute(query))
    screens = {row.participant: row.person for row in rows if row.room == "mui"}
    found = [
        ParticipantAccess(
            row.participant,
            row.function,
            row.write,
            row.person,
            screens.get(row.participant) if row.write else None,
        )
        for row in rows
        if row.room == "api"
    ]
    return sorted(found, key=lambda each: (not each.write, each.participant, each.person))
