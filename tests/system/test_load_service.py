"""The load service: windows, hourly submissions sink by sink, reading back and exceedance."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asking import Asking, system_at
from hypothesis import given, settings
from hypothesis import strategies as st
from load_bodies import (
    AUTUMN,
    DAY,
    FCST,
    FCST_CLOSED,
    FCST_FIRST,
    HIST,
    HIST_CLOSED,
    PGE,
    SCE,
    SDGE,
    SERVICE,
    SPRING,
    day_of,
    exceedances,
    load_data,
    period_query,
    record,
    submit,
)  # fmt: skip
from portfolio_bodies import NOW

from marketsim.system.calendar.periods import span
from marketsim.system.calendar.time_of_use import hour_endings, hours


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("load"), NOW) as asking:
        yield asking


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a world as it was laid."""
    folder = tmp_path_factory.mktemp("laid")
    with system_at(folder, NOW):
        return folder


@pytest.fixture
def own(laid: Path, tmp_path: Path) -> Iterator[Asking]:
    """A system of its own, for tests that need to find nothing submitted."""
    shutil.copytree(laid, tmp_path, dirs_exist_ok=True)
    with system_at(tmp_path, NOW) as asking:
        yield asking


class TestWindows:
    @pytest.mark.parametrize(
        ("operation", "names"),
        [
            ("getOpenHistoricalLoadSubmissionWindowList", [HIST]),
            ("getClosedHistLoadSubmissionWindowList", [HIST_CLOSED]),
            ("getOpenForecastLoadSubmissionWindowList", [FCST]),
            ("getClosedForecastLoadSubmissionWindowList", [FCST_CLOSED, FCST_FIRST]),
        ],
    )
    def test_each_list_holds_the_windows_of_its_flag_and_status(
        self, ask: Asking, operation: str, names: list[str]
    ) -> None:
        """Historical and forecast windows are listed apart, the open and the closed ones."""
        listed = ask(f"{SERVICE}.{operation}", "nvly", query={"participantName": "NVLY"}).value
        assert [each["name"] for each in listed] == names

    def test_a_window_tells_its_periods_and_status(self, ask: Asking) -> None:
        """The annual window has the four seasons of the year before, with Pacific bounds."""
        query = {"loadSubmissionWindowName": HIST, "participantName": "NVLY"}
        found = ask(f"{SERVICE}.getLoadSubmissionWindowStatus", "nvly", query=query).value
        assert (found["histForecastFlag"], found["term"], found["windowStatus"]) == ("H", "ANNUAL", "OPEN")
        assert found["periods"][3] == {
            "name": "2025_S04", "startDate": "2025-10-01T07:00:00Z", "endDate": "2026-01-01T07:59:59Z",
        }  # fmt: skip

    def test_a_window_closes_with_time(self, ask: Asking) -> None:
        """After its close date an open window is listed as closed."""
        query = {"participantName": "NVLY"}
        with ask.at(NOW.replace(month=12, day=25)):
            closed = ask(f"{SERVICE}.getClosedForecastLoadSubmissionWindowList", "nvly", query=query).value
            assert [each["name"] for each in closed] == [FCST_CLOSED, FCST_FIRST, FCST]
            opened = ask(f"{SERVICE}.getOpenForecastLoadSubmissionWindowList", "nvly", query=query)
            assert opened.value == []


class TestNames:
    @pytest.mark.parametrize("operation", ["getLoadData", "getLoadExceedanceValues"])
    def test_unknown_windows_and_periods_have_their_codes(self, ask: Asking, operation: str) -> None:
        """LHFV0030 for a window that isn't, LHFV0031 for a period that is not the window's."""
        for window, period, code in (
            ("HIST_LOAD_1999", "2025_S04", "LHFV0030"),
            (HIST, "2024_S04", "LHFV0031"),
        ):
            query = period_query(window, period, "NVLY")
            assert ask(f"{SERVICE}.{operation}", "nvly", query=query).codes == [code]

    def test_the_status_of_an_unknown_window_is_lhfv0030(self, ask: Asking) -> None:
        """Asking after a window that isn't is refused."""
        query = {"loadSubmissionWindowName": "HIST_LOAD_1999", "participantName": "NVLY"}
        answered = ask(f"{SERVICE}.getLoadSubmissionWindowStatus", "nvly", query=query)
        assert answered.codes == ["LHFV0030"]

    def test_before_anything_is_submitted_the_answers_are_empty(self, ask: Asking) -> None:
        """A period of the window without submissions is an empty list in both reads."""
        assert load_data(ask, "SDCC", "2025_S02").value == []
        assert exceedances(ask, "SDCC", "2025_S02").value == []


class TestSubmission:
    def test_what_is_submitted_is_read_back_in_order(self, own: Asking) -> None:
        """One set for the owner and period, sinks and hours in order, each hour with its time of use."""
        records = day_of(DAY, sinkName=SCE) + day_of(DAY) + day_of(date(2025, 10, 5))
        answered = submit(own, records)
        assert answered.value == {"status": "VALID", "submissionTime": answered.value["submissionTime"]}
        (found,) = load_data(own).value
        assert found["loadSubmissionStatus"] == answered.value
        assert (found["assetOwner"], found["periodName"]) == ("NVLY", "2025_S04")
        back = found["hourlyLoad"]
        assert [each.pop("timeOfUse") for each in back][:48] == ["OFF"] * 24 + ["OFF"] * 6 + ["ON"] * 16 + [
            "OFF"
        ] * 2
        assert back == day_of(date(2025, 10, 5)) + day_of(DAY) + day_of(DAY, sinkName=SCE)
        transitions = [("load-submission", "-", "accept", "VALID")] * 2
        assert answered.trace.transitions == transitions

    def test_a_resubmission_replaces_its_sinks_hours_only(self, own: Asking) -> None:
        """The other sink, and the same sink in another period, keep theirs."""
        submit(own, day_of(DAY) + day_of(DAY, sinkName=SCE))
        submit(own, day_of(date(2025, 8, 5)), period="2025_S03")
        answered = submit(own, [record(DAY, 1, 7.5)])
        assert answered.trace.transitions == [("load-submission", "VALID", "replace", "VALID")]
        (found,) = load_data(own).value
        by_sink = [each["sinkName"] for each in found["hourlyLoad"]]
        assert (by_sink.count(PGE), by_sink.count(SCE)) == (1, 24)
        assert len(load_data(own, period="2025_S03").value[0]["hourlyLoad"]) == 24

    def test_one_owner_does_not_see_anothers_load(self, own: Asking) -> None:
        """What one submits is not in the other's answer, even for the same sink and period."""
        submit(own, day_of(DAY))
        assert load_data(own, "SOCO").value == []

    def test_a_metered_subsystem_may_send_gross_load(self, own: Asking) -> None:
        """GROSS types from a metered subsystem are kept beside FINAL_LOAD; exceedance reads the latter."""
        kinds = ("FINAL_LOAD", "GROSS_GENERATION", "GROSS_LOAD")
        records = [record(DAY, 9, 10.0 * n, dataType=kind) for n, kind in enumerate(kinds, 1)]
        assert submit(own, records, "MSSV").status == 200
        assert [each["dataType"] for each in load_data(own, "MSSV").value[0]["hourlyLoad"]] == list(kinds)
        (values,) = exceedances(own, "MSSV").value
        (only,) = values["loadExceedance"]
        assert only == {"sinkName": PGE, "maxMW": 10.0, "exceedance": 10.0, "timeOfUse": "ON"}

    def test_the_hours_of_the_clock_changes_are_taken(self, ask: Asking) -> None:
        """The autumn day has HE25 and the spring day no HE03; both days are taken whole."""
        assert submit(ask, day_of(AUTUMN), "BAYC").status == 200
        back = load_data(ask, "BAYC").value[0]["hourlyLoad"]
        assert {"2025-11-02T07:00:00Z"} == {
            each["effectiveDate"] for each in back if each["hourEnding"] == 25
        }
        assert submit(ask, day_of(SPRING), "BAYC", "2025_S01").status == 200
        spring = load_data(ask, "BAYC", "2025_S01").value[0]["hourlyLoad"]
        assert [each["hourEnding"] for each in spring] == [1, 2, *range(4, 25)]


CODES = {
    "unknown window": ({"window": "HIST_LOAD_1999"}, "LHFV0030", "load-window-exists"),
    "period of another": ({"period": "2024_S04"}, "LHFV0031", "load-period-of-window"),
    "closed": ({"window": HIST_CLOSED, "period": "2024_S04"}, "LHFV0033", "load-window-open"),
    "other flag": ({"flag": "F"}, "LHFV0033", "load-flag-of-window"),
}


@pytest.mark.parametrize(("changes", "code", "rule"), CODES.values(), ids=CODES)
def test_names_windows_and_flags_are_judged_first(
    ask: Asking, changes: dict[str, str], code: str, rule: str
) -> None:
    """The code hangs on its one rule, and nothing is saved; without the rule the load is taken."""
    year = 2024 if changes.get("period") == "2024_S04" else 2025
    records = day_of(date(year, 10, 7))
    answered = submit(ask, records, "SDCC", **changes)
    assert (answered.codes, answered.trace.rules_fired) == ([code], [(rule, code)])
    with ask.without(rule):
        assert submit(ask, records, "SDCC", **changes).status == 200


def test_gross_load_from_who_is_no_metered_subsystem_is_refused_whole(own: Asking) -> None:
    """LHFV0026 keeps out the sound sink too."""
    records = [*day_of(DAY, sinkName=SCE), record(DAY, 1, dataType="GROSS_LOAD")]
    answered = submit(own, records)
    assert answered.codes == ["LHFV0026"]
    assert answered.texts[0].startswith(f"hourlyLoad[24]: sink {PGE}: GROSS_LOAD is not allowed")
    assert load_data(own).value == []
    with own.without("load-type-allowed"):
        assert submit(own, records).status == 200


BAD_RECORDS = {
    "unknown sink": ([record(DAY, 1, sinkName="NOWHERE")], "load-sink-known", "sink NOWHERE is no load"),
    "generator": ([record(DAY, 1, sinkName="DIABLO_7_B1")], "load-sink-known", "sink DIABLO_7_B1 is no load"),
    "not midnight": (
        [record(DAY, 1, effectiveDate="2025-10-07T08:00:00Z")], "load-date-at-midnight",
        "sink DLAP_PGAE-APND: effectiveDate 2025-10-07T08:00:00+00:00 is not Pacific midnight",
    ),
    "winter's midnight too early": (
        [record(DAY, 1, effectiveDate="2025-12-07T07:00:00Z")], "load-date-at-midnight",
        "sink DLAP_PGAE-APND: effectiveDate 2025-12-07T07:00:00+00:00 is not Pacific midnight",
    ),
    "another season": ([record(date(2025, 9, 30), 1)], "load-date-in-period", f"sink {PGE}: 2025-09-30 lies out"),
    "HE25": ([record(DAY, 25)], "load-hour-exists", f"sink {PGE}: there is no hour 2025-10-07 HE25"),
    "twice": (
        [record(DAY, 4), record(DAY, 4, 5.0)], "load-hour-once",
        f"sink {PGE}: 2025-10-07 HE04 FINAL_LOAD is there more than once",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("records", "rule", "text"), BAD_RECORDS.values(), ids=BAD_RECORDS)
def test_a_bad_sink_is_named_and_the_sound_one_kept(
    own: Asking, records: list[dict[str, Any]], rule: str, text: str
) -> None:
    """SER0030 has an entry for the failed sink, whose hours are not kept; the sound sink's are."""
    answered = submit(own, day_of(DAY, sinkName=SDGE) + records)
    assert (answered.codes, answered.trace.rules_fired) == (["SER0030"], [(rule, "SER0030")])
    assert answered.texts[0].split(": ", 1)[1].startswith(text)
    assert answered.trace.transitions == [("load-submission", "-", "accept", "VALID")]
    kept = {each["sinkName"] for each in load_data(own).value[0]["hourlyLoad"]}
    assert kept == {SDGE}
    with own.without(rule):
        assert submit(own, day_of(DAY, sinkName=SDGE) + records).status == 200


def test_hour_ending_3_is_missing_in_spring(own: Asking) -> None:
    """HE03 of the spring day is refused."""
    answered = submit(own, [record(SPRING, 3)], period="2025_S01")
    assert answered.codes == ["SER0030"]
    assert "there is no hour 2025-03-09 HE03" in answered.texts[0]


def test_a_failed_sink_keeps_what_it_had(own: Asking) -> None:
    """A faulty resubmission changes nothing for its sink."""
    submit(own, [record(DAY, 1, 42.0)])
    assert submit(own, [record(DAY, 25)]).codes == ["SER0030"]
    (only,) = load_data(own).value[0]["hourlyLoad"]
    assert only["mw"] == 42.0


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1883-11-18T20:00:00Z"])
def test_dates_at_the_ends_of_the_calendar_are_refused_like_others(ask: Asking, when: str) -> None:
    """An effective date no calendar reaches is SER0030, not a breakdown."""
    answered = submit(ask, [record(DAY, 1, effectiveDate=when)], "SOCO")
    assert set(answered.codes) == {"SER0030"}


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_exceedance_agrees_with_a_count_by_hand(ask: Asking, data: st.DataObject) -> None:
    """Per sink and time of use: the lowest load that at most 0.5 % of the submitted hours exceed."""
    every = list(hours(span("2027_M01")))
    chosen = data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=400, unique=True))
    loads = data.draw(
        st.lists(st.integers(0, 9_000).map(lambda n: n / 1000), min_size=len(chosen), max_size=len(chosen))
    )
    records = [record(hour.day, hour.hour_ending, mw) for hour, mw in zip(chosen, loads, strict=True)]
    assert submit(ask, records, "SDCC", "2027_M01", FCST, "F").status == 200
    (found,) = exceedances(ask, "SDCC", "2027_M01", FCST).value
    expected = []
    for tou in ("ON", "OFF"):
        mine = [mw for hour, mw in zip(chosen, loads, strict=True) if hour.tou == tou]
        if mine:
            least = min(mw for mw in mine if sum(each > mw for each in mine) * 200 <= len(mine))
            row = {"sinkName": PGE, "maxMW": max(mine), "exceedance": least, "timeOfUse": tou}
            expected.append(row)
    assert found["loadExceedance"] == expected


def test_a_whole_season_of_several_sinks_goes_in_at_once(own: Asking) -> None:
    """Every hour of a season for three sinks is kept, and counted by time of use in the exceedance."""
    season = span("2025_S04")
    every = list(hours(season))
    records = [
        record(hour.day, hour.hour_ending, float(n), sinkName=sink)
        for sink in (PGE, SCE, SDGE)
        for n, hour in enumerate(every)
    ]
    assert submit(own, records).status == 200
    assert len(load_data(own).value[0]["hourlyLoad"]) == 3 * len(every)
    (values,) = exceedances(own).value
    on = [n for n, hour in enumerate(every) if hour.tou == "ON"]
    first = values["loadExceedance"][0]
    assert first == {
        "sinkName": PGE, "maxMW": float(on[-1]), "exceedance": float(on[-(len(on) // 200 + 1)]), "timeOfUse": "ON",
    }  # fmt: skip


def test_a_setting_demands_every_hour_of_the_period(own: Asking) -> None:
    """With load.complete on, a sink that lacks hours fails and says which is the first missing."""
    every = list(hours(span("2027_M01")))
    whole = [record(hour.day, hour.hour_ending) for hour in every]
    lacking = [each | {"sinkName": SCE} for each in whole[:-2]]
    with own.setting("load.complete", True):
        answered = submit(own, whole + lacking, "NVLY", "2027_M01", FCST, "F")
    assert answered.trace.rules_fired == [("load-complete", "SER0030")]
    assert answered.texts[0].endswith(f"sink {SCE}: 2027-01-31 HE23 FINAL_LOAD is missing (2 hours missing)")
    assert {each["sinkName"] for each in load_data(own, "NVLY", "2027_M01", FCST).value[0]["hourlyLoad"]} == {
        PGE
    }


def test_another_calendar_is_put_in_force_by_a_setting(own: Asking) -> None:
    """By solar hours the midday of a Sunday is ON, and the figures follow; what is stored stays as it is."""
    sunday = date(2025, 10, 5)
    submit(own, [record(sunday, hour, float(hour)) for hour in hour_endings(sunday)])

    def told() -> tuple[list[int], dict[str, tuple[float, float]]]:
        on = [
            each["hourEnding"] for each in load_data(own).value[0]["hourlyLoad"] if each["timeOfUse"] == "ON"
        ]
        rows = exceedances(own).value[0]["loadExceedance"]
        return on, {each["timeOfUse"]: (each["maxMW"], each["exceedance"]) for each in rows}

    assert told() == ([], {"OFF": (24.0, 24.0)})
    with own.setting("tou.calendar", "solar"):
        assert told() == (list(range(10, 18)), {"ON": (17.0, 17.0), "OFF": (24.0, 24.0)})
    assert told() == ([], {"OFF": (24.0, 24.0)})
