"""Hourly load: windows, submission, reading back, exceedance (historical and forecasted load 1.1.1)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from fractions import Fraction
from functools import partial

from msgspec import UNSET

from marketsim.contract.messages import historical_forecasted_load as messages
from marketsim.system.calendar.time_of_use import TimeOfUseCalendar, time_of_use_calendar
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.load_metric import exceedance
from marketsim.system.rules.load_facts import NamedWindow
from marketsim.system.rules.rulebook import Refused
from marketsim.system.service_faults import (
    GROSS_COUNTED,
    HIGHEST_AS_EXCEEDANCE,
    KINDS_MIXED,
    hours_told,
    midnight_told,
    status_told,
)
from marketsim.system.services import load_answers as answers
from marketsim.system.services.load_intake import take
from marketsim.system.states import LOAD_WINDOW
from marketsim.system.store import load as kept
from marketsim.system.store.load_windows import find_window, list_windows

DATA_TYPES = ("FINAL_LOAD", "GROSS_LOAD", "GROSS_GENERATION")
"""What an hour may be of; only the first counts for the figures."""


def list_of_windows(call: Call, desk: Desk, *, flag: str, status: str) -> list[messages.LoadSubmissionWindow]:
    """The windows of a flag (H or F) that are OPEN or CLOSED now."""
    mixed = KINDS_MIXED in desk.result_faults.names
    windows = list_windows(desk.store, flag=None if mixed else flag)
    return [answers.window(each, call.now) for each in windows if each.status(call.now) == status]


def window_status(call: Call, desk: Desk) -> messages.LoadSubmissionWindow:
    """One window with its periods and status; raises Refused with LHFV0030."""
    name = call.query["loadSubmissionWindowName"]
    facts = NamedWindow(window_name=name, window=find_window(desk.store, name), now=call.now)
    desk.require(call, facts)
    if facts.window is None:  # only with load-window-exists switched off: there is nothing to tell
        raise LookupError(f"no load submission window {name}")
    status = status_told(LOAD_WINDOW, facts.window.status(call.now), desk.result_faults.names)
    return answers.window(facts.window, call.now, status)


def load_submission(call: Call, desk: Desk) -> messages.LoadSubmissionStatus:
    """Keep the hourly load of one period, sink by sink in place of what was there.

    Raises Refused: with an LHFV code nothing is kept; with SER0030 the sinks that are not named in it are.
    """
    taken = take(call, desk)
    if taken.failed:
        raise Refused(taken.failed, keep=True)
    return messages.LoadSubmissionStatus(status="VALID", submission_time=call.now)


def load_data(call: Call, desk: Desk) -> list[messages.LoadDataResponseSet]:
    """What the participant submitted for a period, sinks and hours in order; [] before. Raises Refused."""
    facts = _named_period(call, desk)
    submissions = _submissions(call, desk, facts)
    hours = kept.hours_of(desk.store, [each.id for each in submissions])
    calendar = _calendar(desk)
    faults = desk.result_faults.names
    records = [
        answers.hour_record(each.sink, hour, calendar, midnight_told(hour.day, faults))
        for each in submissions
        for hour in hours_told(hours[each.id], faults)
    ]
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
    highest = HIGHEST_AS_EXCEEDANCE in desk.result_faults.names
    share = Fraction(0) if highest else desk.settings.fraction("load.exceedance")
    counted = set(DATA_TYPES if GROSS_COUNTED in desk.result_faults.names else DATA_TYPES[:1])
    rows = []
    for each in submissions:
        for tou, loads in _loads_by_tou(hours[each.id], _calendar(desk), counted).items():
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


def _calendar(desk: Desk) -> TimeOfUseCalendar:
    return time_of_use_calendar(desk.settings.text("tou.calendar"))


def _loads_by_tou(
    hours: Iterable[kept.LoadHour], calendar: TimeOfUseCalendar, counted: Collection[str]
) -> dict[messages.CRRTimeOfUse, list[float]]:
    found: dict[messages.CRRTimeOfUse, list[float]] = {"ON": [], "OFF": []}
    for hour in hours:
        if hour.data_type in counted:
            found[answers.tou_of(hour, calendar)].append(hour.mw)
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
