"""The reconciliation, which shares no code with the cutover, judges it: clean where it is sound, each fault by name."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from cutover_ground import empty_system
from typer.testing import CliRunner

from marketsim.cli import command_line
from marketsim.contract.filecolumns import encode_rows
from marketsim.legacy.generator.make import generate
from marketsim.legacy.writing import write_extract
from marketsim.system.cutover import faults as wrong
from marketsim.system.cutover.carrying_out import cut_over
from marketsim.system.cutover.extract.reader import read_folder
from marketsim.system.cutover.reports import REPORTS, encoded
from marketsim.system.downloads.existing_crrs import everybodys_crrs
from marketsim.system.downloads.model_data import replacement_rows
from marketsim.system.store.cutovers import report_rows

# The check that names each fault. What is no matter of the inventory shows in markets, roles, bids and messages.
FOUND_BY: Mapping[str, str] = {
    wrong.LOSE_A_CRR: "counts",
    wrong.DOUBLE_MW: "mw",
    wrong.KEEP_EXPIRED: "expired",
    wrong.DROP_COUNTERFLOW: "lmt-pairs",
    wrong.WRONG_MARKET_NAME: "market-names",
    wrong.WRONG_OWNER: "owners",
    wrong.WRONG_DATES: "dates",
    wrong.DST_DAY: "dst-day",
    wrong.NO_REPLACEMENT: "nodes-retired",
    wrong.SALES_IGNORED: "sell-offers",
    wrong.TRADES_IGNORED: "mw",
    wrong.ADJUSTMENTS_IGNORED: "mw",
    wrong.NOT_NETTED: "netting",
    wrong.NO_SELLER_ROWS: "sell-offers",
    wrong.LOSE_A_PARENT: "parents",
    wrong.WRONG_MAPPING: "mapping-reports",
}
ELSEWHERE = {
    wrong.FAR_REPLACEMENT, wrong.BOTH_SYSTEMS, wrong.READ_ONLY_ROLES, wrong.LOSE_BIDS, wrong.LOSE_MESSAGES,
}  # fmt: skip


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract of 20 participants."""
    folder = tmp_path_factory.mktemp("extract") / "old"
    write_extract(generate(20, 300, 5), folder)
    return folder


def checks(old: Path, new: Path, *faults: str) -> set[str]:
    """The checks that find something, between an extract and what a system with those faults made of it."""
    with empty_system(new, faults=[f"cutover:{each}" for each in faults]) as system:
        cut_over(system, read_folder(old))
        with system.store.reading() as store:
            files = [encode_rows(everybodys_crrs(store, system.clock.now()), "CSV", "PUBLIC_EXISTING_CRR")]
            if replaced := replacement_rows(store):
                files.append(encode_rows(replaced, "CSV", "SOURCE_SINK_REPLACEMENT"))
            files += [encoded(report_rows(store, name) or [], "CSV", name) for name in REPORTS]
    (new / "downloads").mkdir()
    for each in files:
        with zipfile.ZipFile(io.BytesIO(each)) as archive:
            archive.extractall(new / "downloads")
    words = ["reconcile", str(old), str(new / "downloads"), "--json"]
    done = CliRunner().invoke(command_line(words), words)
    assert done.exit_code in (0, 1), done.output
    return {each["check"] for each in json.loads(done.output)["findings"]}


def test_every_fault_is_found_somewhere() -> None:
    """By the reconciliation, or where it shows."""
    assert {each for each in wrong.FAULTS if not each.startswith("fail-")} == set(FOUND_BY) | ELSEWHERE


def test_a_sound_cutover_reconciles(old: Path, tmp_path: Path) -> None:
    """Nothing is found."""
    assert checks(old, tmp_path) == set()


@pytest.mark.parametrize("fault", FOUND_BY)
def test_a_fault_is_found_by_the_check_that_names_it(fault: str, old: Path, tmp_path: Path) -> None:
    """Whatever else it entails."""
    assert FOUND_BY[fault] in checks(old, tmp_path, fault)
