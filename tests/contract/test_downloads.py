"""Downloads and templates: columns are described, rows survive the way out and back, hostile files do not."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.contract import Contract, filecolumns
from marketsim.contract.cells import Cell, Row
from marketsim.contract.file_format import FILE_FORMATS, TEMPLATES, Column
from marketsim.contract.filecolumns import DownloadProblem, encode_rows, read_download
from marketsim.contract.tables import UnreadableTable, read_csv, read_json, write_csv

VALUES: dict[str, st.SearchStrategy[Cell]] = {
    "text": st.text(min_size=1, max_size=12)
    | st.sampled_from(["=1+1", "+x", "-2", "@SUM", "\t", "'", "''=", "'=", "a,b", '"', "\r\n", "NaN"]),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "number": st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-(10**15), 10**15).map(lambda n: n / 1000),
    "date-time": st.datetimes(datetime(1, 1, 2), datetime(9998, 1, 1)).map(  # noqa: DTZ001
        lambda when: when.replace(microsecond=0, tzinfo=UTC)
    ),
}


def rows_of(columns: tuple[Column, ...]) -> st.SearchStrategy[list[Row]]:
    """Rows that fit the columns, some cells empty."""
    row = st.fixed_dictionaries({column.name: st.none() | VALUES[column.type] for column in columns})
    return st.lists(row, max_size=4)


CASES = st.sampled_from(sorted(FILE_FORMATS)).flatmap(
    lambda name: st.tuples(st.just(name), rows_of(FILE_FORMATS[name].columns))
)


@given(CASES)
def test_rows_come_back_equal_from_csv_and_json(case: tuple[str, list[Row]]) -> None:
    """Typed values and empty cells survive either format, formulas and quotes included."""
    download_type, rows = case
    for file_format in ("CSV", "JSON"):
        zipped = encode_rows(rows, file_format, download_type)
        assert read_download(zipped) == (file_format, rows)
        assert encode_rows(rows, file_format, download_type) == zipped


def test_every_download_type_of_the_contract_has_its_columns() -> None:
    """All values of the eight download parameters are described, and nothing else."""
    contract = Contract.load()
    offered = {
        value
        for key, operation in contract.operations.items()
        if key.service == "market_data"
        for parameter in operation.parameters
        if parameter.name.endswith("DownloadType")
        for value in parameter.schema["enum"]
    }
    assert FILE_FORMATS.keys() == offered
    assert len(offered) == 21


def test_only_the_eight_columns_of_the_source_sink_file_are_confirmed() -> None:
    """Everything else is ours and says so."""
    confirmed = {
        (name, column.name)
        for name, each in {**FILE_FORMATS, **TEMPLATES}.items()
        for column in each.columns
        if column.provenance == "confirmed"
    }
    names = [
        "SourceSink",
        "TOU",
        "Type",
        "Zone",
        "BiddableFlag",
        "AugmentedBusName",
        "EMSBusName",
        "ParticipationFactor",
    ]
    assert confirmed == {("SOURCE_SINK", name) for name in names}
    assert [name for name, each in FILE_FORMATS.items() if each.provenance == "confirmed"] == ["SOURCE_SINK"]


def test_columns_are_named_once_typed_and_with_a_unit() -> None:
    """In every download and template; MW and prices say what they are measured in."""
    for name, each in {**FILE_FORMATS, **TEMPLATES}.items():
        assert each.download_type == name
        assert len({column.name for column in each.columns}) == len(each.columns)
        for column in each.columns:
            assert column.type in ("text", "integer", "number", "date-time")
            assert column.unit
            if column.name.endswith("MW"):
                assert (column.type, column.unit) == ("number", "MW")
        assert each.column(each.columns[0].name) is each.columns[0]
        assert each.column("Nobody") is None


def test_the_templates_are_those_of_the_upgrade_deck() -> None:
    """Which function fills in which template."""
    by_function: dict[str, set[str]] = {}
    for name, template in TEMPLATES.items():
        for function in template.functions:
            by_function.setdefault(function, set()).add(name)
    assert by_function == {
        "CRRH": {"BIDS_AND_OFFERS", "SECONDARY_MARKET", "MT_TOR_APPROVALS"},
        "CLSE": {
            "NOMINATIONS",
            "BIDS_AND_OFFERS",
            "HISTORICAL_LOAD",
            "FORECAST_LOAD",
            "SECONDARY_MARKET",
            "LT_NOMINATION_ELECTION",
            "MT_TOR_APPROVALS",
        },
        "CUDC": {"CUSTOMER_RATE", "CUSTOMER_NUMBER", "DASR"},
        "TOR": {"TOR_CONVERSION_REQUEST"},
        "CEC": {"CEC_LOAD"},
    }


def test_templates_are_written_and_read_as_csv() -> None:
    """A template's rows survive too."""
    template = TEMPLATES["DASR"]
    rows: list[Row] = [
        {
            "LoadMigrationMarket": "LOAD_MIGRATION",
            "UdcName": "UPGAE",
            "EffectiveDate": datetime(2026, 3, 1, 8, tzinfo=UTC),
            "RecordId": "7",
            "Class": "RESIDENTIAL",
            "FromLse": "000000001",
            "ToLse": "100000002",
            "NumCustomerTransfer": 12,
        }
    ]
    text = write_csv(rows, template)
    assert text.splitlines()[0].startswith(b"LoadMigrationMarket,UdcName,EffectiveDate")
    assert b"2026-03-01T08:00:00Z" in text
    assert read_csv(text, template) == rows


def test_a_zip_holds_one_file_named_after_its_type() -> None:
    """SOURCE_SINK.csv, and the same bytes each time."""
    with zipfile.ZipFile(io.BytesIO(encode_rows([], "CSV", "SOURCE_SINK"))) as archive:
        assert archive.namelist() == ["SOURCE_SINK.csv"]
    with zipfile.ZipFile(io.BytesIO(encode_rows([], "JSON", "SEQ"))) as archive:
        assert archive.read("SEQ.json") == b"[]"


def test_text_that_a_spreadsheet_would_run_is_shielded() -> None:
    """No cell of text begins as a formula does; numbers keep their sign."""
    rows: list[Row] = [
        {"SourceSink": each, "ParticipationFactor": -0.5} for each in ("=1", "+1", "-1", "@x", "\uff1d1")
    ]
    with zipfile.ZipFile(io.BytesIO(encode_rows(rows, "CSV", "SOURCE_SINK"))) as archive:
        lines = archive.read("SOURCE_SINK.csv").decode().splitlines()[1:]
    assert all(line.startswith("'") for line in lines)
    assert all(line.endswith(",-0.5") for line in lines)


def test_empty_text_is_an_empty_cell() -> None:
    """CSV cannot tell them apart, so JSON doesn't either."""
    for file_format in ("CSV", "JSON"):
        ((row),) = read_download(encode_rows([{"Source": "", "MW": 1}], file_format, "SIGNATURE"))[1]
        assert (row["Source"], row["MW"], row["Sink"]) == (None, 1.0, None)


def test_date_times_are_written_in_utc() -> None:
    """Whatever zone they came in."""
    when = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-8)))
    (row,) = read_download(encode_rows([{"StartDate": when}], "JSON", "PUBLIC_EXISTING_CRR"))[1]
    assert row["StartDate"] == datetime(2026, 1, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"Colour": "blue"}, "no column Colour"),
        ({"MW": "many"}, "no number"),
        ({"MW": float("nan")}, "no number"),
        ({"MW": True}, "no number"),
        ({"CrrId": 1.5}, "no integer"),
        ({"CrrId": 2**63}, "no integer"),
        ({"Source": 5}, "no text"),
        ({"StartDate": "2026-01-01"}, "no date-time"),
        ({"StartDate": datetime(2026, 1, 1)}, "no zone"),  # noqa: DTZ001
        ({"Source": "\ud800"}, "surrogates"),
    ],
)
@pytest.mark.parametrize("file_format", ["CSV", "JSON"])
def test_values_that_do_not_fit_are_not_written(file_format: str, row: dict[str, Any], reason: str) -> None:
    """Neither unknown columns nor values of another type."""
    with pytest.raises(ValueError, match=reason):
        encode_rows([row], file_format, "PUBLIC_EXISTING_CRR")


def test_unknown_types_and_formats_are_not_written() -> None:
    """Both are named."""
    with pytest.raises(KeyError, match="WEATHER"):
        encode_rows([], "CSV", "WEATHER")
    with pytest.raises(ValueError, match="'XML': expected CSV or JSON"):
        encode_rows([], "XML", "SEQ")


def test_cells_that_do_not_fit_are_read_as_they_stand() -> None:
    """A file from elsewhere is still readable where its types are other than ours."""
    text = b"MarketName,Limit,Colour,SetAside\r\nAUC,many,blue,nan\r\n"
    assert read_csv(text, FILE_FORMATS["SET_ASIDE"]) == [
        {"MarketName": "AUC", "Limit": "many", "Colour": "blue", "SetAside": "nan"}
    ]
    assert read_csv(text) == [{"MarketName": "AUC", "Limit": "many", "Colour": "blue", "SetAside": "nan"}]
    text = b'[{"Limit": "many", "SetAside": 1, "Interface": {"a": [1]}, "TOU": true}]'
    assert read_json(text, FILE_FORMATS["SET_ASIDE"]) == [
        {"Limit": "many", "SetAside": 1.0, "Interface": '{"a":[1]}', "TOU": "true"}
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    """As spreadsheets write it."""
    assert read_csv(b"\xef\xbb\xbfA,B\r\n1,2\r\n") == [{"A": "1", "B": "2"}]
    assert read_json(b'\xef\xbb\xbf[{"A": "1"}]') == [{"A": "1"}]


@pytest.mark.parametrize("text", [b"", b"\r\n", b",\r\n", b"A,A\n1,2\n", b"A,B\n1\n", b'A\n"1', b"\xff"])
def test_csv_without_sense_is_refused(text: bytes) -> None:
    """No heading, a column twice, uneven records, open quotes, no UTF-8."""
    with pytest.raises(UnreadableTable):
        read_csv(text)


def hostile(name: str, content: bytes = b"A\n1\n", **changes: Any) -> bytes:
    """A zip with one odd member."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        member = zipfile.ZipInfo("x.csv")
        member.compress_type = changes.get("compress_type", zipfile.ZIP_DEFLATED)
        member.filename = name
        archive.writestr(member, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "name", ["../x.csv", "/x.csv", "a/x.csv", "C:x.csv", "..\\x.csv", "x.exe", "x\n.csv", "x.csv/"]
)
def test_members_with_paths_or_other_names_are_refused(name: str) -> None:
    """Nothing is ever written to disk, and odd names are not even opened."""
    with pytest.raises(DownloadProblem, match="without folders"):
        read_download(hostile(name))


def test_oddly_compressed_or_encrypted_members_are_refused() -> None:
    """Only stored and deflated members are opened."""
    with pytest.raises(DownloadProblem, match="oddly compressed"):
        read_download(hostile("x.csv", compress_type=zipfile.ZIP_LZMA))
    encrypted = bytearray(hostile("x.csv"))
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DownloadProblem, match="encrypted"):
        read_download(bytes(encrypted))


def test_bombs_are_read_no_further_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """What unpacks to more than the bound is refused, whatever the zip says of itself; so is a huge zip."""
    monkeypatch.setattr(filecolumns, "MAX_UNZIPPED", 1_000_000)
    bomb = hostile("x.csv", b"0" * 5_000_000)
    assert len(bomb) < 10_000
    with pytest.raises(DownloadProblem, match="at most 1000000 bytes in the zip"):
        read_download(bomb)
    monkeypatch.setattr(filecolumns, "MAX_ZIPPED", 100)
    with pytest.raises(DownloadProblem, match="a zip of at most 100 bytes"):
        read_download(bomb)


@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 255))
def test_broken_zips_are_refused_and_nothing_else_happens(noise: bytes, place: int, byte: int) -> None:
    """Any bytes give rows or a DownloadProblem."""
    damaged = bytearray(encode_rows([{"SourceSink": "A"}], "CSV", "SOURCE_SINK"))
    damaged[place % len(damaged)] = byte
    for zipped in (noise, bytes(damaged)):
        try:
            read_download(zipped)
        except DownloadProblem as problem:
            assert problem.expected
            assert problem.found
