"""Source and sink lists as the ISO publishes them: v0 with a market's data, v1 when it opens, later ones."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asking import Asking, system_at, system_like
from mui_room import Console

from marketsim.contract.filecolumns import read_download
from marketsim.contract.instants import utc_text
from marketsim.system.answering import answer
from marketsim.system.reception import Received

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
MARKET = "AUC_MN_2031_M03"


def later(days: float) -> str:
    return utc_text(NOW + timedelta(days=days))


NEW = {
    "name": MARKET, "marketType": "AUCTION", "marketTerm": "MONTHLY", "periods": ["2031_M03"],
    "dataPublishDate": later(2), "openDate": later(4), "closeDate": later(9),
}  # fmt: skip


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    with system_at(folder, NOW):
        return folder / "system.db"


@pytest.fixture
def ask(laid: Path, tmp_path: Path) -> Iterator[Asking]:
    with system_like(laid, tmp_path) as asking:
        asking.system.clock.set(NOW)
        yield asking


@pytest.fixture
def console(ask: Asking) -> Console:
    made = Console(ask)
    assert made.order("POST", "/markets", NEW)[0] == 200
    return made


def told(console: Console) -> dict[str, Any]:
    status, lists = console.order("GET", f"/markets/{MARKET}/source-sinks")
    assert status == 200
    return dict(lists)


def listed(ask: Asking, download_type: str = "SOURCE_SINK") -> list[dict[str, Any]]:
    """The rows of the download; none where there are no data yet."""
    operation = ask.system.contract.operation("market_data", "getPublicMarketData")
    query = {
        "participantName": "SRTX", "fileFormat": "JSON", "marketName": MARKET,
        "publicMarketDownloadType": download_type,
    }  # fmt: skip
    headers = {"caiso-request-id": str(uuid.uuid4())}
    given = answer(ask.system, Received(operation, query, headers, b"", 1000), "srtx")
    return read_download(given.body)[1] if given.status == 200 else []


def public_messages(ask: Asking) -> list[dict[str, Any]]:
    query = {"participantName": "SRTX", "fromDate": later(-0.1)}
    found = ask("messages.publicMessages", "srtx", query=query).value
    return [each for each in found if MARKET in each["message"]]


def test_the_first_list_comes_with_the_data_and_the_second_when_the_market_opens(
    ask: Asking, console: Console
) -> None:
    """Nothing is downloaded before v0; the console says which version is in force."""
    assert [(each["version"], each["published"]) for each in told(console)["lists"]] == [
        ("v0", later(2)), ("v1", later(4)),
    ]  # fmt: skip
    seen = []
    for days in (1.9, 2, 3.9, 4):
        with ask.at(NOW + timedelta(days=days)):
            seen.append((told(console)["inForce"], bool(listed(ask))))
    assert seen == [(None, False), ("v0", True), ("v0", True), ("v1", True)]


def test_a_new_market_tells_when_its_lists_come_out(ask: Asking, console: Console) -> None:
    """In one public message, with both moments."""
    with ask.at(NOW + timedelta(days=1)):
        (message,) = public_messages(ask)
    assert "v0 comes out 2026-11-23 20.00 UTC and v1 comes out 2026-11-25 20.00 UTC" in message["message"]
    assert told(console)["lists"][0]["withdrawn"] == []


def test_a_later_list_withdraws_locations_and_is_told_with_their_names(ask: Asking, console: Console) -> None:
    """The download lacks them from then on; the attachment of the public message names them."""
    with ask.at(NOW + timedelta(days=5)):
        assert "DIABLO_7_B1" in {row["SourceSink"] for row in listed(ask)}
        new = console.order("PUT", f"/markets/{MARKET}/source-sinks", {"withdrawn": ["DIABLO_7_B1"]})[1]
        assert new == {"version": "v2", "published": later(5)}
        assert "DIABLO_7_B1" not in {row["SourceSink"] for row in listed(ask)}
        *_, newest = told(console)["lists"]
        assert (newest["version"], newest["withdrawn"]) == ("v2", ["DIABLO_7_B1"])
        message = public_messages(ask)[-1]
    assert message["message"] == f"Source and sink list v2 of market {MARKET} comes out 2026-11-26 20.00 UTC"
    assert message["attachmentName"] == "source-sinks-v2.txt"
    assert base64.b64decode(message["attachment"]) == b"Withdrawn since v0:\nDIABLO_7_B1\n"
    with ask.at(NOW + timedelta(days=5.5)):
        console.order("PUT", f"/markets/{MARKET}/source-sinks", {"withdrawn": []})
        assert told(console)["inForce"] == "v3"
        assert "DIABLO_7_B1" in {row["SourceSink"] for row in listed(ask)}


def test_a_withdrawal_before_the_second_list_comes_out_with_it(ask: Asking, console: Console) -> None:
    """The version counts on, and replaces v1 at the moment of v1."""
    with ask.at(NOW + timedelta(days=3)):
        new = console.order("PUT", f"/markets/{MARKET}/source-sinks", {"withdrawn": ["DIABLO_7_B1"]})[1]
        assert new == {"version": "v2", "published": later(4)}
        assert told(console)["inForce"] == "v0"
    with ask.at(NOW + timedelta(days=4)):
        assert told(console)["inForce"] == "v2"


def test_lists_to_come_follow_the_dates_of_the_market(ask: Asking, console: Console) -> None:
    """What is out stays as it was; no later version overtakes an earlier one."""
    with ask.at(NOW + timedelta(days=3)):
        console.order("PUT", f"/markets/{MARKET}/source-sinks", {"withdrawn": ["DIABLO_7_B1"]})
        change = {"openDate": later(6), "dataPublishDate": later(1)}
        assert console.order("PATCH", f"/markets/{MARKET}", change)[0] == 200
        lists = told(console)["lists"]
    assert [each["published"] for each in lists] == [later(2), later(6), later(6)]


def test_a_publication_date_may_be_moved_and_the_data_with_it(ask: Asking, console: Console) -> None:
    """Before v0 is out; a load window has none."""
    assert console.order("PATCH", f"/markets/{MARKET}", {"dataPublishDate": later(-1)})[0] == 200
    assert (told(console)["inForce"], bool(listed(ask))) == ("v0", True)
    status, _ = console.order("PATCH", "/markets/HIST_LOAD_2026", {"dataPublishDate": later(1)})
    assert status == 400


@pytest.mark.usefixtures("console")
def test_a_new_market_lists_no_location_that_is_retired(ask: Asking) -> None:
    """What replaced it in the latest period known replaces it in the new one, and the public list says so."""
    with ask.at(NOW + timedelta(days=2)):
        names = {row["SourceSink"] for row in listed(ask)}
    assert "RETIRED_7_B1" not in names and "MIDWAY_7_B1" in names
    operation = ask.system.contract.operation("market_data", "getPublicGeneralData")
    query = {
        "participantName": "SRTX", "fileFormat": "CSV", "publicGeneralDownloadType": "SOURCE_SINK_REPLACEMENT"
    }  # fmt: skip
    headers = {"caiso-request-id": str(uuid.uuid4())}
    given = answer(ask.system, Received(operation, query, headers, b"", 1000), "srtx")
    row = {"Period": "2031_M03", "SourceSink": "RETIRED_7_B1", "Replacement": "MIDWAY_7_B1"}
    assert row in read_download(given.body)[1]


def test_an_unknown_market_has_no_lists(console: Console) -> None:
    """404 at the console."""
    assert console.order("GET", "/markets/NO_MARKET/source-sinks")[0] == 404
