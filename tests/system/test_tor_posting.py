"""TOR conversion windows at the operator console: made with paths, posted into CRRs, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asking import Asking, system_at, system_like
from counter import day, end_of_day
from mui_room import Console

from marketsim.contract.instants import utc_text
from marketsim.system.downloads.base_loading import base_loading
from marketsim.system.store.holdings import Crr, change_crr, find_crr, list_crrs, next_crr_id
from marketsim.system.store.markets import find_market

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
WINDOW = "TOR_CONVERSION_2027_M05"
PATH = {"holder": "TORA", "source": "MALIN_5_N101", "sink": "MOSSLD_7_B1", "maxMw": 40.125}
DATES = {"startDate": day(2027, 5, 3), "endDate": end_of_day(2027, 5, 9)}


def later(days: float) -> str:
    return utc_text(NOW + timedelta(days=days))


NEW_WINDOW: dict[str, Any] = {
    "period": "2027_M05",
    "conversionOpen": later(-1),
    "conversionClose": later(1),
    "approvalOpen": later(2),
    "approvalClose": later(4),
    "paths": [PATH],
}


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("conversion")
    with system_at(folder, NOW):
        return folder / "system.db"


@pytest.fixture
def ask(laid: Path, tmp_path: Path) -> Iterator[Asking]:
    with system_like(laid, tmp_path) as asking:
        asking.system.clock.set(NOW)
        yield asking


@pytest.fixture
def console(ask: Asking) -> Console:
    return Console(ask)


def request(ask: Asking, *records: dict[str, Any]) -> None:
    """TORA requests conversions in the new window."""
    sent = [{"mw": 10, "transfereeAO": "SRTX", "modeled": "Y"} | DATES | _path() | each for each in records]
    body = {"torConversionWindow": WINDOW, "torHolder": "TORA", "conversionRequests": sent}
    given = ask("tor_conversion.postTorConversionRequest", "tora", body=body)
    assert given.value["errorMessages"] == ""


def _path() -> dict[str, str]:
    return {"source": PATH["source"], "sink": PATH["sink"]}  # type: ignore[dict-item]


def records(ask: Asking, owner: str = "SRTX") -> list[dict[str, Any]]:
    query = {"participantName": owner, "torConversionWindow": WINDOW}
    return list(ask("tor_conversion.getMtTorCRRList", owner.lower(), query=query).value)


def decide(ask: Asking, *statuses: str, owner: str = "SRTX") -> None:
    """Decide the first records of a transferee, after the window opened for approval."""
    sent = [
        {**each, "approvalStatus": status}
        for each, status in zip(records(ask, owner), statuses, strict=False)
    ]
    body = {"torConversionWindow": WINDOW, "assetOwner": owner, "conversionApprovalRecords": sent}
    with ask.at(NOW + timedelta(days=3)):
        given = ask("tor_conversion.postTorConversionApproval", owner.lower(), body=body)
    assert given.value["errorMessages"] == ""


def post(ask: Asking, console: Console) -> dict[str, Any]:
    """Post the window once its approvals are over."""
    with ask.at(NOW + timedelta(days=5)):
        status, told = console.order("POST", f"/tor-windows/{WINDOW}/posting", {})
    assert status == 200, told
    return dict(told)


def held(ask: Asking) -> list[Crr]:
    """Every CRR of the period that rights were converted into, over the new window's path."""
    with ask.system.store.reading() as store:
        return [crr for crr in list_crrs(store) if (crr.crr_type, crr.period) == ("MT_TOR", "2027_M05")]


def private_messages(ask: Asking, person: str) -> list[str]:
    query = {"participantName": person.upper(), "fromDate": later(4), "toDate": later(6)}
    with ask.at(NOW + timedelta(days=7)):
        given = ask("messages.privateMessages", person, query=query)
    return [each["message"] for each in given.value] if given.status == 200 else []


@pytest.fixture
def opened(console: Console) -> None:
    status, told = console.order("POST", "/tor-windows", NEW_WINDOW)
    assert (status, told["name"], told["status"]) == (200, WINDOW, "OPEN_FOR_CONVERSION")


@pytest.mark.usefixtures("opened")
def test_a_window_made_at_the_console_has_its_paths(ask: Asking) -> None:
    """The right holder reads them with their dates, which are the period where none were given; nobody else does."""
    query = {"torConversionWindow": WINDOW, "participantName": "TORA"}
    (path,) = ask("tor_conversion.getTorConversionWindowPaths", "tora", query=query).value
    assert (path["source"], path["sink"], path["maxMw"]) == (PATH["source"], PATH["sink"], 40.125)
    assert (path["startDate"], path["endDate"]) == (day(2027, 5, 1), end_of_day(2027, 5, 31))
    other = query | {"participantName": "TORB"}
    assert ask("tor_conversion.getTorConversionWindowPaths", "torb", query=other).value == []


@pytest.mark.usefixtures("opened")
def test_what_was_approved_becomes_an_option_of_the_transferee(ask: Asking, console: Console) -> None:
    """One MT_TOR CRR an approved record: an option over the request's days, of market SYSTEM."""
    request(ask, {})
    decide(ask, "APPROVED", "APPROVED")
    told = post(ask, console)
    assert (told["made"], told["corrected"]) == (2, False)
    assert told["crrs"] == [
        {"approvalId": each["conversionApprovalId"], "crrId": each["mtTorCrrId"]} for each in records(ask)
    ]
    crrs = held(ask)
    assert [(crr.crr_id, crr.tou) for crr in crrs] == [
        (each["mtTorCrrId"], each["tou"]) for each in records(ask)
    ]
    for crr in crrs:
        assert (crr.owner, crr.hedge_type, crr.category, crr.market_name) == (
            "SRTX",
            "OPT",
            "SYSTEM",
            "SYSTEM",
        )
        assert (crr.source, crr.sink, crr.mw) == (PATH["source"], PATH["sink"], 10)
        assert (utc_text(crr.start), utc_text(crr.end)) == (DATES["startDate"], DATES["endDate"])
    inside = console.order("GET", f"/tor-windows/{WINDOW}")[1]
    assert inside["paths"][0]["maxMw"] == 40.125
    (asked,) = inside["requests"]
    assert (asked["status"], [each["crrId"] for each in asked["approvals"]]) == (
        "APPROVED", [crr.crr_id for crr in crrs],
    )  # fmt: skip


@pytest.mark.usefixtures("opened")
def test_only_approved_records_make_crrs(ask: Asking, console: Console) -> None:
    """What waits stays PENDING_APPROVAL and what was disapproved makes nothing; an approved half counts by itself."""
    request(ask, {"transfereeAO": "GBTR"}, {"transfereeAO": "NVLY"}, {"transfereeAO": "PCFT"})
    decide(ask, "APPROVED", "DISAPPROVED", owner="GBTR")
    decide(ask, "DISAPPROVED", "DISAPPROVED", owner="NVLY")
    decide(ask, "APPROVED", owner="PCFT")
    post(ask, console)
    assert [(crr.owner, crr.tou) for crr in held(ask)] == [("GBTR", "ON"), ("PCFT", "ON")]
    told = [
        (each["approvalStatus"], "mtTorCrrId" in each)
        for owner in ("GBTR", "NVLY", "PCFT")
        for each in records(ask, owner)
    ]
    assert told == [
        ("APPROVED", True), ("DISAPPROVED", False), ("DISAPPROVED", False), ("DISAPPROVED", False),
        ("APPROVED", True), ("PENDING_APPROVAL", False),
    ]  # fmt: skip


@pytest.mark.usefixtures("opened")
def test_posting_again_doubles_nothing(ask: Asking, console: Console) -> None:
    """Also where a CRR was traded on since; nobody gets a second message."""
    request(ask, {})
    decide(ask, "APPROVED", "APPROVED")
    first = post(ask, console)
    with ask.system.store.writing() as store:
        change_crr(store, first["crrs"][0]["crrId"], mw=4.0)
    before, told = held(ask), private_messages(ask, "srtx")
    again = post(ask, console)
    assert (again["crrs"], again["made"], again["corrected"]) == (first["crrs"], 0, True)
    assert (held(ask), private_messages(ask, "srtx")) == (before, told)


@pytest.mark.usefixtures("opened")
def test_transferee_and_right_holder_are_told_privately(ask: Asking, console: Console) -> None:
    """Of each CRR, by its id; a bystander reads nothing."""
    request(ask, {})
    decide(ask, "APPROVED", "DISAPPROVED")
    (made,) = post(ask, console)["crrs"]
    for person in ("srtx", "tora"):
        (text,) = private_messages(ask, person)
        assert f"CRR {made['crrId']} of 10.000 MW ON from {PATH['source']} to {PATH['sink']}" in text
    assert private_messages(ask, "gbtr") == []


@pytest.mark.usefixtures("opened")
def test_a_posting_that_is_taken_back_takes_its_crrs_along(ask: Asking, console: Console) -> None:
    """Approval opens again, a decision is changed to what was left out, and the same record gets the same id."""
    request(ask, {})
    decide(ask, "APPROVED")
    first = post(ask, console)["crrs"]
    back = {"postedAt": None, "approvalClose": later(8)}
    with ask.at(NOW + timedelta(days=6)):
        status, told = console.order("PATCH", f"/tor-windows/{WINDOW}", back)
    assert (status, told["status"]) == (200, "OPEN_FOR_APPROVAL")
    assert held(ask) == []
    assert not any("mtTorCrrId" in each for each in records(ask))
    decide(ask, "APPROVED", "APPROVED")
    with ask.at(NOW + timedelta(days=9)):
        told = console.order("POST", f"/tor-windows/{WINDOW}/posting", {})[1]
    assert (told["crrs"][0], told["made"], told["corrected"]) == (first[0], 2, False)


@pytest.mark.usefixtures("opened")
def test_an_id_that_was_taken_back_is_given_to_nobody_else(ask: Asking, console: Console) -> None:
    """The next CRR of the system gets a higher one."""
    request(ask, {})
    decide(ask, "APPROVED")
    ((made),) = post(ask, console)["crrs"]
    console.order("PATCH", f"/tor-windows/{WINDOW}", {"postedAt": None})
    with ask.system.store.reading() as store:
        assert find_crr(store, made["crrId"]) is None
        assert next_crr_id(store) > made["crrId"]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("change", [{"mw": 4.0}, {"owner": "GBTR"}])
def test_a_posting_whose_crr_was_traded_on_is_not_taken_back(
    ask: Asking, console: Console, change: dict[str, Any]
) -> None:
    """409, and nothing changed."""
    request(ask, {})
    decide(ask, "APPROVED")
    (made,) = post(ask, console)["crrs"]
    with ask.system.store.writing() as store:
        change_crr(store, made["crrId"], **change)
    status, told = console.order("PATCH", f"/tor-windows/{WINDOW}", {"postedAt": None})
    assert (status, "traded" in told["error"]) == (409, True)
    assert len(held(ask)) == 1
    with ask.at(NOW + timedelta(days=6)):
        assert console.order("GET", f"/tor-windows/{WINDOW}")[1]["status"] == "POSTED"


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("days", [0, 1.5, 3])
def test_a_window_is_not_posted_before_its_approvals_are_over(
    ask: Asking, console: Console, days: float
) -> None:
    """409 in every earlier status."""
    with ask.at(NOW + timedelta(days=days)):
        status, told = console.order("POST", f"/tor-windows/{WINDOW}/posting", {})
    assert (status, "CLOSED_FOR_APPROVAL" in told["error"]) == (409, True)


@pytest.mark.usefixtures("opened")
def test_modelled_conversions_load_the_model_and_others_do_not(ask: Asking, console: Console) -> None:
    """Base loading of the month's markets; a part of a CRR that was split off stays out with it."""
    request(ask, {"mw": 7, "modeled": "Y"}, {"mw": 5, "modeled": "N"})
    decide(ask, "APPROVED", "DISAPPROVED", "APPROVED", "DISAPPROVED")
    modelled, left_out = (each["crrId"] for each in post(ask, console)["crrs"])
    with ask.at(NOW + timedelta(days=6)):
        month = {
            "name": "AUC_MN_2027_M05", "marketType": "AUCTION", "marketTerm": "MONTHLY",
            "openDate": later(7), "closeDate": later(9), "periods": ["2027_M05"],
        }  # fmt: skip
        assert console.order("POST", "/markets", month)[0] == 200
        split = {
            "owner": "GBTR", **_path(), "tou": "ON", "hedgeType": "OPT", "crrType": "MT_TOR",
            "category": "SECONDARY_MARKET", "marketName": "SECONDARY_MARKET", "period": "2027_M05", "mw": 2,
        }  # fmt: skip
        for parent in (modelled, left_out):
            assert console.order("POST", "/holdings", split | {"parentCrrId": parent})[0] == 200
    with ask.system.store.reading() as store:
        market = find_market(store, "AUC_MN_2027_M05")
        assert market is not None
        loads = [each for each in base_loading(store, market) if each.source == PATH["source"]]
        assert [(each.sink, each.hedge_type, each.mw) for each in loads if each.sink == PATH["sink"]] == [
            (PATH["sink"], "OPT", 9.0)
        ]


@pytest.mark.parametrize(
    "change",
    [
        {"period": "2027"},
        {"approvalOpen": later(0)},
        {"paths": [PATH | {"holder": "SRTX"}]},
        {"paths": [PATH | {"holder": "NOBODY"}]},
        {"paths": [PATH | {"sink": "NOWHERE"}]},
        {"paths": [PATH | {"sink": PATH["source"]}]},
        {"paths": [PATH | {"maxMw": 1.0005}]},
        {"paths": [PATH | {"maxMw": 0}]},
        {"paths": [PATH | {"endDate": end_of_day(2027, 6, 1)}]},
        {"paths": [PATH | {"startDate": day(2027, 5, 2)[:-4] + "01Z"}]},
        {"paths": [PATH, PATH]},
        {"unknown": 1},
    ],
)  # fmt: skip
def test_a_window_that_cannot_be_is_not_made(console: Console, change: dict[str, Any]) -> None:
    """400, and no window of that name."""
    assert console.order("POST", "/tor-windows", NEW_WINDOW | change)[0] == 400
    assert console.order("GET", f"/tor-windows/{WINDOW}")[0] == 404


@pytest.mark.usefixtures("opened")
def test_a_name_is_given_once(console: Console) -> None:
    """409 for the second; a window may have a name of its own, and what is unknown is 404."""
    assert console.order("POST", "/tor-windows", NEW_WINDOW)[0] == 409
    named = console.order("POST", "/tor-windows", NEW_WINDOW | {"name": "TOR_MAY_AGAIN"})
    assert (named[0], named[1]["name"]) == (200, "TOR_MAY_AGAIN")
    for method, path in (("POST", "/tor-windows/NO/posting"), ("GET", "/tor-windows/NO")):
        assert console.order(method, path, {} if method == "POST" else None)[0] == 404


def test_halves_of_a_right_are_two_paths(ask: Asking, console: Console) -> None:
    """A request is held against the path whose days it lies in."""
    halves = [
        PATH | {"endDate": end_of_day(2027, 5, 14), "maxMw": 5},
        PATH | {"startDate": day(2027, 5, 15), "maxMw": 8},
    ]
    assert console.order("POST", "/tor-windows", NEW_WINDOW | {"paths": halves})[0] == 200
    second = {"startDate": day(2027, 5, 20), "endDate": end_of_day(2027, 5, 25)}
    request(ask, {"mw": 5}, {"mw": 8} | second)


def test_the_world_s_posted_window_was_posted_as_the_console_does(ask: Asking, console: Console) -> None:
    """Posting it once more makes nothing, and its transferees were told."""
    name = "TOR_CONVERSION_2026_M10"
    status, told = console.order("POST", f"/tor-windows/{name}/posting", {})
    assert (status, told["made"], told["corrected"], len(told["crrs"])) == (200, 0, True, 4)
    query = {"participantName": "SRTX", "fromDate": later(-26), "toDate": later(-24)}
    found = ask("messages.privateMessages", "srtx", query=query).value
    assert len([each for each in found if name in each["message"]]) == 2
