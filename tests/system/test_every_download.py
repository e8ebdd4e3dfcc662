"""Every download type of market data, over the whole world: rows equal in both formats, private rows private."""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from asking import system_at

from marketsim.contract.catalogue import Contract
from marketsim.contract.file_format import FILE_FORMATS
from marketsim.system.answering import Answer, answer
from marketsim.system.crr_system import CrrSystem
from marketsim.system.reception import Received

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
OWNERS = ("SRTX", "GBTR", "GBT2", "PCFT", "NVLY", "BAYC", "SOCO", "SDCC", "MSSV")
PERSON = {"GBT2": "gbtr"}
AUCTION, ALLOCATION = "AUC_AN_2026", "ALLOC_AN_2026_T1"
# What to ask for besides the type, where an operation needs it; the world has rows of each.
SUBJECT: Mapping[str, Mapping[str, str]] = {
    "getPublicMarketData": {"marketName": "ALLOC_AN_2027_T1"},
    "getPublicAllocationResult": {"marketName": ALLOCATION},
    "getPublicAuctionResult": {"marketName": AUCTION},
    "getPrivateAllocationMarketData": {"nominationCapCalcName": "SEQ_2027"},
    "getPrivateAllocationResult": {"marketName": ALLOCATION},
    "getPrivateAuctionResult": {"marketName": AUCTION},
}
OF_ITS_OWN = {
    ("getPrivateAllocationMarketData", "MEQ"): {"nominationCapCalcName": "MEQ_2027_M01"},
    ("getPublicAllocationResult", "BINDING_CONSTRAINT"): {"marketName": "ALLOC_AN_2026_T3"},
}


class Kind(NamedTuple):
    """A download type of an operation, and the query parameter that carries it."""

    operation_id: str
    parameter: str
    download_type: str

    @property
    def private(self) -> bool:
        """Whether it holds the rows of one participant."""
        return "Private" in self.operation_id

    def query(self, owner: str, file_format: str) -> dict[str, str]:
        """What to ask for it with."""
        subject = OF_ITS_OWN.get((self.operation_id, self.download_type), SUBJECT.get(self.operation_id, {}))
        asked = {self.parameter: self.download_type, "participantName": owner, "fileFormat": file_format}
        return {**asked, **subject}


def kinds() -> Iterator[Kind]:
    """All that the contract lists."""
    for key, operation in sorted(Contract.load().operations.items()):
        if key.service != "market_data":
            continue
        for parameter in operation.parameters:
            if parameter.name.endswith("DownloadType"):
                for name in parameter.schema["enum"]:
                    yield Kind(key.operation_id, parameter.name, name)


KINDS = list(kinds())
PRIVATE = [kind for kind in KINDS if kind.private]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrrSystem]:
    with system_at(tmp_path_factory.mktemp("downloads"), NOW) as asking:
        yield asking.system


def ask(system: CrrSystem, kind: Kind, owner: str, file_format: str, person: str | None = None) -> Answer:
    """The answer to one participant."""
    operation = system.contract.operation("market_data", kind.operation_id)
    headers = {"caiso-request-id": str(uuid.uuid4())}
    received = Received(operation, kind.query(owner, file_format), headers, b"", 1000)
    return answer(system, received, person or PERSON.get(owner, owner.lower()))


def plain(given: Answer) -> tuple[str, list[dict[str, Any]]]:
    """The name of the file in the zip, and its rows by the readers of the standard library alone."""
    with zipfile.ZipFile(io.BytesIO(given.body)) as archive:
        (name,) = archive.namelist()
        text = archive.read(name).decode("utf-8")
    return name, list(csv.DictReader(io.StringIO(text))) if name.endswith(".csv") else json.loads(text)


def somebody(kind: Kind) -> tuple[str, ...]:
    return OWNERS if kind.private else ("SRTX",)


def test_the_contract_lists_twenty_two_download_types() -> None:
    """Two of which, the binding constraints, are of two operations; each has columns of ours."""
    assert len(KINDS) == 22
    assert len({kind.download_type for kind in KINDS}) == 21
    assert {kind.download_type for kind in KINDS} == set(FILE_FORMATS)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_csv_and_json_hold_the_same_rows(system: CrrSystem, kind: Kind) -> None:
    """Row by row and cell by cell: what is empty in one is null in the other, numbers and dates are the same ones."""
    seen = 0
    for owner in somebody(kind):
        given = [ask(system, kind, owner, each) for each in ("CSV", "JSON")]
        assert given[0].status == given[1].status
        if given[0].status != 200:
            continue
        (csv_name, as_csv), (json_name, as_json) = map(plain, given)
        assert (csv_name, json_name) == (f"{kind.download_type}.csv", f"{kind.download_type}.json")
        columns = FILE_FORMATS[kind.download_type].columns
        assert len(as_csv) == len(as_json)
        for text, value in zip(as_csv, as_json, strict=True):
            assert list(text) == list(value) == [column.name for column in columns]
            for column in columns:
                assert cell(text[column.name], column.type) == typed(value[column.name], column.type)
        seen += len(as_csv)
    assert seen > 0, "the world has rows of it"


def cell(text: str, type_: str) -> Any:
    """A CSV cell, read without any code of ours."""
    if text == "":
        return None
    if type_ in ("number", "integer"):
        return float(text) if type_ == "number" else int(text)
    return instant(text) if type_ == "date-time" else text


def typed(value: Any, type_: str) -> Any:
    """A JSON member; its type is that of the column."""
    if value is None:
        return None
    expected = {"number": float, "integer": int}.get(type_, str)
    assert type(value) is expected
    return instant(value) if type_ == "date-time" else value


def instant(text: str) -> datetime:
    """UTC with Z and whole seconds."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


@pytest.mark.parametrize("kind", PRIVATE, ids=str)
def test_private_rows_are_those_of_the_participant_alone(system: CrrSystem, kind: Kind) -> None:
    """Whoever asks finds only its own name; what one finds no other does."""
    owners: dict[str, set[str]] = {}
    for owner in OWNERS:
        given = ask(system, kind, owner, "JSON")
        if given.status == 200:
            owners[owner] = {row["AssetOwner"] for row in plain(given)[1]}
    assert owners
    assert owners == {owner: {owner} for owner in owners}


@pytest.mark.parametrize("kind", PRIVATE, ids=str)
def test_private_rows_are_refused_to_another_certificate(system: CrrSystem, kind: Kind) -> None:
    """The name of another participant does not help."""
    given = ask(system, kind, "NVLY", "JSON", "srtx")
    assert [each["errorCode"] for each in json.loads(given.body)["errorList"]] == ["SEC0002"]


def test_migrated_crrs_of_both_groups_are_in_the_world(system: CrrSystem) -> None:
    """Each group has rows of somebody, and no CRR is in both."""
    groups = [kind for kind in PRIVATE if "_LM_" in kind.download_type]
    found: list[set[int]] = []
    for kind in groups:
        given = [ask(system, kind, owner, "JSON") for owner in OWNERS]
        rows = [row for each in given if each.status == 200 for row in plain(each)[1]]
        found.append({row["CrrId"] for row in rows})
    assert all(found) and len(found) == 2
    assert not found[0] & found[1]
