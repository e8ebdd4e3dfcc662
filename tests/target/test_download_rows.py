"""Rows of a download: what is laid out otherwise than we assume is a skip, never a crash."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from marketsim.client.answer import Answer, UnexpectedAnswer
from marketsim.client.exchange import Exchange
from marketsim.contract.schemas_folder import read_schemas
from marketsim.target.download_rows import differing, inventory_of, rows_of
from marketsim.target.halt import Halted


def answer(body: bytes, status: int = 200) -> Answer[bytes]:
    """An answer to a download."""
    exchange = Exchange(
        request_id="1",
        operation=None,
        method="GET",
        path="/marketdata/v1.0/publicMarketData",
        query={},
        request_headers={},
        request_body=b"",
        status=status,
        response_headers={},
        response_body=body,
        started=datetime(2026, 11, 21, tzinfo=UTC),
        seconds=0.0,
        attempt=1,
        participant="SRTX",
    )
    return Answer(exchange, bytes)


def zipped(**files: str) -> bytes:
    """A zip of these files; a name's underscore stands for its dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return target.getvalue()


def refusal(code: str) -> bytes:
    """The body of a refusal."""
    return f'{{"errorList":[{{"errorCode":"{code}","errorMessage":"no"}}]}}'.encode()


def test_rows_have_the_columns_that_are_asked_for() -> None:
    """And may have others."""
    (row,) = rows_of(answer(zipped(nodes_csv="SourceSink,TOU\nDIABLO,ON\n")), "SourceSink")
    assert dict(row) == {"SourceSink": "DIABLO", "TOU": "ON"}


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (zipped(nodes_csv="Node,TOU\nDIABLO,ON\n"), "SourceSink"),
        (zipped(a_csv="SourceSink\nX\n", b_csv="SourceSink\nY\n"), "2 files"),
        (zipped(nodes_xml="<nodes/>"), "nodes.xml"),
        (b"no zip at all", "zip"),
        (b"\x1f\x8b\x08...", "gzip"),
        (zipped(nodes_csv=""), "heading"),
        (zipped(nodes_json='{"rows": []}'), "list"),
    ],
)
def test_a_file_of_another_layout_waits_for_us_to_learn_it(body: bytes, named: str) -> None:
    """Most of the layout is our own assumption: the scenario could not be told."""
    with pytest.raises(Halted, match=named) as stop:
        rows_of(answer(body), "SourceSink")
    assert (stop.value.verdict, stop.value.cause, stop.value.waits_for) == ("skipped", "data", "us")


def test_a_refusal_for_want_of_data_counts_as_no_rows() -> None:
    """That is how the system says that there are none."""
    found: list[Any] = rows_of(answer(refusal("DWL0006"), 400), "CrrId")
    assert found == []


@pytest.mark.parametrize("code", ["SEC0001", "DWL0001", "MKT0001"])
def test_any_other_refusal_is_an_answer_that_was_not_expected(code: str) -> None:
    """Above all not a skip: being kept out of one's own data is a failure."""
    with pytest.raises(UnexpectedAnswer, match=code):
        rows_of(answer(refusal(code), 400))


def download(kind: str, **files: str) -> Answer[bytes]:
    """An answer to a download of that type."""
    given = answer(zipped(**files))
    return Answer(replace(given.exchange, query={"publicMarketDownloadType": kind}), bytes)


def halted(call: Any) -> str:
    """Why a call halts: always for want of data, and waiting for us."""
    with pytest.raises(Halted) as stop:
        call()
    assert (stop.value.verdict, stop.value.cause, stop.value.waits_for) == ("skipped", "data", "us")
    return stop.value.reason


def test_a_row_is_not_told_for_a_column_that_it_does_not_have() -> None:
    """Only whoever asks for it is halted, and learns what there is; what is there can be read."""
    (row,) = rows_of(download("SET_ASIDE", x_json='[{"MarketName": "AUC", "Cap": 3}]'))
    assert (row["MarketName"], row["Cap"]) == ("AUC", 3)
    reason = halted(lambda: row["Limit"])
    assert all(word in reason for word in ("SET_ASIDE", "harness format", "Limit", "MarketName, Cap"))


@pytest.mark.parametrize("cell", ['"12.5 MW"', "null"])
def test_a_cell_that_is_none_of_its_type_halts_whoever_needs_it(cell: str) -> None:
    """At once where its column is asked for by name; an empty one where ours never are."""
    given = download("SET_ASIDE", x_json=f'[{{"MarketName": "AUC", "Limit": {cell}}}]')
    (row,) = rows_of(given, "MarketName")
    assert "Limit" in halted(lambda: row["Limit"])
    assert "Limit" in halted(lambda: rows_of(given, "Limit"))


def test_cells_that_may_be_empty_are_none() -> None:
    """A CRR without a parent, a record without an award."""
    (row,) = rows_of(download("PUBLIC_EXISTING_CRR", x_json='[{"ParentCrrId": null, "CrrId": null}]'))
    assert row["ParentCrrId"] is None
    assert "CrrId" in halted(lambda: row["CrrId"])
    (row,) = rows_of(download("PRIVATE_AUCTION_RESULT", x_json='[{"CrrId": null}]'))
    assert row["CrrId"] is None


def test_csv_and_json_differ_where_a_column_that_we_know_does() -> None:
    """The first rows that do, or the first that only one of them has."""
    csv = download("SET_ASIDE", x_csv="MarketName,Limit\nA,1.5\nB,2\n")
    alike = download("SET_ASIDE", x_json='[{"MarketName":"A","Limit":1.5},{"MarketName":"B","Limit":2}]')
    other = download("SET_ASIDE", x_json='[{"MarketName":"A","Limit":1.5},{"MarketName":"B","Limit":3}]')
    fewer = download("SET_ASIDE", x_json='[{"MarketName":"A","Limit":1.5}]')
    assert differing(csv, alike) is None
    assert differing(csv, other) == ({"MarketName": "B", "Limit": 2.0}, {"MarketName": "B", "Limit": 3.0})
    assert differing(csv, fewer) == ({"MarketName": "B", "Limit": 2.0}, {})


@pytest.mark.parametrize(
    "text", ['[{"MarketName": "A", "Cap": 1}]', '[{"MarketName": "A"}]', '[{"MarketName": "A", "Cap": true}]']
)
def test_what_only_columns_of_others_tell_cannot_be_compared(text: str) -> None:
    """How CSV and JSON write the same value is known of our columns alone."""
    csv = download("SET_ASIDE", x_csv="MarketName,Cap\nA,yes\n")
    assert "SET_ASIDE" in halted(lambda: differing(csv, download("SET_ASIDE", x_json=text)))


def test_with_a_schema_the_reason_names_what_may_be_mapped(tmp_path: Path) -> None:
    """The file of the schema, and its fields that stand for nothing yet."""
    schema = {"items": {"properties": {"marketName": {}, "cap": {"type": "number"}}}}
    (tmp_path / "CRRSetAside.json").write_text(json.dumps(schema), "utf-8")
    given = download("SET_ASIDE", x_json='[{"marketName": "AUC", "cap": 3}]')
    (row,) = rows_of(replace(given, files=read_schemas(tmp_path)))
    assert row["MarketName"] == "AUC"
    reason = halted(lambda: row["Limit"])
    assert "CRRSetAside.json" in reason and "cap" in reason and "columns.toml" in reason


CRR = {
    "CrrId": "1000001", "ParentCrrId": "", "AssetOwner": "SRTX", "Source": "A", "Sink": "B", "TOU": "ON",
    "HedgeType": "OBL", "CrrType": "AUC", "Category": "AUCTION", "MarketName": "AUC_AN_2027",
    "Period": "2027_S01", "StartDate": "2027-01-01T08:00:00Z", "EndDate": "2027-04-01T06:59:59Z", "MW": "5",
    "OfferType": "OWNER",
}  # fmt: skip


def inventory(**cells: str | None) -> Answer[bytes]:
    """A download with one CRR, some of its cells replaced, a column left out for None."""
    row = {name: cell for name, cell in {**CRR, **cells}.items() if cell is not None}
    return answer(zipped(crrs_csv=f"{','.join(row)}\n{','.join(row.values())}\n"))


def existing(given: Answer[bytes]) -> Answer[bytes]:
    """The answer as one to a download of existing CRRs."""
    query = {"publicGeneralDownloadType": "PUBLIC_EXISTING_CRR"}
    return Answer(replace(given.exchange, query=query), bytes)


@pytest.mark.parametrize("cells", [{}, {"Period": "", "MarketName": ""}])
def test_an_inventory_is_read_with_what_may_be_empty(cells: dict[str, str]) -> None:
    """No market made what was converted or traded."""
    (row,) = inventory_of(existing(inventory(**cells)))
    assert (row["CrrId"], row["MW"]) == (1000001, 5.0)


@pytest.mark.parametrize(
    "cells",
    [
        {"Category": None},
        {"Period": None},
        {"MarketName": None},
        {"OfferType": ""},
        {"StartDate": "1/1/2027"},
    ],
)
def test_an_inventory_of_another_layout_halts_before_an_oracle_reads_it(cells: dict[str, str | None]) -> None:
    """Which would otherwise break off, or find fault with what we only suppose."""
    with pytest.raises(Halted, match=next(iter(cells))) as stop:
        inventory_of(existing(inventory(**cells)))
    assert (stop.value.verdict, stop.value.cause) == ("skipped", "data")
