"""Faults of load, of windows for conversion, and of access: each breaks one behaviour, within the contract."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asking import Asking, system_at, system_like
from load_bodies import (
    AUTUMN,
    DAY,
    HIST,
    PGE,
    SERVICE,
    SPRING,
    day_of,
    exceedances,
    load_data,
    record,
    submit,
)
from mui_room import Screens
from standing import Standing, codes

from marketsim.contract.filecolumns import TEMPLATES
from marketsim.contract.tables import write_csv
from marketsim.system.calendar.periods import pacific_midnight
from marketsim.system.call import Caller, Grant
from marketsim.system.service_faults import caller_seen

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
TOR_WINDOWS, STATUS = "tor_conversion.getNewConversionWindowForRequest", "getTorConversionWindowStatus"


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a world as it was laid."""
    folder = tmp_path_factory.mktemp("laid")
    with system_at(folder, NOW):
        return folder / "system.db"


@pytest.fixture
def own(laid: Path, tmp_path: Path) -> Iterator[Asking]:
    """A system of its own: what one test submits is not there for the next."""
    with system_like(laid, tmp_path) as asking:
        yield asking


@contextmanager
def fault(ask: Asking | Standing, name: str) -> Iterator[None]:
    """With this fault of results alone."""
    ask.system.switch_faults([f"result:{name}"])
    try:
        yield
    finally:
        ask.system.switch_faults([])


def value(ask: Asking, operation: str, owner: str, **query: str) -> Any:
    """What is told, never refused."""
    given = ask(operation, owner.lower(), query={"participantName": owner, **query})
    assert given.status == 200, given.value
    return given.value


def kept(ask: Asking, period: str = "2025_S04") -> list[tuple[int, float]]:
    """Hour ending and MW of what reads back."""
    return [(each["hourEnding"], each["mw"]) for each in load_data(ask, period=period).value[0]["hourlyLoad"]]


def figures(ask: Asking, period: str = "2025_S04") -> set[tuple[str, float, float]]:
    """Time of use, highest load and exceedance of the one sink."""
    (told,) = exceedances(ask, period=period).value
    return {(each["timeOfUse"], each["maxMW"], each["exceedance"]) for each in told["loadExceedance"]}


def test_what_was_sent_can_read_back_short(own: Asking) -> None:
    """Load; what utilities uploaded; requests of right holders."""
    market = "loadMigrationMarketName"
    (posted, *_) = value(own, "load_migration.getPostedLoadMigrationMarketList", "UPGAE")
    asked = {
        ("load_migration.getExistingCustomerRates", "UPGAE"): ("customerRateRecords", "kwRate", -0.001),
        ("load_migration.getExistingNumberOfCustomers", "UPGAE"): (
            "numberOfCustomerRecords",
            "numberOfCustomers",
            1,
        ),
        ("load_migration.getExistingDasrSummary", "UPGAE"): ("dasrRecords", "numCustomerTransfer", 1),
    }
    for (operation, owner), (records, member, change) in asked.items():
        sound = value(own, operation, owner, **{market: posted["marketName"]})[records]
        with fault(own, "short-records"):
            told = value(own, operation, owner, **{market: posted["marketName"]})[records]
        assert [each[member] for each in told] == [round(each[member] + change, 3) for each in sound] != []
    query = {"torConversionWindow": "TOR_CONVERSION_2026_M12"}
    sound = value(own, "tor_conversion.getTorConversionRequestList", "TORA", **query)
    submit(own, [record(DAY, 9, 100.0)])
    with fault(own, "short-records"):
        assert kept(own) == [(9, 99.999)]
        told = value(own, "tor_conversion.getTorConversionRequestList", "TORA", **query)
    assert [each["mw"] for each in told] == [round(each["mw"] - 0.001, 3) for each in sound] != []


def test_old_load_can_be_left_beside_the_new(own: Asking) -> None:
    """The hour that is submitted again is new; the other is still there."""
    submit(own, [record(DAY, 9, 1.0), record(DAY, 10, 2.0)])
    with fault(own, "old-load-left"):
        assert submit(own, [record(DAY, 10, 3.0)]).status == 200
    assert kept(own) == [(9, 1.0), (10, 3.0)]


@pytest.mark.parametrize(
    ("day", "period", "hours"), [(AUTUMN, "2025_S04", 24), (SPRING, "2025_S01", 23), (DAY, "2025_S04", 24)]
)
def test_days_of_other_lengths_can_be_numbered_like_any(
    own: Asking, day: date, period: str, hours: int
) -> None:
    """The long day loses its last hour, the short one has no gap; other days are as ever."""
    submit(own, day_of(day), period=period)
    with fault(own, "plain-days"):
        assert [hour for hour, _mw in kept(own, period)] == list(range(1, hours + 1))


def test_days_of_summer_can_begin_as_those_of_winter(own: Asking) -> None:
    """At 08:00 UTC instead of 07:00."""
    submit(own, [record(DAY, 9)])
    with fault(own, "winter-days"):
        (hour,) = load_data(own).value[0]["hourlyLoad"]
    assert hour["effectiveDate"] == "2025-10-07T08:00:00Z"


def test_gross_load_can_count_for_the_figures(own: Asking) -> None:
    """Where final load alone should."""
    others = [record(DAY, 9, 500.0, dataType=kind) for kind in ("GROSS_LOAD", "GROSS_GENERATION")]
    with own.without("load-type-allowed"):
        submit(own, [record(DAY, 9, 100.0), *others])
    sound = figures(own)
    with fault(own, "gross-counted"):
        assert {each[1] for each in sound} == {100.0} != {each[1] for each in figures(own)} == {500.0}


def test_the_highest_load_can_be_told_as_exceedance(own: Asking) -> None:
    """Of four hours two may be above it."""
    submit(own, [record(DAY, hour, 100.0 + hour) for hour in (9, 10, 11, 12)])
    with own.setting("load.exceedance", "0.5"):
        assert figures(own) == {("ON", 112.0, 110.0)}
        with fault(own, "highest-as-exceedance"):
            assert figures(own) == {("ON", 112.0, 112.0)}


def test_figures_of_another_can_count_for_all(own: Asking) -> None:
    """The CEC's 1 MW are BAYC's, and NVLY's load is in ERROR for it."""
    figure = {
        "AssetOwner": "BAYC", "SinkName": PGE, "EffectiveDate": pacific_midnight(DAY), "HourEnding": 9, "MW": 1.0,
    }  # fmt: skip
    submit(own, [record(DAY, 9, 100.0)])
    for name, status in (("silent", "VALID"), ("cec-of-all", "ERROR")):
        with fault(own, name):
            content = write_csv([figure], TEMPLATES["CEC_LOAD"])
            assert Screens(own)("POST", "/cec-load", "mui-cec", {}, content, str(uuid.uuid4()))[0] == 200
        assert load_data(own).value[0]["loadSubmissionStatus"]["status"] == status


def test_lists_of_windows_can_mix_their_kinds(own: Asking) -> None:
    """Historical windows among the forecast ones."""
    with fault(own, "kinds-mixed"):
        told = value(own, f"{SERVICE}.getOpenForecastLoadSubmissionWindowList", "NVLY")
    assert {each["histForecastFlag"] for each in told} == {"H", "F"}


def test_hours_of_one_time_of_use_can_be_told(own: Asking) -> None:
    """Of the N-hours those of OFF are told as ON."""
    (posted, *_) = value(own, "load_migration.getPostedLoadMigrationMarketList", "UPGAE")
    with fault(own, "one-time-of-use"):
        told = value(
            own, "load_migration.getNHourData", "UPGAE", loadMigrationMarketName=posted["marketName"]
        )
    assert {each["tou"] for each in told} == {"ON"}


def test_one_market_or_window_can_be_told_with_another_status(own: Asking) -> None:
    """Whatever it is; the lists are right."""
    migration = value(own, "load_migration.getActiveLoadMigrationMarketList", "UPGAE")
    windows = value(own, TOR_WINDOWS, "TORA")
    with fault(own, "other-status"):
        for each in migration:
            query = {"loadMigrationMarketName": each["marketName"]}
            told = value(own, "load_migration.getLoadMigrationMarketStatus", "UPGAE", **query)
            assert told["marketStatus"] != each["marketStatus"]
        for each in windows:
            told = value(own, f"tor_conversion.{STATUS}", "TORA", torConversionWindow=each["name"])
            assert told["status"] != each["status"]
        told = value(own, f"{SERVICE}.getLoadSubmissionWindowStatus", "NVLY", loadSubmissionWindowName=HIST)
        assert told["windowStatus"] == "CLOSED"
        assert value(own, TOR_WINDOWS, "TORA") == windows


def test_windows_of_conversion_can_be_slow_or_overlap(own: Asking) -> None:
    """An hour behind their dates; the one for approval opens with the other."""
    (opening,) = (each for each in value(own, TOR_WINDOWS, "TORA") if each["status"] == "NEW")
    window = {"torConversionWindow": opening["name"]}
    opens = datetime.fromisoformat(opening["conversionSubmissionWindow"]["openDate"])
    for later, status in ((timedelta(0), "NEW"), (timedelta(hours=1), "OPEN_FOR_CONVERSION")):
        with own.at(opens + later), fault(own, "slow-windows"):
            assert value(own, f"tor_conversion.{STATUS}", "TORA", **window)["status"] == status
    with fault(own, "windows-overlap"):
        told = value(own, f"tor_conversion.{STATUS}", "TORA", **window)
    (approval,) = {each["openDate"] for name, each in told.items() if "pproval" in name}
    assert approval == told["conversionSubmissionWindow"]["openDate"]


def test_what_conversions_became_can_be_left_unnamed(own: Asking) -> None:
    """The CRRs are there; no record names them."""
    query = {"torConversionWindow": "TOR_CONVERSION_2026_M10"}
    sound = value(own, "tor_conversion.getMtTorCRRList", "SRTX", **query)
    with fault(own, "conversions-unnamed"):
        told = value(own, "tor_conversion.getMtTorCRRList", "SRTX", **query)
    assert any("mtTorCrrId" in each for each in sound)
    assert told == [{name: each[name] for name in each if name != "mtTorCrrId"} for each in sound]


def test_functions_can_be_shut(own: Asking) -> None:
    """Whoever asks is refused as one who lacks the function."""
    with fault(own, "functions-shut"):
        assert own(TOR_WINDOWS, "tora", query={"participantName": "TORA"}).codes == ["SEC0001"]


def test_readers_and_further_owners_can_be_shut_out() -> None:
    """Grants that only read; grants for others than the first participant."""
    grants = (Grant("BAYC", "CLSE", True), Grant("BAYC", "NDA", False), Grant("NVLY", "CLSE", True))
    caller = Caller("anna", grants)
    assert caller_seen(caller, frozenset()) == caller
    assert caller_seen(caller, frozenset({"readers-shut-out"})).grants == (grants[0], grants[2])
    assert caller_seen(caller, frozenset({"one-owner-a-person"})).grants == grants[:2]
    assert caller_seen(Caller("nobody", ()), frozenset({"one-owner-a-person"})).grants == ()


def test_a_stranger_can_be_judged_without_a_certificate(standing: Standing) -> None:
    """It holds no grants; whatever it asks for, it is told so instead of 401."""
    with fault(standing, "anybody-in"):
        answer = standing.ask(None, "GET", "/crr/status/v1/status")
    assert answer.status_code != 401
    assert codes(answer)
