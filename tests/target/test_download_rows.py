"""Rows of a download: what is laid out otherwise than we assume is a skip, never a crash."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from marketsim.client.answer import Answer, UnexpectedAnswer
from marketsim.client.exchange import Exchange
from marketsim.target.download_rows import rows_of
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
