"""Hourly load: windows, submission, reading back, exceedance (historical and forecasted load 1.1.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial

from msgspec import UNSET
from sqlalchemy import Connection, select

from marketsim.contract.messages import historical_forecasted_load as messages
from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.load_metric import exceedance
from marketsim.system.rules.load_facts import HourKey, LoadSheet, NamedWindow, SinkRecords
from marketsim.system.rules.rule import Stage
from marketsim.system.rules.rulebook import Refused
from marketsim.system.services import load_answers as answers
from marketsim.system.states import LOAD_SUBMISSION
from marketsim.system.store import load as kept
from marketsim.system.store.load_windows import find_window, list_windows
from marketsim.system.store.locations import locations
from marketsim.system.store.participants import find_participant


def list_of_windows(call: Call, desk: Desk, *, flag: str, status: str) -> list[messages.LoadSubmissionWindow]:
    """The windows of a flag (H or F) that are OPEN or CLOSED now."""
    windows = list_windows(desk.store, flag=flag)
    return [answers.window(each, call.now) for each in windows if each.status(call.now) == status]


def window_status(call: Call, desk: Desk) -> messages.LoadSubmissionWindow:
    """One window with its periods and status; raises Refused with LHFV0030."""
    name = call.query["loadSubmissionWindowName"]
    facts = NamedWindow(window_name=name, window=find_window(desk.store, name), now=call.now)
    desk.require(call, facts)
    if facts.window is None:  # only with load-window-exists switched off: there is nothing to tell
        raise LookupError(f"no load submission window {name}")
    return answers.window(facts.window, call.now)


def load_submission(call: Call, desk: Desk) -> messages.LoadSubmissionStatus:
    """Keep the hourly load of one period, sink by sink in place of what was there.

    Raises Refused: with an LHFV code nothing is kept; with SER0030 the sinks that are not named in it are.
    """
    body: messages.LoadDataSet = call.body
    facts = _sheet(call, desk, body)
    found = desk.findings(call, facts)
    if any(each.rule.stage is not Stage.CONTENT for each in found):
        raise Refused(found)
    failed = {each.finding.values[0] for each in found}
    _keep(call, desk, body, facts, [each for each in facts.sinks if each.sink not in failed])
    if found:
        raise Refused(found, keep=True)
    return messages.LoadSubmissionStatus(status="VALID", submission_time=call.now)


def _sheet(call: Call, desk: Desk, body: messages.LoadDataSet) -> LoadSheet:
    sinks: dict[str, SinkRecords] = {}
    for place, record in enumerate(body.hourly_load):
        if (sink := sinks.get(record.sink_name)) is None:
            sink = sinks[record.sink_name] = SinkRecords(record.sink_name, [], [])
        sink.places.append(place)
        sink.keys.append(HourKey(record.effective_date, record.hour_ending, record.data_type))
    owner = find_participant(desk.store, body.asset_owner)
    return LoadSheet(
        window_name=body.load_submission_window_name,
        window=find_window(desk.store, body.load_submission_window_name),
        now=call.now,
        period_name=body.period_name,
        flag=body.hist_forecast_flag,
        metered_subsystem=owner is not None and owner.metered_subsystem,
        sinks=tuple(sinks.values()),
        days=_days(record.effective_date for record in body.hourly_load),
        load_points=_load_points(desk.store),
        complete=desk.settings.flag("load.complete"),
    )


def _days(instants: Iterable[datetime]) -> dict[datetime, date]:
    """The Pacific day of each instant; a year out of the calendar's reach keeps its UTC day."""
    found: dict[datetime, date] = {}
    for instant in instants:
        if instant not in found:
            try:
                found[instant] = instant.astimezone(PACIFIC).date()
            except OverflowError:
                found[instant] = instant.date()
    return found


def _load_points(store: Connection) -> frozenset[str]:
    query = select(locations.c.name).where(locations.c.type == "LAP", locations.c.retired.is_(False))
    return frozenset(store.execute(query).scalars())


def _keep(
    call: Call, desk: Desk, body: messages.LoadDataSet, facts: LoadSheet, sinks: Iterable[SinkRecords]
) -> None:
    there = kept.submissions(desk.store, facts.window_name, body.period_name, body.asset_owner)
    states = {each.sink: each.status for each in there}
    for each in sinks:
        before = states.get(each.sink)
        status = desk.move(LOAD_SUBMISSION, before or "-", "replace" if before else "accept")
        submission = kept.LoadSubmission(
            id=0, owner=body.asset_owner, window_name=facts.window_name, period=body.period_name,
            sink=each.sink, status=status, error_message=None, submitted_at=call.now,
        )  # fmt: skip
        hours = [
            kept.LoadHour(facts.days[key.effective_date], *key[1:], body.hourly_load[place].mw)
            for place, key in zip(each.places, each.keys, strict=True)
        ]
        kept.replace_submission(desk.store, submission, hours)


def load_data(call: Call, desk: Desk) -> list[messages.LoadDataResponseSet]:
    """What the participant submitted for a period, sinks and hours in order; [] before. Raises Refused."""
    facts = _named_period(call, desk)
    submissions = _submissions(call, desk, facts)
    hours = kept.hours_of(desk.store, [each.id for each in submissions])
    records = [answers.hour_record(each.sink, hour) for each in submissions for hour in hours[each.id]]
    if not records:
        return []
    texts = [each.error_message for each in submissions if each.error_message]
    return [
        messages.LoadDataResponseSet(
            hist_forecast_flag="F" if facts.window is not None and facts.window.flag == "F" else "H",
            asset_owner=call.participant,
            load_submission_window_name=facts.window_name,
            period_name=str(facts.period_name),
            hourly_load=records,
            load_submission_status=messages.LoadSubmissionStatus(
                status="ERROR" if any(each.status == "ERROR" for each in submissions) else "VALID",
                submission_time=max(each.submitted_at for each in submissions),
                error_messages="\n".join(texts) if texts else UNSET,
            ),
        )
    ]


def load_exceedance_values(call: Call, desk: Desk) -> list[messages.LoadExceedanceSet]:
    """Highest and exceedance FINAL_LOAD of each sink and time of use; [] without any. Raises Refused."""
    facts = _named_period(call, desk)
    submissions = _submissions(call, desk, facts)
    hours = kept.hours_of(desk.store, [each.id for each in submissions])
    share = desk.settings.fraction("load.exceedance")
    rows = []
    for each in submissions:
        for tou, loads in _loads_by_tou(hours[each.id]).items():
            if loads:
                rows.append(
                    messages.LoadExceedance(
                        sink_name=each.sink,
                        max_mw=max(loads),
                        exceedance=exceedance(loads, share),
                        time_of_use=tou,
                    )
                )
    if not rows:
        return []
    latest = max(each.submitted_at for each in submissions)
    return [messages.LoadExceedanceSet(load_exceedance=rows, last_calculation=latest)]


def _loads_by_tou(hours: Iterable[kept.LoadHour]) -> dict[messages.CRRTimeOfUse, list[float]]:
    found: dict[messages.CRRTimeOfUse, list[float]] = {"ON": [], "OFF": []}
    for hour in hours:
        if hour.data_type == "FINAL_LOAD":
            found[answers.tou_of(hour)].append(hour.mw)
    return found


def _named_period(call: Call, desk: Desk) -> NamedWindow:
    name = call.query["loadSubmissionWindowName"]
    facts = NamedWindow(
        window_name=name,
        window=find_window(desk.store, name),
        now=call.now,
        period_name=call.query["periodName"],
    )
    desk.require(call, facts)
    return facts


def _submissions(call: Call, desk: Desk, facts: NamedWindow) -> list[kept.LoadSubmission]:
    return kept.submissions(desk.store, facts.window_name, str(facts.period_name), call.participant)


HANDLERS: dict[str, Callable[[Call, Desk], object]] = {
    "getLoadSubmissionWindowStatus": window_status,
    "getOpenHistoricalLoadSubmissionWindowList": partial(list_of_windows, flag="H", status="OPEN"),
    "getOpenForecastLoadSubmissionWindowList": partial(list_of_windows, flag="F", status="OPEN"),
    "getClosedHistLoadSubmissionWindowList": partial(list_of_windows, flag="H", status="CLOSED"),
    "getClosedForecastLoadSubmissionWindowList": partial(list_of_windows, flag="F", status="CLOSED"),
    "getLoadData": load_data,
    "postLoadSubmission": load_submission,
    "getLoadExceedanceValues": load_exceedance_values,
}
