"""The adjusted load metric of an owner: from its hourly load, less the load that other rights serve."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from sqlalchemy import Connection

from marketsim.system.calendar.periods import Span
from marketsim.system.calendar.time_of_use import time_of_use_calendar
from marketsim.system.eligibility.megawatts import NOTHING, exact
from marketsim.system.load_metric import exceedance
from marketsim.system.settings import Settings
from marketsim.system.store.load import hours_of, submissions
from marketsim.system.store.load_windows import LoadWindow
from marketsim.system.store.served_load import served_under_rights

METRIC_TYPE = "FINAL_LOAD"
Metrics = dict[tuple[str, str], Fraction]


def load_metrics(
    store: Connection, settings: Settings, window: LoadWindow, period: Span, owner: str
) -> Metrics:
    """The load metric by (sink, TOU) of what an owner has submitted for a period and is VALID, in MW.

    Source: market rules 3.1. That load in ERROR gives no metric is ours.
    """
    valid = [each for each in submissions(store, window.name, period.name, owner) if each.status == "VALID"]
    hours = hours_of(store, [each.id for each in valid])
    calendar = time_of_use_calendar(settings.text("tou.calendar"))
    share = settings.fraction("load.exceedance")
    found: Metrics = {}
    for each in valid:
        loads: defaultdict[str, list[float]] = defaultdict(list)
        for hour in hours[each.id]:
            if hour.data_type == METRIC_TYPE:
                loads[calendar.tou_of(hour.day, hour.hour_ending)].append(hour.mw)
        for tou, values in loads.items():
            found[each.sink, tou] = exact(exceedance(values, share))
    return found


def adjusted_metrics(store: Connection, metrics: Metrics, owner: str) -> Metrics:
    """The metrics less the load served under ETC, CVR and TOR rights, never below 0 (market rules 3.1)."""
    served = served_under_rights(store, owner)
    return {key: max(NOTHING, mw - served.get(key, NOTHING)) for key, mw in metrics.items()}
