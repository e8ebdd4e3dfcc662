"""Faults of the information services: each falsifies what is told, and nothing else."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asking import Asking, system_at
from mui_room import Console, Screens

from marketsim.contract.filecolumns import read_download
from marketsim.contract.instants import utc_text
from marketsim.system.answering import answer
from marketsim.system.reception import Received
from marketsim.system.result_faults import INFORMATION, ResultFaults

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
ALLOCATION, MONTH = "ALLOC_AN_2027_T1", "AUC_MN_2027_M01"
NEAR = ("getPrivateGeneralData", {"privateGeneralDownloadType": "PRIVATE_EXISTING_CRR_LM_CURRENT_PLUS_3"})


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("information"), NOW) as asking:
        yield asking


@pytest.fixture
def faulty(ask: Asking) -> Iterator[Any]:
    """Switches one fault on; none is on afterwards."""
    sound = ask.system.faults

    def switch(name: str) -> None:
        ask.system.faults = replace(sound, results=ResultFaults(frozenset({name})))

    yield switch
    ask.system.faults = sound


def rows(ask: Asking, operation_id: str, query: dict[str, str], owner: str = "NVLY") -> list[dict[str, Any]]:
    operation = ask.system.contract.operation("market_data", operation_id)
    named = {"participantName": owner, "fileFormat": "CSV", **query}
    headers = {"caiso-request-id": str(uuid.uuid4())}
    given = answer(ask.system, Received(operation, named, headers, b"", 1000), owner.lower())
    return read_download(given.body)[1] if given.status == 200 else []


def model(ask: Asking, kind: str, market: str = ALLOCATION) -> list[dict[str, Any]]:
    query = {"marketName": market, "publicMarketDownloadType": kind}
    return rows(ask, "getPublicMarketData", query)


@pytest.mark.parametrize(("kind", "column"), [("GROUPED_BASE_LOADING", "MW"), ("SET_ASIDE", "SetAside")])
def test_model_data_can_be_a_kilowatt_short(ask: Asking, faulty: Any, kind: str, column: str) -> None:
    """In every row; the inventory is told as it is."""
    sound, inventory = model(ask, kind), rows(ask, *NEAR)
    faulty("short-model-data")
    assert model(ask, kind) == [row | {column: round(row[column] - 0.001, 3)} for row in sound]
    assert rows(ask, *NEAR) == inventory


def test_lists_can_be_stale(ask: Asking, faulty: Any) -> None:
    """A retired location is on them."""
    assert "RETIRED_7_B1" not in {row["SourceSink"] for row in model(ask, "SOURCE_SINK")}
    faulty("stale-lists")
    assert "RETIRED_7_B1" in {row["SourceSink"] for row in model(ask, "SOURCE_SINK")}


def test_groups_can_end_a_year_late(ask: Asking, faulty: Any) -> None:
    """What is held in 2030 is then among what is near."""
    assert max(row["EndDate"].year for row in rows(ask, *NEAR)) == 2029
    faulty("late-groups")
    assert {row["StartDate"].year for row in rows(ask, *NEAR)} >= {2030}


def test_what_is_private_can_leak(ask: Asking, faulty: Any) -> None:
    """CRRs of others, messages to others, and the network model."""
    screens, path = Screens(ask), f"/nda/{MONTH}/case.m"
    assert screens.raw("GET", path, "mui-srtx", {})[0] == 403
    faulty("private-leak")
    assert {row["AssetOwner"] for row in rows(ask, *NEAR)} > {"NVLY"}
    assert {message["message"] for message in told(ask)} > {"Your conversion window opens soon"}
    assert screens.raw("GET", path, "mui-srtx", {})[0] == 200


def told(ask: Asking, kind: str = "private") -> list[dict[str, Any]]:
    query = {"participantName": "SRTX", "fromDate": utc_text(NOW - timedelta(days=30))}
    query["toDate"] = utc_text(NOW + timedelta(days=30))
    return list(ask(f"messages.{kind}Messages", "srtx", query=query).value)


def test_messages_can_be_early_and_attachments_altered(ask: Asking, faulty: Any) -> None:
    """Of a message to come, and of one with lines."""
    body = {"text": "later", "attachmentName": "a.txt", "attachment": base64.b64encode(b"1\n2\n").decode()}
    later = utc_text(NOW + timedelta(days=2))
    assert Console(ask).order("POST", "/messages", body)[0] == 200
    assert Console(ask).order("POST", "/messages", {"text": "to come", "sentTime": later})[0] == 200
    assert {each["message"] for each in told(ask, "public")}.isdisjoint({"to come"})
    faulty("early-messages")
    assert "to come" in {each["message"] for each in told(ask, "public")}
    faulty("altered-attachments")
    (attached,) = (each for each in told(ask, "public") if each["message"] == "later")
    assert base64.b64decode(attached["attachment"]) == b"1\r\n2\r\n"


def test_the_model_can_be_stale(ask: Asking, faulty: Any) -> None:
    """A limit of the market is not in it."""
    limits = {"interfaces": {"PATH26": {"forwardMw": 123}}}
    assert Console(ask).order("PUT", f"/markets/{MONTH}/limits", limits)[0] == 200
    screens, path = Screens(ask), f"/nda/{MONTH}/interfaces.csv"
    sound = screens.raw("GET", path, "mui-ndax", {})[1]
    faulty("stale-model")
    assert screens.raw("GET", path, "mui-ndax", {})[1] != sound
    assert json.loads(screens.raw("GET", f"/nda/{MONTH}", "mui-ndax", {})[1])["market"] == MONTH


def test_every_fault_of_information_is_tried_here() -> None:
    """Six of them."""
    assert set(INFORMATION) == {
        "short-model-data", "stale-lists", "stale-model", "late-groups", "early-messages", "altered-attachments",
    }  # fmt: skip
