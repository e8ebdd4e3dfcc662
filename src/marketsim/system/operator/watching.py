"""What the operator sees: health, traces, faults, and the lists the coverage is counted from."""

from __future__ import annotations

from typing import Any

import marketsim
from marketsim.system.crr_system import CrrSystem
from marketsim.system.operator.requests import FaultList, RequestIds
from marketsim.system.rules.all_rules import all_rules
from marketsim.system.states import STATE_TABLES


def health(system: CrrSystem) -> dict[str, Any]:
    """That the system is up, and how it stands."""
    return {
        "status": "UP",
        "marketTime": f"{system.clock.now():%Y-%m-%dT%H:%M:%SZ}",
        "version": marketsim.__version__,
        "phase": system.phase,
        "faults": list(system.faults.written),
    }


def traces(system: CrrSystem, asked: RequestIds) -> dict[str, Any]:
    """The inside view of those requests; ids that are not known are left out."""
    return {"traces": [each.as_json() for each in system.traces.find(asked.request_ids)]}


def faults(system: CrrSystem) -> dict[str, Any]:
    """The faults in force."""
    return {"faults": list(system.faults.written)}


def put_faults(system: CrrSystem, wanted: FaultList) -> dict[str, Any]:
    """Put exactly those faults in force; raises FaultProblem for an unknown one and changes nothing."""
    system.switch_faults(wanted.faults)
    return faults(system)


def rules(system: CrrSystem) -> dict[str, Any]:
    """Every rule there is, and whether it is in force."""
    return {
        "rules": [
            {
                "id": rule.id,
                "code": rule.code,
                "stage": rule.stage.name,
                "operations": sorted(map(str, rule.operations)),
                "provenance": rule.provenance,
                "source": rule.source,
                "inForce": system.rules.in_force(rule.id),
            }
            for rule in all_rules()
        ]
    }


def transitions() -> dict[str, Any]:
    """Every row of every state table."""
    return {
        "transitions": [
            {"table": table.name, "from": before, "event": event, "to": after}
            for table in STATE_TABLES
            for before, event, after in table.rows
        ]
    }


def roles(system: CrrSystem) -> dict[str, Any]:
    """The functions that may call each operation."""
    return {"roles": {str(key): sorted(functions) for key, functions in system.roles.items()}}


def settings(system: CrrSystem) -> dict[str, Any]:
    """Every setting with who says so."""
    return {
        "settings": [
            {"name": each.name, "value": each.value, "source": each.source, "provenance": each.provenance}
            for each in system.settings
        ]
    }
