"""Market data on the whole way of a request: judged, answered, and held against the contract."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from asking import system_at

from marketsim.contract.exchange import ExchangeCheck
from marketsim.contract.filecolumns import read_download
from marketsim.system.answering import Answer, answer
from marketsim.system.crr_system import CrrSystem
from marketsim.system.operator.arranging import create_market
from marketsim.system.operator.requests import NewMarket
from marketsim.system.reception import Received

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
INVENTORY = {"publicGeneralDownloadType": "PUBLIC_EXISTING_CRR"}


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrrSystem]:
    with system_at(tmp_path_factory.mktemp("market_data"), NOW) as asking:
        yield asking.system


def ask(system: CrrSystem, operation_id: str, person: str, query: Mapping[str, str]) -> Answer:
    """The answer, which keeps the contract."""
    operation = system.contract.operation("market_data", operation_id)
    named = {"participantName": person.partition("-")[0].upper(), "fileFormat": "JSON", **query}
    headers = {"caiso-request-id": str(uuid.uuid4())}
    given = answer(system, Received(operation, named, headers, b"", 1000), person)
    sent = {"content-type": given.media_type}
    assert not ExchangeCheck(system.contract).response(operation, given.status, sent, given.body)
    return given


def codes(given: Answer) -> list[str]:
    return [each["errorCode"] for each in json.loads(given.body)["errorList"]]


@pytest.mark.parametrize("file_format", ["CSV", "JSON"])
@pytest.mark.parametrize("person", ["srtx-reader", "nvly", "usce", "tora", "cec", "ndax"])
def test_every_function_downloads_public_data(system: CrrSystem, person: str, file_format: str) -> None:
    """A zip as octet stream, in the format asked for."""
    names = {"participantName": "SRTX"} if person == "srtx-reader" else {}
    given = ask(system, "getPublicGeneralData", person, INVENTORY | names | {"fileFormat": file_format})
    assert (given.status, given.media_type) == (200, "application/octet-stream")
    found, rows = read_download(given.body)
    assert found == file_format
    assert rows


@pytest.mark.parametrize(
    ("person", "query", "code"),
    [
        ("srtx", {"publicGeneralDownloadType": "SOURCE_SINK"}, "DWL0001"),
        ("srtx", INVENTORY | {"fileFormat": "XML"}, "DWL0002"),
        ("srtx", INVENTORY | {"participantName": "GBTR"}, "SEC0002"),
    ],
)
def test_public_data_are_refused_by_contract_and_participant(
    system: CrrSystem, person: str, query: Mapping[str, str], code: str
) -> None:
    """Before the service is asked at all."""
    assert codes(ask(system, "getPublicGeneralData", person, query)) == [code]


def test_private_data_are_refused_to_whoever_may_not_act_for_the_participant(system: CrrSystem) -> None:
    """One person's certificate opens the CRRs of both asset owners it acts for, and of no other."""
    query = {"privateGeneralDownloadType": "PRIVATE_EXISTING_CRR_AUCTION"}
    for owner in ("GBTR", "GBT2"):
        given = ask(system, "getPrivateGeneralData", "gbtr", query | {"participantName": owner})
        assert {row["AssetOwner"] for row in read_download(given.body)[1]} == {owner}
    refused = ask(system, "getPrivateGeneralData", "gbtr", query | {"participantName": "SRTX"})
    assert codes(refused) == ["SEC0002"]
    assert codes(ask(system, "getPrivateGeneralData", "usce", query)) == ["SEC0001"]  # holds no CRRs


def test_an_unknown_format_gets_csv_when_its_rule_is_switched_off(system: CrrSystem) -> None:
    """The fault shows as an answer where a refusal is due."""
    system.switch_faults(["rule:file-format-known"])
    try:
        given = ask(system, "getPublicGeneralData", "srtx", INVENTORY | {"fileFormat": "XML"})
    finally:
        system.switch_faults([])
    assert read_download(given.body)[0] == "CSV"


def test_a_market_made_by_the_operator_has_a_source_and_sink_list(system: CrrSystem) -> None:
    """As soon as its data are published; an annual allocation has set-asides too."""
    new = NewMarket(
        name="ALLOC_AN_2031_T1",
        market_type="ALLOCATION",
        market_term="ANNUAL",
        open_date=NOW - timedelta(days=1),
        close_date=NOW + timedelta(days=1),
        periods=["2031_S01", "2031_S02"],
    )
    create_market(system, new)
    for download_type in ("SOURCE_SINK", "SET_ASIDE"):
        query = {"marketName": new.name, "publicMarketDownloadType": download_type}
        assert read_download(ask(system, "getPublicMarketData", "nvly", query).body)[1]
