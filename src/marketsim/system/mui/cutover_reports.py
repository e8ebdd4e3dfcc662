"""The mapping reports of the cutover in the screens: what is one participant's own is for those who act for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from marketsim.system.call import Caller
from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover.reports import OFFER_MAPPING, REPORTS, Rows, encoded
from marketsim.system.mui.problem import MuiProblem
from marketsim.system.store.cutovers import report_rows
from marketsim.system.store.holdings import list_crrs


def listed(system: CrrSystem, _caller: Caller, _query: dict[str, str]) -> dict[str, Any]:
    """The names of the reports there are; none before a cutover."""
    with system.store.reading() as store:
        return {"reports": [name for name in REPORTS if report_rows(store, name) is not None]}


def report(system: CrrSystem, caller: Caller, name: str, query: dict[str, str]) -> bytes:
    """A report as a zip with one CSV or JSON, by ``fileFormat``; raises MuiProblem."""
    file_format = query.get("fileFormat", "CSV")
    if file_format not in ("CSV", "JSON"):
        raise MuiProblem("fileFormat is CSV or JSON")
    with system.store.reading() as store:
        rows = report_rows(store, name)
        if rows is None:
            raise MuiProblem(f"there is no report {name}", 404)
        own = rows if system.faults.results.leaks else _own(store, name, rows, caller)
    return encoded(own, file_format, name)


def _own(store: Connection, name: str, rows: Rows, caller: Caller) -> Rows:
    """The rows of the caller's participants; those that are nobody's own are everybody's."""
    whose = {grant.participant for grant in caller.grants}
    if name == OFFER_MAPPING:
        held = {each.crr_id for owner in whose for each in list_crrs(store, owner=owner)}
        return [row for row in rows if row["NewCrrId"] in held]
    return [row for row in rows if row.get("Participant") in whose or "Participant" not in row]
