"""What the operator does with TOR conversion windows: make one, move its dates, post it, look inside."""

from __future__ import annotations

from typing import Any

import msgspec

from marketsim.contract.instants import utc_text
from marketsim.system.calendar.periods import Span, span
from marketsim.system.conversion.opening import ConversionPath, make_window, require_order
from marketsim.system.conversion.posting import post_window, take_back_window, window_named
from marketsim.system.conversion.problem import ConversionProblem
from marketsim.system.crr_system import CrrSystem
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import ChangedTorWindow, NewTorPath, NewTorWindow, Nothing
from marketsim.system.store import tor_conversion as kept
from marketsim.system.store.tor_windows import TorWindowRow, change_tor_window


def create_window(system: CrrSystem, new: NewTorWindow) -> dict[str, Any]:
    """Make a conversion window with its paths; raises OperatorProblem, with nothing made."""
    try:
        period = span(new.period)
    except ValueError as problem:
        raise OperatorProblem(str(problem)) from None
    window = TorWindowRow(
        name=new.name or f"TOR_CONVERSION_{period.name}",
        period=period.name,
        conversion_open=new.conversion_open,
        conversion_close=new.conversion_close,
        approval_open=new.approval_open,
        approval_close=new.approval_close,
        posted_at=None,
    )
    with system.store.writing() as store:
        try:
            made = make_window(store, window, [path_of(each, period) for each in new.paths])
        except ConversionProblem as problem:
            raise _told(problem) from None
    return {"name": window.name, "status": window.status(system.clock.now()), "paths": made}


def change_dates(system: CrrSystem, name: str, change: ChangedTorWindow) -> dict[str, Any]:
    """Rewrite dates of a window; where it is posted no more, its CRRs go. Raises OperatorProblem."""
    values = {
        member: value
        for member, value in msgspec.structs.asdict(change).items()
        if value is not msgspec.UNSET
    }
    if not values:
        raise OperatorProblem("nothing to change was given")
    now = system.clock.now()
    with system.store.writing() as store:
        try:
            window_named(store, name)
            change_tor_window(store, name, **values)
            row = window_named(store, name)
            require_order(row)
            if row.status(now) != "POSTED":
                take_back_window(store, system.settings, name, now)
        except ConversionProblem as problem:
            raise _told(problem) from None
        return {"name": name, "status": row.status(now)}


def post_conversions(system: CrrSystem, name: str, _order: Nothing) -> dict[str, Any]:
    """Let the approved records of a window become CRRs; again: only what has none yet. Raises OperatorProblem."""
    with system.store.writing() as store:
        try:
            posted = post_window(store, system.settings, name, system.clock.now(), system.faults.results)
        except ConversionProblem as problem:
            raise _told(problem) from None
    return {
        "crrs": [{"approvalId": approval, "crrId": crr_id} for approval, crr_id in posted.crrs],
        "made": len(posted.made),
        "corrected": posted.corrected,
    }


def window_told(system: CrrSystem, name: str) -> dict[str, Any]:
    """A window as the ISO sees it: everybody's paths, requests and decisions; raises OperatorProblem."""
    with system.store.reading() as store:
        try:
            window = window_named(store, name)
        except ConversionProblem as problem:
            raise _told(problem) from None
        decided: dict[int, list[dict[str, Any]]] = {}
        for row in kept.approvals_in(store, name):
            record = {"approvalId": row["id"], "tou": row["tou"], "hedgeType": row["hedge_type"]}
            record |= {"status": row["status"], "crrId": row["mt_tor_crr_id"]}
            decided.setdefault(row["request_id"], []).append(record)
        return {
            "name": name,
            "period": window.period,
            "status": window.status(system.clock.now()),
            "postedAt": utc_text(window.posted_at) if window.posted_at else None,
            "paths": [_right(row) | {"maxMw": row["max_mw"]} for row in kept.all_paths(store, name)],
            "requests": [
                _right(row)
                | {name: row[name] for name in ("mw", "transferee", "modeled", "status")}
                | {"approvals": decided.get(row["id"], [])}
                for row in kept.all_requests(store, name)
            ],
        }


def path_of(new: NewTorPath, period: Span) -> ConversionPath:
    """The path of an order, over the whole period where no dates are given."""
    return ConversionPath(
        holder=new.holder,
        source=new.source,
        sink=new.sink,
        max_mw=new.max_mw,
        start=new.start_date or period.start,
        end=new.end_date or period.end,
    )


def _right(row: dict[str, Any]) -> dict[str, Any]:
    """What paths and requests have in common."""
    return {
        "id": row["id"],
        "holder": row["holder"],
        "source": row["source"],
        "sink": row["sink"],
        "startDate": utc_text(row["start"]),
        "endDate": utc_text(row["end"]),
    }


def _told(problem: ConversionProblem) -> OperatorProblem:
    return OperatorProblem(str(problem), problem.status)
