"""The ISO's schemas of the downloads take the place of our columns, where a folder holds them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from marketsim.contract import Contract, Deviation
from marketsim.contract.column_map import FilesFolderProblem
from marketsim.contract.exchange import ExchangeCheck
from marketsim.contract.file_format import FILE_FORMATS
from marketsim.contract.file_set import OURS
from marketsim.contract.filecolumns import encode_rows, open_download
from marketsim.contract.schemas_folder import DESCRIBES, read_schemas

DRAFT = "http://json-schema.org/draft-07/schema#"
TEXT, NUMBER = {"type": "string"}, {"type": ["number", "null"], "exclusiveMinimum": -1}
ITEM = {
    "type": "object",
    "required": ["marketName", "limitMW"],
    "properties": {
        "marketName": TEXT,
        "timeOfUse": {"enum": ["On-Peak", "Off-Peak"]},
        "limitMW": NUMBER,
        "SETASIDE": {"$ref": "#/definitions/mw"},
    },
}
SET_ASIDE = {"$schema": DRAFT, "type": "array", "items": ITEM, "definitions": {"mw": {"type": "number"}}}
MAP = """
[SET_ASIDE.columns]
Limit = "limitMW"
TOU = {name = "timeOfUse", words = {ON = "On-Peak", OFF = "Off-Peak"}}
"""
ROW = {"marketName": "AUC", "timeOfUse": "On-Peak", "limitMW": 12.5, "SETASIDE": 2}
Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes a folder: ``folder(map_, CRRSetAside=schema)``; an underscore in a name stands for its dots."""

    def write(map_: str = "", **schemas: Any) -> Path:
        for name, schema in schemas.items():
            text = schema if isinstance(schema, str) else json.dumps(schema)
            (tmp_path / f"{name}.json").write_text(text, "utf-8")
        if map_:
            (tmp_path / "columns.toml").write_text(map_, "utf-8")
        return tmp_path

    return write


def zipped(name: str, content: Any) -> bytes:
    """A download with that file in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content if isinstance(content, str) else json.dumps(content))
    return target.getvalue()


def found(body: bytes, schemas: Path, kind: str = "SET_ASIDE", strict: bool = False) -> list[Deviation]:
    """The deviations of a download that is judged by a folder."""
    contract = Contract.load(schemas=schemas)
    operation = contract.operation("market_data", "getPublicMarketData")
    headers = {"content-type": "application/octet-stream"}
    query = {"publicMarketDownloadType": kind}
    return ExchangeCheck(contract, strict).response(operation, 200, headers, body, query)


def test_the_published_names_describe_every_download_once() -> None:
    """The fifteen names of the published list, and each of our download types under one of them."""
    described = [kind for kinds in DESCRIBES.values() for kind in kinds]
    assert len(DESCRIBES) == 15
    assert sorted(described) == sorted(FILE_FORMATS)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CRRSetAside", "SET_ASIDE"),
        ("CRRSetAside_1.1.1", "SET_ASIDE"),
        ("crrsetaside-v1.schema", "SET_ASIDE"),
        ("CRRSourceSinkClearingPRice", "CLEARING_PRICE"),
        ("UpperBound 1.1.0", "UPPER_BOUND"),
        ("CRRSEQResult", "SEQ"),
        ("CRRPrivateAllocation v1", "PRIVATE_ALLOCATION_RESULT"),
        ("CRRExistingCRRs", "PRIVATE_EXISTING_CRR_LM_BEYOND_3"),
    ],
)
def test_a_file_is_known_by_its_published_name(folder: Folder, name: str, kind: str) -> None:
    """In any case, with a version or without; one name is published in two spellings."""
    files = read_schemas(folder(**{name: SET_ASIDE}))
    assert files.given(kind) is not None
    assert files.given("SOURCE_SINK") is None
    assert files.columns("SOURCE_SINK") == FILE_FORMATS["SOURCE_SINK"]


def test_json_is_held_against_its_schema(folder: Folder) -> None:
    """What departs from it breaks the contract: no supposition of ours any more."""
    schemas = folder(CRRSetAside=SET_ASIDE)
    assert found(zipped("x.json", [ROW]), schemas) == []
    (wrong, missing) = found(
        zipped("x.json", [{"marketName": "A", "limitMW": -2}, {"limitMW": None}]), schemas
    )
    assert (wrong.path, wrong.constraint, wrong.undocumented) == ("[0].limitMW", "exclusiveMinimum", False)
    assert (missing.path, missing.where, missing.undocumented) == ("[1].marketName", "file", False)


def test_members_that_a_schema_does_not_mention_are_undocumented(folder: Folder) -> None:
    """As those of any other answer."""
    body, schemas = zipped("x.json", [{**ROW, "colour": "blue"}]), folder(CRRSetAside=SET_ASIDE)
    assert found(body, schemas) == []
    (extra,) = found(body, schemas, strict=True)
    assert (extra.path, extra.undocumented) == ("colour", True)


def test_the_columns_of_a_csv_are_derived_and_bind_nobody(folder: Folder) -> None:
    """A schema speaks of JSON; its names are read in any case, its types are read from text."""
    schemas = folder(MAP, CRRSetAside=SET_ASIDE)
    body = zipped("x.csv", "MARKETNAME,timeOfUse,limitMW,SetAside\nAUC,On-Peak,12.5,2\n")
    download = open_download(body, "SET_ASIDE", read_schemas(schemas))
    assert download.rows == [{**ROW, "SETASIDE": 2.0}]
    assert found(body, schemas, strict=True) == []
    other = zipped("x.csv", "Market,limitMW\nAUC,much\n")
    assert found(other, schemas) == []
    told = found(other, schemas, strict=True)
    assert [(each.path, each.constraint) for each in told] == [
        ("marketName", "columns"), ("Market", "columns"), ("[0].limitMW", "type"),
    ]  # fmt: skip
    assert all(each.undocumented for each in told)


@pytest.mark.parametrize("name", ["x.json", "x.csv"])
def test_fields_are_read_as_our_columns(folder: Folder, name: str) -> None:
    """By the map, with their words; and by the same name in any case, without one."""
    csv = "marketName,timeOfUse,limitMW,SETASIDE\nAUC,On-Peak,12.5,2\n"
    files = read_schemas(folder(MAP, CRRSetAside=SET_ASIDE))
    download = open_download(zipped(name, csv if name == "x.csv" else [ROW]), "SET_ASIDE", files)
    (row,) = files.in_our_names("SET_ASIDE", download.rows)
    assert row == {"MarketName": "AUC", "TOU": "ON", "Limit": 12.5, "SetAside": 2.0}
    assert isinstance(row["SetAside"], float)


def test_what_no_field_stands_for_is_told_with_what_could(folder: Folder) -> None:
    """So that the reader knows what to write into the map."""
    files = read_schemas(folder(CRRSetAside=SET_ASIDE))
    assert files.lacks("SET_ASIDE", "MarketName") is None
    told = files.lacks("SET_ASIDE", "Limit") or ""
    assert "CRRSetAside.json" in told and "limitMW" in told and "columns.toml" in told
    (facts,) = (each for each in files.facts() if each["origin"] == "schemas")
    assert facts["file"] == "CRRSetAside.json"
    assert facts["unmapped"] == ["Period", "TOU", "Interface", "Direction", "Limit"]


def test_rows_are_the_innermost_list_and_what_stands_above_counts_for_each(folder: Folder) -> None:
    """As in a file of locations that lists the buses of each."""
    bus = {"type": "object", "properties": {"AugmentedBusName": TEXT, "factor": {"type": "number"}}}
    location = {
        "properties": {"SourceSink": TEXT, "where": {"properties": {"Zone": TEXT}}, "buses": {"items": bus}}
    }
    schema = {
        "type": "object",
        "properties": {"market": TEXT, "made": {"type": "string", "format": "date-time"},
                       "list": {"type": "object", "properties": {"locations": {"type": "array", "items": location}}}},
    }  # fmt: skip
    files = read_schemas(folder(CRRSourceSink=schema))
    buses = [{"AugmentedBusName": "B1", "factor": 1}, {"AugmentedBusName": "B2", "factor": 0.5}]
    document = {
        "market": "AUC", "made": "2027-01-01T08:00:00Z",
        "list": {"locations": [{"SourceSink": "DIABLO", "where": {"Zone": "NP15"}, "buses": buses}]},
    }  # fmt: skip
    rows = open_download(zipped("x.json", document), "SOURCE_SINK", files).rows
    assert [row["AugmentedBusName"] for row in rows] == ["B1", "B2"]
    assert rows[1] == {
        "market": "AUC", "made": datetime(2027, 1, 1, 8, tzinfo=UTC), "SourceSink": "DIABLO", "where.Zone": "NP15",
        "AugmentedBusName": "B2", "factor": 0.5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ("{", "broken JSON"),
        ("[]", "an object"),
        ("[" * 200 + "]" * 200, "100 levels"),
        ({**SET_ASIDE, "$schema": "https://json-schema.org/draft/2020-12/schema"}, "2020-12"),
        ({**SET_ASIDE, "type": "list"}, "sound JSON schema"),
        ({"items": {"$ref": "https://example.com/x.json"}}, "cannot fetch"),
        ({"items": {"$ref": "#/definitions/none"}}, "does not exist"),
        ({"$ref": "#"}, "circle"),
        ({"type": "array"}, "list of objects"),
        (
            {"properties": {"a": {"items": ITEM}, "b": {"items": ITEM}}, "definitions": {"mw": {}}},
            "several: a, b",
        ),
    ],
)
def test_a_schema_that_cannot_be_used_is_told_with_its_file(folder: Folder, schema: Any, told: str) -> None:
    """Expected, found and what to do; nothing is fetched."""
    with pytest.raises(FilesFolderProblem, match=told) as problem:
        read_schemas(folder(CRRSetAside=schema))
    assert problem.value.file.name == "CRRSetAside.json"
    assert problem.value.fix


def _tree(keyword: str) -> dict[str, Any]:
    """A schema of a few lines, each of which refers to the next one twice."""
    lines: dict[str, Any] = {"d50": {"type": "string"}}
    for at in range(50):
        twice = [{"$ref": f"#/definitions/d{at + 1}"}] * 2
        lines[f"d{at}"] = {keyword: dict(zip("ab", twice, strict=True)) if keyword == "properties" else twice}
    return {"items": {"properties": {"x": {"$ref": "#/definitions/d0"}}}, "definitions": lines}


@pytest.mark.parametrize(
    "schema",
    [
        {"items": {"properties": {name: {"$ref": "#/items"} for name in "abc"}}},
        _tree("properties"),
        _tree("anyOf"),
    ],
    ids=["into itself", "objects", "choices"],
)
def test_a_schema_that_unfolds_without_end_is_refused(folder: Folder, schema: Any) -> None:
    """References make a tree of a few lines; it is left after a while."""
    with pytest.raises(FilesFolderProblem, match="parts of parts"):
        read_schemas(folder(CRRSetAside=schema))


def test_a_folder_that_cannot_be_looked_at_is_told(tmp_path: Path) -> None:
    """As any other wrong path is."""
    with pytest.raises(FilesFolderProblem, match="too long"):
        read_schemas(tmp_path / ("a" * 300))


@pytest.mark.parametrize(
    ("map_", "told"),
    [
        ("[SET_ASIDE", "TOML"),
        ("Limit = 'limitMW'", "NAME.columns"),
        ("[SOURCE_SINK.columns]\n", "SOURCE_SINK"),
        ("[CRRSetAside.columns]\nLimits = 'limitMW'\n", "Limits"),
        ("[CRRSetAside.columns]\nLimit = 'limit'\n", "limitMW"),
        ("[CRRSetAside.columns]\nLimit = 'limitMW'\nSetAside = 'limitMW'\n", "SetAside"),
        ("[CRRSetAside.columns]\nLimit = {name = 'limitMW', words = {A = 'B'}}\n", "word"),
    ],
)
def test_a_map_that_leads_nowhere_is_told(folder: Folder, map_: str, told: str) -> None:
    """A slip of the pen is no silent want of data."""
    with pytest.raises(FilesFolderProblem, match=told) as problem:
        read_schemas(folder(map_, CRRSetAside=SET_ASIDE))
    assert problem.value.file.name == "columns.toml"


def test_a_folder_with_anything_else_is_refused(folder: Folder, tmp_path: Path) -> None:
    """A name that nobody published, one twice, none at all."""
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(FilesFolderProblem):
            read_schemas(path)
    with pytest.raises(FilesFolderProblem, match="package"):
        read_schemas(folder(package={}))
    (tmp_path / "package.json").unlink()
    with pytest.raises(FilesFolderProblem, match="a second one"):
        read_schemas(folder(**{"CRRSEQ": SET_ASIDE, "CRRSEQ_1": SET_ASIDE}))


def test_the_digest_of_the_contract_is_of_the_schemas_too(folder: Folder) -> None:
    """So that evidence goes stale with them, and with the map."""
    plain = Contract.load()
    first = Contract.load(schemas=folder(CRRSetAside=SET_ASIDE))
    second = Contract.load(schemas=folder(MAP, CRRSetAside=SET_ASIDE))
    assert len({plain.digest, first.digest, second.digest}) == 3
    assert plain.files is OURS and Contract.load().digest == plain.digest
    assert "CRRSetAside" in first.provenance


def test_what_has_no_schema_keeps_our_columns(folder: Folder) -> None:
    """One schema is no reason to know less of the others."""
    body = encode_rows([{"Period": "2027_M01", "SourceSink": "A"}], "JSON", "SOURCE_SINK_REPLACEMENT")
    schemas = folder(CRRSetAside=SET_ASIDE)
    assert found(body, schemas, "SOURCE_SINK_REPLACEMENT", strict=True) == []
