"""Downloads are judged by media type, by a readable zip, and then by their columns."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from marketsim.contract import Contract, Deviation
from marketsim.contract.exchange import ExchangeCheck
from marketsim.contract.filecolumns import encode_rows

CONTRACT = Contract.load()
DOWNLOAD = CONTRACT.operation("market_data", "getPublicMarketData")
ZIP = {"content-type": "application/octet-stream"}
ROW = {"SourceSink": "DLAP_PGAE-APND", "TOU": "ON", "Type": "LAP", "ParticipationFactor": 0.5}
CONFIRMED = [
    "SourceSink", "TOU", "Type", "Zone", "BiddableFlag", "AugmentedBusName", "EMSBusName", "ParticipationFactor",
]  # fmt: skip


def asked(download_type: str = "SOURCE_SINK", file_format: str = "CSV") -> dict[str, str]:
    """The query of a download."""
    return {"publicMarketDownloadType": download_type, "fileFormat": file_format, "marketName": "AUC"}


def zipped(**members: str) -> bytes:
    """A zip with those members; the last underscore of a name stands for its dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(".".join(name.rsplit("_", 1)), content)
    return target.getvalue()


def found(body: bytes, query: dict[str, str] | None = None, strict: bool = False) -> list[Deviation]:
    """The deviations of a download."""
    return ExchangeCheck(CONTRACT, strict).response(DOWNLOAD, 200, ZIP, body, query)


@pytest.mark.parametrize("file_format", ["CSV", "JSON"])
@pytest.mark.parametrize("strict", [False, True])
def test_a_download_of_ours_keeps_the_contract(file_format: str, strict: bool) -> None:
    """Either format, strict or not, with and without the query."""
    body = encode_rows([ROW], file_format, "SOURCE_SINK")
    assert found(body, asked(file_format=file_format), strict) == []
    assert found(body, None, strict) == []


def test_what_is_no_zip_is_a_deviation() -> None:
    """Neither JSON under that media type nor a zip cut short can be read."""
    whole = encode_rows([ROW], "CSV", "SOURCE_SINK")
    for body in (b"{}", whole[:-10], b"PK\x03\x04" + b"x" * 50):
        (deviation,) = found(body, asked())
        assert (deviation.where, deviation.expected, deviation.undocumented) == (
            "file",
            "a readable zip",
            False,
        )


def test_json_as_media_type_is_a_deviation() -> None:
    """A refusal sent with 200 does not pass for a download."""
    (deviation,) = ExchangeCheck(CONTRACT).response(
        DOWNLOAD, 200, {"content-type": "application/json"}, b"{}"
    )
    assert (deviation.where, deviation.expected) == ("media type", "application/octet-stream")


def test_the_file_has_the_format_that_was_asked_for() -> None:
    """CSV for CSV."""
    (deviation,) = found(encode_rows([ROW], "JSON", "SOURCE_SINK"), asked())
    assert (deviation.expected, deviation.found) == ("a CSV file, as asked for", "a JSON file")


def test_confirmed_columns_are_named_first_when_they_lack() -> None:
    """The eight that are known from outside; but their source is a reader of such files, not the contract."""
    body = zipped(SOURCE_SINK_csv="SourceSink,TOU,Colour\nA,ON,blue\n")
    assert found(body, asked()) == []
    deviations = found(body, asked(), strict=True)
    assert [each.path for each in deviations] == [*CONFIRMED[2:], "Colour"]
    assert all(each.undocumented for each in deviations)


def test_columns_of_our_own_making_bind_nobody() -> None:
    """Other columns than ours are told by the strict check alone, as undocumented."""
    body = zipped(SET_ASIDE_json='[{"MarketName": "AUC", "Colour": 1, "Limit": "many"}]')
    query = asked("SET_ASIDE", "JSON")
    assert found(body, query) == []
    deviations = found(body, query, strict=True)
    assert all(each.undocumented for each in deviations)
    assert [(each.path, each.constraint) for each in deviations] == [
        ("Period", "columns"),
        ("TOU", "columns"),
        ("Interface", "columns"),
        ("Direction", "columns"),
        ("SetAside", "columns"),
        ("Colour", "columns"),
        ("[0].Limit", "type"),
    ]


@pytest.mark.parametrize(
    "members",
    [
        {"a_csv": "SourceSink\nA\n", "b_csv": "x\n1\n"},
        {"a_txt": "x"},
        {"a_json": '{"rows": []}'},
        {},
    ],
)
def test_other_shapes_of_zip_and_json_than_ours_bind_nobody(members: dict[str, Any]) -> None:
    """How many files, their names and JSON other than a list: no source says, so only the strict check does."""
    assert found(zipped(**members), asked("SET_ASIDE")) == []
    (deviation,) = found(zipped(**members), asked("SET_ASIDE"), strict=True)
    assert deviation.undocumented


@pytest.mark.parametrize("members", [{"a_json": "{"}, {"a_json": '[{"a": 1, "a": 2}]'}, {"a_json": ""}])
def test_a_json_file_that_is_no_json_is_a_deviation(members: dict[str, str]) -> None:
    """Well-formedness is what fileFormat promises."""
    (deviation,) = found(zipped(**members))
    assert (deviation.where, deviation.undocumented) == ("file", False)


@pytest.mark.parametrize("text", ["", "\n", '"', "a,b\n1\n", "Made on 1 June\na,b\n1,2\n", "a,a\n1,2\n"])
def test_another_kind_of_csv_than_ours_binds_nobody(text: str) -> None:
    """What stands above the records, or how cells are quoted: there are many kinds, and no source names one."""
    assert found(zipped(a_csv=text)) == []
    (deviation,) = found(zipped(a_csv=text), strict=True)
    assert deviation.undocumented


@pytest.mark.parametrize("lead", [b"\x1f\x8b\x08", b"7z\xbc\xaf\x27", b"BZh9", b"\xfd7zXZ\x00"])
def test_another_kind_of_compression_binds_nobody(lead: bytes) -> None:
    """The contract says "compressed", not zip."""
    assert found(lead + b"...", asked()) == []
    (deviation,) = found(lead + b"...", asked(), strict=True)
    assert deviation.undocumented and deviation.expected == "a zip"


def test_an_empty_file_says_nothing_of_its_columns() -> None:
    """No rows, no verdict on columns."""
    assert found(encode_rows([], "CSV", "SET_ASIDE"), asked("SET_ASIDE"), strict=True) == []
    assert found(encode_rows([], "JSON", "SET_ASIDE"), asked("SET_ASIDE", "JSON"), strict=True) == []
