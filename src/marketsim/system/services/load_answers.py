"""The messages of the load service made from what is kept."""

from __future__ import annotations

from datetime import datetime

from marketsim.contract.messages import historical_forecasted_load as messages
from marketsim.system.calendar.time_of_use import TimeOfUseCalendar
from marketsim.system.store.load import LoadHour
from marketsim.system.store.load_windows import LoadWindow


def tou_of(hour: LoadHour, calendar: TimeOfUseCalendar) -> messages.CRRTimeOfUse:
    """ON or OFF by a calendar."""
    return "ON" if hour.hour_ending in calendar.on_hours(hour.day) else "OFF"


def hour_record(
    sink: str, hour: LoadHour, calendar: TimeOfUseCalendar, begins: datetime
) -> messages.HourlyLoadResponseRecord:
    """One stored hour of a sink, with its time of use by a calendar, and the instant at which its day begins."""
    kinds: dict[str, messages.LoadType] = {
        "FINAL_LOAD": "FINAL_LOAD",
        "GROSS_LOAD": "GROSS_LOAD",
        "GROSS_GENERATION": "GROSS_GENERATION",
    }
    return messages.HourlyLoadResponseRecord(
        sink_name=sink,
        effective_date=begins,
        hour_ending=hour.hour_ending,
        data_type=kinds[hour.data_type],
        mw=hour.mw,
        time_of_use=tou_of(hour, calendar),
    )


def window(window: LoadWindow, now: datetime, status: str | None = None) -> messages.LoadSubmissionWindow:
    """A window with its periods and its status at that market time, unless another is given."""
    return messages.LoadSubmissionWindow(
        name=window.name,
        hist_forecast_flag="F" if window.flag == "F" else "H",
        term="MONTHLY" if window.term == "MONTHLY" else "ANNUAL",
        submission_window=messages.SubmissionWindow(open_date=window.open_date, close_date=window.close_date),
        periods=[
            messages.Period(name=each.name, start_date=each.start, end_date=each.end)
            for each in window.periods
        ],
        window_status="OPEN" if (status or window.status(now)) == "OPEN" else "CLOSED",
    )
