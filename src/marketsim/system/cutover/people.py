"""Participants, persons and what they may do: from roles of the old screens to roles of AIM to grants."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from marketsim.system.cutover.extract.rows import OldGrant, OldParticipant
from marketsim.system.cutover.problem import ExtractFault
from marketsim.system.store.participants import grants, participants, persons

FUNCTIONS = ("CLSE", "CRRH", "CUDC", "TOR", "CEC", "NDA")
"""In the order in which the first one is what a participant of several is kept as; a CLSE is a holder too."""
SCREENS = "mui-"
_FILE = Path(__file__).with_name("roles.toml")


@dataclass(frozen=True, slots=True)
class RoleMap:
    """Old roles to roles of AIM, and those to write, read or nda."""

    old_roles: Mapping[str, tuple[str, ...]]
    aim_roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Admission:
    """What a person may do for a participant (new names): the roles of AIM, and the grants, function to write."""

    person: str
    participant: str
    aim_roles: tuple[str, ...]
    functions: Mapping[str, bool]


@cache
def role_map() -> RoleMap:
    """The map of roles.toml."""
    data = tomllib.loads(_FILE.read_text("utf-8"))
    return RoleMap({old: tuple(new) for old, new in data["old_roles"].items()}, data["aim_roles"])


def admissions(
    roles: Iterable[OldGrant], everyone: Collection[OldParticipant], *, read_only: bool = False
) -> tuple[list[Admission], list[ExtractFault]]:
    """What everybody may do, by person and participant, and a fault for each role that is not on the map.

    ``read_only`` is a fault: who could write may only read.
    """
    known, by_name = role_map(), {each.name: each for each in everyone}
    held: dict[tuple[str, str], list[str]] = {}
    faults = []
    for each in roles:
        participant = by_name.get(each.participant)
        if participant is None:
            faults.append(_odd(each, "Participant", each.participant, "a participant of participants.csv"))
        elif each.role not in known.old_roles:
            faults.append(_odd(each, "OldRole", each.role, f"one of {', '.join(known.old_roles)}"))
        else:
            held.setdefault((each.person, each.participant), []).extend(known.old_roles[each.role])
    found = []
    for (person, name), aim in sorted(held.items()):
        participant = by_name[name]
        functions = _functions(aim, participant, known, read_only=read_only)
        new_name = participant.new_name or name
        found.append(Admission(person, new_name, tuple(sorted(set(aim))), functions))
    return found, faults


def _functions(
    aim: Iterable[str], participant: OldParticipant, known: RoleMap, *, read_only: bool
) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for each in aim:
        meaning = known.aim_roles[each]
        if meaning == "nda":
            found.setdefault("NDA", False)
            continue
        for function in participant.functions:
            if function != "NDA":
                found[function] = found.get(function, False) or (meaning == "write" and not read_only)
    return found


def write_people(
    store: Connection, everyone: Iterable[OldParticipant], admitted: Iterable[Admission]
) -> list[str]:
    """Make the participants and persons that the system lacks, and let the grants be those of the extract.

    A participant that is there keeps its title and function. A person gets two certificates: its name for the
    services, ``mui-NAME`` for the screens. Returns the persons that are new.
    """
    there = set(store.execute(select(participants.c.name)).scalars())
    fresh = [_row(each) for each in everyone if (each.new_name or each.name) not in there]
    if fresh:
        store.execute(insert(participants), fresh)
    known = set(store.execute(select(persons.c.name)).scalars())
    made: list[str] = []
    for each in admitted:
        for person, room in ((each.person, "api"), (f"{SCREENS}{each.person}", "mui")):
            if person not in known:
                store.execute(insert(persons).values(name=person, room=room))
                known.add(person)
                made.append(person)
            _grant(store, person, each.participant, each.functions)
    return made


def rooms_taken(store: Connection, admitted: Iterable[Admission]) -> list[str]:
    """The persons of the extract whose name is a certificate of another room here."""
    rooms = {row.name: row.room for row in store.execute(select(persons))}
    wanted = {each.person: "api" for each in admitted} | {
        f"{SCREENS}{each.person}": "mui" for each in admitted
    }
    return sorted(name for name, room in wanted.items() if rooms.get(name, room) != room)


def _grant(store: Connection, person: str, participant: str, functions: Mapping[str, bool]) -> None:
    """Let exactly these be the grants of a person for a participant."""
    this = (grants.c.person == person, grants.c.participant == participant)
    store.execute(delete(grants).where(*this))
    for function, write in functions.items():
        values = {"person": person, "participant": participant, "function": function, "write": write}
        store.execute(insert(grants).values(values))


def _row(each: OldParticipant) -> dict[str, object]:
    return {
        "name": each.new_name or each.name,
        "function": next(function for function in FUNCTIONS if function in each.functions),
        "title": each.new_name or each.name,
        "duns": each.duns if "CLSE" in each.functions else None,
        "metered_subsystem": False,
        "obaalse": False,
    }


def _odd(row: OldGrant, column: str, found: str, expected: str) -> ExtractFault:
    return ExtractFault("roles.csv", row.line, column, found, expected)
