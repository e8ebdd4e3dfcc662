"""Files laid out otherwise than we suppose, and the table of what was read by which columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketsim.contract.file_set import OURS
from marketsim.readiness.downloads_read import downloads_read, format_note
from marketsim.readiness.record import assemble

from .rehearsal import EMBEDDED, LIVE, Rehearsal, deviation
from .test_verdict import judged

OTHERWISE = deviation(
    where="file", path="Limit", expected="a column of that name", found="none", undocumented=True
)
SCHEMA = deviation(where="file", path="[0].limit", expected="a number", found='"much"')
FILES = {"provenance": "harness format", "digest": None, "formats": OURS.facts()}
CONTRACT = {"provenance": "ours", "digest": "0" * 64, "versions": {}, "files": FILES}


def read(rehearsal: Rehearsal, kind: str = "SET_ASIDE", file_format: str = "CSV", **more: Any) -> None:
    """A download, and an assertion on it."""
    query = {"publicMarketDownloadType": kind, "fileFormat": file_format, "marketName": "AUC"}
    rehearsal.asserts(rehearsal.call("market_data", "getPublicMarketData", query=query, **more))


@pytest.mark.parametrize(
    ("target", "strict", "found", "verdict"),
    [
        (LIVE, False, OTHERWISE, "passed"),
        (LIVE, True, OTHERWISE, "passed"),
        (EMBEDDED, False, OTHERWISE, "failed"),
        (LIVE, False, SCHEMA, "failed"),
        (EMBEDDED, True, SCHEMA, "failed"),
    ],
)
def test_our_columns_bind_the_embedded_system_alone(
    tmp_path: Path, target: Any, strict: bool, found: Any, verdict: str
) -> None:
    """And the ISO's schemas bind everybody. What does not count is an observation."""
    start = {"target": target, "strict": strict}
    decided = judged(tmp_path, lambda each: read(each, deviations=[found]), start=start)
    assert decided.verdict == verdict
    assert [each.provenance for each in decided.observations] == (["assumed"] if verdict == "passed" else [])


def test_every_download_that_was_handed_out_is_counted_with_its_columns(tmp_path: Path) -> None:
    """By type and format; refusals and other calls are none."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run(target=LIVE, contract=CONTRACT)
    with rehearsal.scenario("MS-INF-90"):
        read(rehearsal)
        read(rehearsal, file_format="JSON", deviations=[OTHERWISE])
        read(rehearsal, "SOURCE_SINK")
        read(rehearsal, "SOURCE_SINK_REPLACEMENT", status=400, codes=["DWL0005"])
        rehearsal.call()
    rehearsal.end()
    record = assemble(rehearsal.events())
    told = downloads_read(record)
    assert told is not None
    rows = [
        (each["download_type"], each["origin"], each["csv"], each["json"], each["otherwise"])
        for each in told["read"]
    ]
    assert sorted(rows) == [
        ("SET_ASIDE", "harness format", 1, 1, 1),
        ("SOURCE_SINK", "confirmed", 1, 0, 0),
    ]
    assert "columns of SET_ASIDE: harness format" in format_note(record)


def test_evidence_that_does_not_tell_of_columns_has_no_table(tmp_path: Path) -> None:
    """As that of an earlier release."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.run()
    rehearsal.end()
    record = assemble(rehearsal.events())
    assert downloads_read(record) is None
    assert format_note(record) == ""
