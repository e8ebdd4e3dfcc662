"""Lays the participants, the persons who act for them, and their grants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from marketsim.system.store import participants as tables
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Lay participants.yaml; ``now`` plays no part."""
    data = world_data("participants")
    everyone = data["participants"]
    store.execute(
        insert(tables.participants),
        [
            {"duns": None, "metered_subsystem": False, "obaalse": False, **participant}
            for participant in everyone
        ],
    )
    function_of = {participant["name"]: participant["function"] for participant in everyone}
    api = _api_grants(data, function_of)
    mui = [
        (f"mui-{_screens_of(name, data)}", name, function, True)
        for name, function in function_of.items()
        if function in data["mui_functions"]
    ]
    rooms = {person: "api" for person, *_ in api} | {person: "mui" for person, *_ in mui}
    rooms[data["operator"]] = "operator"
    store.execute(insert(tables.persons), [{"name": name, "room": room} for name, room in rooms.items()])
    columns = ("person", "participant", "function", "write")
    store.execute(insert(tables.grants), [dict(zip(columns, grant, strict=True)) for grant in (*api, *mui)])


def _screens_of(name: str, data: Any) -> str:
    """Whose certificate of the screens serves a participant: its own, or that of a person for several."""
    for person in data["mui_shared"]:
        if name in data["shared"][person]:
            return str(person)
    return name.lower()


def _api_grants(data: Any, function_of: dict[str, str]) -> list[tuple[str, str, str, bool]]:
    shared = {owner: person for person, owners in data["shared"].items() for owner in owners}
    writers = [
        (shared.get(name, name.lower()), name, function, True) for name, function in function_of.items()
    ]
    readers = [(person, name, function_of[name], False) for person, name in data["readers"].items()]
    return writers + readers
