"""Load submissions for the tests of this folder, and what is read back of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from asking import Answered, Asking

from marketsim.system.calendar.periods import pacific_midnight
from marketsim.system.calendar.time_of_use import hour_endings

SERVICE = "historical_forecasted_load"
HIST, HIST_CLOSED, FCST, FCST_CLOSED = (
    "HIST_LOAD_2026", "HIST_LOAD_2025", "FCST_LOAD_2027_M01", "FCST_LOAD_2026_M12",
)  # fmt: skip
FCST_FIRST = "FCST_LOAD_2027_M01_FIRST"
PGE, SCE, SDGE = "DLAP_PGAE-APND", "DLAP_SCE-APND", "DLAP_SDGE-APND"


def record(day: date, hour_ending: int, mw: float = 100.0, **changes: Any) -> dict[str, Any]:
    return {
        "sinkName": PGE,
        "effectiveDate": instant(pacific_midnight(day)),
        "hourEnding": hour_ending,
        "dataType": "FINAL_LOAD",
        "mw": mw,
    } | changes


def instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(day: date, **changes: Any) -> list[dict[str, Any]]:
    """A record for every hour the day has."""
    return [record(day, he, 100.0 + he, **changes) for he in hour_endings(day)]


def submit(
    ask: Asking,
    records: list[dict[str, Any]],
    owner: str = "NVLY",
    period: str = "2025_S04",
    window: str = HIST,
    flag: str = "H",
) -> Answered:
    body = {
        "histForecastFlag": flag,
        "assetOwner": owner,
        "loadSubmissionWindowName": window,
        "periodName": period,
        "hourlyLoad": records,
    }
    return ask(f"{SERVICE}.postLoadSubmission", owner.lower(), body=body)


def period_query(window: str, period: str, owner: str) -> dict[str, str]:
    return {"loadSubmissionWindowName": window, "periodName": period, "participantName": owner}


def load_data(ask: Asking, owner: str = "NVLY", period: str = "2025_S04", window: str = HIST) -> Answered:
    query = period_query(window, period, owner)
    return ask(f"{SERVICE}.getLoadData", owner.lower(), query=query)


def exceedances(ask: Asking, owner: str = "NVLY", period: str = "2025_S04", window: str = HIST) -> Answered:
    query = period_query(window, period, owner)
    return ask(f"{SERVICE}.getLoadExceedanceValues", owner.lower(), query=query)


DAY = date(2025, 10, 7)
AUTUMN = date(2025, 11, 2)
SPRING = date(2025, 3, 9)
