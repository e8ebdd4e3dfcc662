"""The screens for hourly load: a load-serving entity uploads its own, the CEC its figures to hold it against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from marketsim.contract.cells import Row
from marketsim.contract.decoding import decode
from marketsim.contract.instants import utc_text
from marketsim.system.calendar.periods import PACIFIC, pacific_midnight
from marketsim.system.calendar.time_of_use import hour_endings
from marketsim.system.call import Call, Caller
from marketsim.system.crr_system import CrrSystem
from marketsim.system.desk import Desk
from marketsim.system.mui import upload
from marketsim.system.mui.problem import MuiProblem
from marketsim.system.rules.rulebook import Refused
from marketsim.system.services.load_cec import SUBMISSION, check_again
from marketsim.system.services.load_intake import TakenLoad, take
from marketsim.system.store.cec_load import CecHour, MarketHour, keep_cec_hours
from marketsim.system.store.participants import find_participant
from marketsim.system.trace import Trace

MOST_FAULTS = 100


def save_load(
    system: CrrSystem, caller: Caller, template: str, content: bytes, request_id: str
) -> dict[str, Any]:
    """Submit a CSV of hourly load as the API would: sound sinks are kept, each failed one is told of.

    Raises MuiProblem where nothing can be kept.
    """
    body = _message(system, template, content)
    _require(caller, body.asset_owner, system.roles[SUBMISSION])
    trace = Trace(request_id)
    with system.store.writing() as store:
        operation = system.contract.operation(*SUBMISSION)
        now = system.clock.now()
        call = Call(operation, request_id, caller, body.asset_owner, {}, body, now)
        try:
            taken = take(call, Desk(store, system.rules, system.settings, trace, system.faults.results))
        except Refused as refused:
            raise MuiProblem("\n".join(each.text for each in refused.violations), 409) from None
    _remember(system, trace)
    return _told(taken, now)


def _message(system: CrrSystem, template: str, content: bytes) -> Any:
    try:
        plain = upload.hourly_load(content, template)
    except upload.UnreadableUpload as problem:
        raise MuiProblem(f"the file cannot be read: {problem}") from None
    body, deviations = decode(system.contract.operation(*SUBMISSION), msgspec.json.encode(plain))
    if deviations:
        faults = [f"{each.path}: expected {each.expected}; found {each.found}" for each in deviations]
        raise MuiProblem("\n".join(faults[:MOST_FAULTS]))
    return body


def _told(taken: TakenLoad, now: datetime) -> dict[str, Any]:
    return {
        "status": "ERROR" if taken.failed else "VALID",
        "submissionTime": utc_text(now),
        "kept": list(taken.kept),
        "failed": [{"sink": each.finding.values[0], "error": each.text} for each in taken.failed],
    }


def save_cec_load(system: CrrSystem, caller: Caller, content: bytes, request_id: str) -> dict[str, Any]:
    """Keep the CEC's figures of a CSV, and hold the load that was submitted against them again.

    Raises MuiProblem, and then nothing is kept.
    """
    _require(caller, None, frozenset({"CEC"}))
    try:
        rows = upload.cec_load(content)
    except upload.UnreadableUpload as problem:
        raise MuiProblem(f"the file cannot be read: {problem}") from None
    trace = Trace(request_id)
    with system.store.writing() as store:
        desk = Desk(store, system.rules, system.settings, trace, system.faults.results)
        hours = list(_cec_hours(desk, rows))
        keep_cec_hours(store, hours)
        failed = check_again(desk, hours)
    _remember(system, trace)
    shown = [
        {"assetOwner": each.owner, "window": each.window_name, "period": each.period, "sink": each.sink}
        for each in failed
    ]
    return {"records": len(hours), "inError": shown}


def _cec_hours(desk: Desk, rows: list[Row]) -> Iterator[CecHour]:
    known: dict[str, bool] = {}
    for line, row in enumerate(rows, start=1):
        owner, sink = str(row["AssetOwner"]), str(row["SinkName"])
        if owner not in known:
            known[owner] = find_participant(desk.store, owner) is not None
        if not known[owner]:
            raise MuiProblem(f"row {line}: there is no participant {owner[:64]}")
        yield CecHour(owner, sink, _market_hour(line, row), _mw(line, row["MW"]))


def _market_hour(line: int, row: Row) -> MarketHour:
    instant, hour_ending = row["EffectiveDate"], row["HourEnding"]
    if not isinstance(instant, datetime):
        raise MuiProblem(f"row {line}: EffectiveDate is {instant!r:.40}, expected an instant with a zone")
    try:
        day = instant.astimezone(PACIFIC).date()
        at_midnight = pacific_midnight(day) == instant
    except OverflowError:
        at_midnight = False
    if not at_midnight:
        raise MuiProblem(f"row {line}: EffectiveDate is {instant.isoformat()}, which is not Pacific midnight")
    if not isinstance(hour_ending, int) or hour_ending not in hour_endings(day):
        raise MuiProblem(f"row {line}: {day.isoformat()} has no hour ending {hour_ending!r:.40}")
    return day, hour_ending


def _mw(line: int, mw: object) -> float:
    if not isinstance(mw, int | float) or not mw >= 0 or round(mw, 3) != mw:
        raise MuiProblem(f"row {line}: MW is {mw!r:.40}, expected 0 or more in steps of 0.001")
    return float(mw)


def _require(caller: Caller, participant: str | None, functions: frozenset[str]) -> None:
    """Let pass whoever may write in one of the functions, for that participant or for whom it likes."""
    grants = [each for each in caller.grants if participant in (None, each.participant)]
    if not grants:
        raise MuiProblem("this certificate does not open the screens of that participant", 403)
    if not any(each.write and each.function in functions for each in grants):
        raise MuiProblem(f"this screen is for {', '.join(sorted(functions))} only", 403)


def _remember(system: CrrSystem, trace: Trace) -> None:
    if trace.request_id:
        system.traces.keep(trace)
