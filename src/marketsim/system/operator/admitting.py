"""What the operator does about persons: take their grants away, give them a new certificate."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from marketsim.system.crr_system import CrrSystem
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import Nothing
from marketsim.system.store.participants import all_persons, revoke

OPERATOR = "operator"


def revoke_grants(system: CrrSystem, name: str, _order: Nothing) -> dict[str, Any]:
    """Let a person do nothing any more, for nobody; its certificate still opens the door. Raises OperatorProblem."""
    with system.store.writing() as store:
        _require_person(store, name)
        return {"person": name, "revoked": revoke(store, name)}


def renew_certificate(system: CrrSystem, name: str, _order: Nothing) -> dict[str, Any]:
    """Issue a new certificate in the place of a person's; the former one stays good until it ends.

    Raises OperatorProblem.
    """
    with system.store.reading() as store:
        _require_person(store, name)
    system.renew(name)
    return {"person": name}


def _require_person(store: Connection, name: str) -> None:
    rooms = dict(all_persons(store))
    if rooms.get(name) in (None, OPERATOR):
        raise OperatorProblem.told(
            f"no person named {name}",
            expected="a person of the services or of the screens",
            fix="look it up in the profile: the stem of its certificate",
            status=404,
        )
