"""The grouped base loading of a market, worked out a second time from the public inventory of the whole world."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from asking import Asking, system_at
from mui_room import Console

from marketsim.contract.filecolumns import read_download
from marketsim.system.answering import answer
from marketsim.system.reception import Received

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
AHEAD = ["ALLOC_AN_2027_T1", "AUC_AN_2027", "AUC_MN_2027_M01", "ALLOC_MN_2027_M01_T1"]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("base_loading"), NOW) as asking:
        yield asking


def download(ask: Asking, operation_id: str, **query: str) -> list[dict[str, Any]]:
    operation = ask.system.contract.operation("market_data", operation_id)
    named = {"participantName": "SRTX", "fileFormat": "JSON", **query}
    headers = {"caiso-request-id": str(uuid.uuid4())}
    given = answer(ask.system, Received(operation, named, headers, b"", 1000), "srtx")
    return read_download(given.body)[1] if given.status == 200 else []


def told(ask: Asking, market: str) -> dict[tuple[str, ...], int]:
    """Thousandths of a MW by period, time of use, path and hedge type, as published."""
    query = {"marketName": market, "publicMarketDownloadType": "GROUPED_BASE_LOADING"}
    rows = download(ask, "getPublicMarketData", **query)
    keys = ("Period", "TOU", "Source", "Sink", "HedgeType")
    found = {tuple(row[key] for key in keys): round(row["MW"] * 1000) for row in rows}
    assert len(found) == len(rows), "a group has one row"
    return found


def worked_out(ask: Asking, market: str) -> dict[tuple[str, ...], int]:
    """The same from the rows of existing CRRs: owners' own, day by day, the most of any day of a period."""
    info = ask("market_status.getMarketInfo", "srtx", query={"participantName": "SRTX", "marketName": market})
    periods = {each["period"]["name"]: each["period"] for each in info.value["products"]}
    crrs = download(ask, "getPublicGeneralData", publicGeneralDownloadType="PUBLIC_EXISTING_CRR")
    replaced = {
        (row["Period"], row["SourceSink"]): row["Replacement"]
        for row in download(ask, "getPublicGeneralData", publicGeneralDownloadType="SOURCE_SINK_REPLACEMENT")
    }
    most: dict[tuple[str, ...], int] = {}
    for name, period in periods.items():
        start, end = (datetime.fromisoformat(period[key]) for key in ("startDate", "endDate"))
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for row in crrs:
            if row["OfferType"] == "OWNER" and row["StartDate"] <= end and row["EndDate"] >= start:
                path = [replaced.get((name, row[key]), row[key]) for key in ("Source", "Sink")]
                groups[name, row["TOU"], *path, row["HedgeType"]].append(row)
        for key, held in groups.items():
            moments = {max(row["StartDate"], start) for row in held}
            loads = [
                sum(round(row["MW"] * 1000) for row in held if row["StartDate"] <= at <= row["EndDate"])
                for at in moments
            ]
            if max(loads):
                most[key] = max(loads)
    return most


@pytest.mark.parametrize("market", AHEAD)
def test_base_loading_is_the_inventory_grouped(ask: Asking, market: str) -> None:
    """Of a market that has not closed: everything held in its periods, by path and hedge type, without owners."""
    expected = worked_out(ask, market)
    assert expected
    assert told(ask, market) == expected


def test_a_new_crr_loads_its_path(ask: Asking) -> None:
    """Of a period of the market; one that its owner sold does not count twice."""
    market, before = AHEAD[0], told(ask, AHEAD[0])
    holding = {
        "owner": "SRTX", "source": "HELMS_7_B1", "sink": "DLAP_SDGE-APND", "tou": "ON", "hedgeType": "OBL",
        "crrType": "AUC", "category": "SYSTEM", "marketName": "SYSTEM", "period": "2027_S02", "mw": 3.125,
    }  # fmt: skip
    console = Console(ask)
    assert console.order("POST", "/holdings", holding)[0] == 200
    assert console.order("POST", "/holdings", {**holding, "offerType": "SELLER"})[0] == 200
    key = ("2027_S02", "ON", "HELMS_7_B1", "DLAP_SDGE-APND", "OBL")
    after = told(ask, market)
    assert after[key] == before.get(key, 0) + 3125
    assert {**after, key: 0} == {**before, key: 0}
    assert after == worked_out(ask, market)
