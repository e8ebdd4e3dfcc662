"""The how-to on the ISO's schemas does what it says, with the very files of the page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from marketsim.contract.filecolumns import open_download
from marketsim.contract.schemas_folder import read_schemas

from . import other_files as files
from .finished_run import ROOT, finished

PAGE = ROOT / "docs" / "how-to" / "use-the-iso-schemas.md"
_FILE = re.compile(r"^`iso/([\w.]+)`[^\n]*:\n\n```\w+\n(.*?)^```$", re.M | re.S)
_RUN = re.compile(r"^marketsim run (features/\S+) --schemas iso$", re.M)


@pytest.fixture
def iso(tmp_path: Path) -> Path:
    """The folder that the page has its reader make."""
    folder = tmp_path / "iso"
    folder.mkdir()
    for name, text in _FILE.findall(PAGE.read_text("utf-8")):
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_run_judges_by_the_schemas_and_says_so(iso: Path, tmp_path: Path) -> None:
    """On the page, in readiness.json and in run.toml; a download without a schema is called by its name."""
    (feature,) = _RUN.findall(PAGE.read_text("utf-8"))
    for name in (
        "CRRSetAside.json",
        "columns.toml",
    ):  # invented, as the page says: the embedded system departs from it
        (iso / name).unlink()
    done = finished(tmp_path / "out", feature, "--schemas", str(iso))
    assert done.code == 0, done.told
    told = done.readiness["downloads"]
    read = {each["download_type"]: each for each in told["read"]}
    assert (read["SOURCE_SINK"]["origin"], read["SOURCE_SINK"]["unmapped"]) == ("schemas", [])
    assert read["PUBLIC_EXISTING_CRR"]["origin"] == "harness format"
    assert read["SOURCE_SINK"]["csv"] and read["SOURCE_SINK"]["json"]
    assert not any(each["otherwise"] for each in told["read"])
    assert str(iso) in told["provenance"] and told["digest"]
    page = (done.out / "index.html").read_text("utf-8")
    assert "harness format (ours)" in page and "the ISO's schema CRRSourceSink_1.0.1.json" in page
    assert f"--schemas {iso}" in (done.out / "run.toml").read_text("utf-8")


def test_the_map_reads_their_fields_as_our_columns(iso: Path) -> None:
    """With their words, their unit, and what stands above the list."""
    row = {"period": "2027_M01", "timeOfUse": "Off-Peak", "constraintName": "COI", "direction": "FORWARD"}
    document = {"marketName": "AUC", "setAsides": [{**row, "limitKw": 4800000, "setAside": 12.5}]}
    schemas = read_schemas(iso)
    read = open_download(files.packed(file_json=json.dumps(document)), "SET_ASIDE", schemas)
    assert schemas.in_our_names("SET_ASIDE", read.rows) == [
        {
            "MarketName": "AUC", "Period": "2027_M01", "TOU": "OFF", "Interface": "COI", "Direction": "FORWARD",
            "Limit": 4800.0, "SetAside": 12.5,
        }
    ]  # fmt: skip


def test_a_schema_that_cannot_be_used_ends_the_run_before_it_begins(iso: Path, tmp_path: Path) -> None:
    """Wrong usage: the file, what was expected, what was found, what to do."""
    (iso / "CRRSetAside.json").write_text('{"type": "list"}', "utf-8")
    done = finished(tmp_path / "out", "--schemas", str(iso))
    assert done.code == 2
    assert "CRRSetAside.json: expected a sound JSON schema" in done.told
    assert not (tmp_path / "out").exists()
