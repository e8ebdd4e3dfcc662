"""Who has run which: participant by participant, in JSON, on the page and as CSV that runs nothing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.contract.catalogue import Contract
from marketsim.contract.cells import begins_like_a_formula
from marketsim.readiness.report import write_report
from marketsim.readiness.tracking_csv import COLUMNS, tracking_csv

from .page_reader import Page
from .rehearsal import Rehearsal
from .test_by_plan import row

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
POISON = "=cmd|'/C calc'!A1"
GATES = {"title": "Ours", "ours": True, "scenarios": ["MS-AUC-21", "MS-AUC-99"], "phases": []}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a run with two participants, one of whom tries twice, and one that nobody could begin."""
    folder = tmp_path_factory.mktemp("tracked")
    rehearsal = Rehearsal(folder / "evidence", "gw0")
    rows = [row("1.1", "MS-AUC-21"), row(POISON, "MS-AUC-22")]
    rehearsal.run(market_sim_plan={"title": "A plan", "example": True, "rows": rows}, gates=GATES)
    with rehearsal.scenario("MS-AUC-22", "Sold", topic="auction"):
        rehearsal.asserts(rehearsal.call(participant="SRTX", function="CRRH"))
        rehearsal.asserts(rehearsal.call(participant="<b>NVLY</b>", function="CLSE"))
    for held in (False, True):
        with rehearsal.scenario("MS-AUC-21", POISON, topic="auction"):
            rehearsal.asserts(rehearsal.call(participant="SRTX", function="CRRH"), held=held)
    with rehearsal.scenario("MS-TOR-21", topic="tor_conversion", functions=["TOR"], status="skipped"):
        rehearsal.recorder.halted(verdict="skipped", cause="data", reason="no window", waits_for="ISO")
    rehearsal.end()
    write_report(folder, Contract.load(), [], templates=TEMPLATES)
    return folder


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    """The member of readiness.json."""
    return dict(json.loads((folder / "readiness.json").read_bytes())["tracking"])


def test_each_participant_has_a_row_for_what_it_called_in(told: dict[str, Any]) -> None:
    """With the latest verdict; what nobody could begin stands under its function alone, at the end."""
    rows = [
        (each["participant"], each["function"], each["scenario"], each["verdict"]) for each in told["rows"]
    ]
    assert rows == [
        ("<b>NVLY</b>", "CLSE", "MS-AUC-22", "passed"),
        ("SRTX", "CRRH", "MS-AUC-21", "passed"),
        ("SRTX", "CRRH", "MS-AUC-22", "passed"),
        (None, "TOR", "MS-TOR-21", "skipped"),
    ]
    assert told["rows"][3]["responsible"] == "ISO"
    assert told["not_run"] == ["MS-AUC-99"]


def test_a_row_leads_to_its_evidence(folder: Path, told: dict[str, Any]) -> None:
    """The file is there, and the event with that number is where the attempt that counts begins."""
    (row_,) = [each for each in told["rows"] if each["scenario"] == "MS-AUC-21"]
    assert (row_["attempts"], row_["run_id"], row_["phase"]) == (
        2,
        "20261120T175803Z-3f2a",
        "connectivity-week-2",
    )
    assert row_["plan"] == ["1.1"]
    events = [json.loads(line) for line in (folder / row_["evidence"]).read_text("utf-8").splitlines()]
    (begun,) = [each for each in events if each["seq"] == row_["seq"]]
    assert (begun["event"], begun["scenario"], begun["at"]) == ("scenario_started", "MS-AUC-21", row_["at"])
    assert max(each["seq"] for each in events if each["event"] == "scenario_started" and each["scenario"] ==
               "MS-AUC-21") == row_["seq"]  # fmt: skip


def test_the_csv_holds_the_same_rows_and_runs_nothing(folder: Path, told: dict[str, Any]) -> None:
    """A name that begins like a formula gets an apostrophe; what was not run follows."""
    text = (folder / "tracking.csv").read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [each["scenario"] for each in rows] == [*(each["scenario"] for each in told["rows"]), "MS-AUC-99"]
    assert rows[1]["name"] == f"'{POISON}" and rows[2]["plan"] == f"'{POISON}"
    assert rows[-1]["verdict"] == "not run"
    assert not any(begins_like_a_formula(cell) and cell[0] != "'" for each in rows for cell in each.values())


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    """Whatever a participant is called: one line a row, and nothing that a spreadsheet would run."""
    row_: Any = dict.fromkeys(COLUMNS, text) | {"plan": [text]}
    (header, *rows) = csv.reader(
        io.StringIO(tracking_csv({"rows": [row_], "not_run": [text]}).decode(), newline="")
    )
    assert tuple(header) == COLUMNS and len(rows) == 2
    assert not any(begins_like_a_formula(cell) and cell[0] != "'" for cells in rows for cell in cells)


def test_the_page_shows_a_table_for_each_participant(folder: Path) -> None:
    """By the plan's numbers and by topic, with verdicts, when, run and evidence; markup is escaped."""
    source = (folder / "index.html").read_text("utf-8")
    page = Page(source)
    assert "<b>NVLY" not in source and "<b>NVLY</b> CLSE 1 scenario: 1 passed" in page.words
    assert "SRTX CRRH 2 scenarios: 2 passed" in page.words
    assert "nobody called TOR 1 scenario: 1 skipped" in page.words
    assert "1 scenario of the suite nobody has run here" in page.words
    assert {"tracking.csv", "evidence/gw0.jsonl"} <= {
        each.get("href") for tag, each in page.elements if tag == "a"
    }
    assert "20261120T175803Z-3f2a" in page.words[page.words.index("Who has run which") :]
