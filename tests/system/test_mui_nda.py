"""The network model of a market in the MUI room: for readers who signed for it, and for nobody else."""

from __future__ import annotations

import csv
import io
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asking import Asking, system_at
from mui_room import Console, Screens

from marketsim.contract.instants import utc_text

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
MARKET, POSTED = "AUC_MN_2027_M01", "AUC_MN_2026_M11"
FILES = ["case.m", "contingencies.csv", "interfaces.csv", "monitored.csv", "ratings.csv"]
OUTAGE = "MALIN_500-ROUNDMT_500-1"


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("nda"), NOW) as asking:
        yield asking


@pytest.fixture(scope="module")
def screens(ask: Asking) -> Screens:
    return Screens(ask)


@pytest.fixture(scope="module")
def console(ask: Asking) -> Console:
    return Console(ask)


def fetched(screens: Screens, file: str, market: str = MARKET) -> bytes:
    status, content = screens.raw("GET", f"/nda/{market}/{file}", "mui-ndax", {})
    assert status == 200
    return content


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def workings(console: Console, market: str) -> zipfile.ZipFile:
    """The market folder as the ISO has it."""
    told = console.order("GET", f"/markets/{market}/workings")[1]
    return zipfile.ZipFile(io.BytesIO(b64decode(told["folder"])))


@pytest.mark.parametrize("reader", ["mui-ndax", "mui-nday", "mui-ndaz"])
@pytest.mark.parametrize("market", [MARKET, POSTED, "ALLOC_AN_2027_T1"])
def test_a_reader_lists_the_files_of_a_market_and_fetches_each(
    screens: Screens, reader: str, market: str
) -> None:
    """Of the size that the list tells; an auction and an allocation, cleared or not, have the same files."""
    status, told = screens("GET", f"/nda/{market}", reader, {})
    assert (status, told["market"], [each["name"] for each in told["files"]]) == (200, market, FILES)
    for each in told["files"]:
        assert each["bytes"] == len(fetched(screens, each["name"], market))
        assert each["holds"]


@pytest.mark.parametrize("person", ["mui-srtx", "mui-gbtr", "mui-nvly", "mui-cec", "mui-pool"])
@pytest.mark.parametrize(
    "path", [f"/nda/{MARKET}", *(f"/nda/{MARKET}/{file}" for file in FILES), "/nda/NONE"]
)
def test_nobody_else_gets_the_model(screens: Screens, person: str, path: str) -> None:
    """403 for the screens of any other function, before it is told whether there is such a market."""
    status, told = screens("GET", path, person, {})
    assert (status, "NDA" in told["error"], set(told)) == (403, True, {"error"})


@pytest.mark.parametrize(("person", "status"), [(None, 401), ("ndax", 403), ("srtx", 403), ("operator", 403)])
def test_a_certificate_of_another_room_does_not_open_the_model(
    screens: Screens, person: str | None, status: int
) -> None:
    """Not even that with which the same reader downloads market data."""
    assert screens("GET", f"/nda/{MARKET}/case.m", person, {})[0] == status


def test_a_reader_of_the_model_has_no_other_screens(screens: Screens) -> None:
    """It bids nothing and posts no security."""
    query = {"participantName": "NDAX"}
    assert screens("GET", "/security", "mui-ndax", query)[0] == 403
    assert screens("GET", "/portfolios", "mui-ndax", {**query, "marketName": MARKET})[0] == 403


@pytest.mark.parametrize("market", [MARKET, POSTED])
def test_the_files_are_what_the_market_is_cleared_with(
    screens: Screens, console: Console, market: str
) -> None:
    """Byte for byte those of the market folder; what is monitored is what has a limit there."""
    with workings(console, market) as folder:
        for name in FILES:
            if name != "monitored.csv":
                assert fetched(screens, name, market) == folder.read(name)
    case = fetched(screens, "case.m", market).decode()
    assert case.count("mpc.") > 2
    monitored = [row["Branch"] for row in rows(fetched(screens, "monitored.csv", market))]
    assert len(monitored) == len(set(monitored)) > 20


def test_outages_and_limits_of_a_market_show_in_its_model_alone(screens: Screens, console: Console) -> None:
    """What is out is not monitored, and the case of another market has it still."""
    before = {market: fetched(screens, "monitored.csv", market) for market in (MARKET, POSTED)}
    assert OUTAGE in before[MARKET].decode()
    console.order("PUT", f"/markets/{MARKET}/outages", {"branches": [OUTAGE]})
    limits = {"interfaces": {"PATH26": {"forwardMw": 123}}}
    console.order("PUT", f"/markets/{MARKET}/limits", limits)
    assert OUTAGE not in fetched(screens, "monitored.csv").decode()
    assert fetched(screens, "monitored.csv", POSTED) == before[POSTED]
    (forward,) = {
        row["ForwardMW"] for row in rows(fetched(screens, "interfaces.csv")) if row["Interface"] == "PATH26"
    }
    assert float(forward) == 123


def test_the_model_comes_out_with_the_market_s_data(ask: Asking, screens: Screens, console: Console) -> None:
    """409 until then, and it says when."""
    new: dict[str, Any] = {
        "name": "AUC_MN_2032_M03", "marketType": "AUCTION", "marketTerm": "MONTHLY", "periods": ["2032_M03"],
        "dataPublishDate": utc_text(NOW + timedelta(days=2)), "openDate": utc_text(NOW + timedelta(days=4)),
        "closeDate": utc_text(NOW + timedelta(days=9)),
    }  # fmt: skip
    assert console.order("POST", "/markets", new)[0] == 200
    with ask.at(NOW + timedelta(days=1, hours=23)):
        status, told = screens("GET", f"/nda/{new['name']}", "mui-ndax", {})
        assert (status, "2026-11-23 20.00 UTC" in told["error"]) == (409, True)
    with ask.at(NOW + timedelta(days=2)):
        assert screens("GET", f"/nda/{new['name']}", "mui-ndax", {})[0] == 200


@pytest.mark.parametrize(
    "path", ["NO_MARKET", "NO_MARKET/case.m", f"{MARKET}/bids.csv", f"{MARKET}/security.csv"]
)
def test_there_is_nothing_else_to_fetch(screens: Screens, path: str) -> None:
    """Neither an unknown market nor what participants sent."""
    assert screens("GET", f"/nda/{path}", "mui-ndax", {})[0] == 404
