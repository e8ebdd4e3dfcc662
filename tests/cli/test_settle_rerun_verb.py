"""``marketsim settle --rerun-of``: what docs/how-to/settle.md shows, what is a finding, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from marketsim.cli import command_line

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "settle.md"
FENCE = re.compile(r"^```\n(.*?)^```$", re.M | re.S)


def settle(*words: str) -> Result:
    """The verb with these words on the inputs of the page."""
    call = ["settle", "--inputs", "inputs.csv", *words]
    return CliRunner().invoke(command_line(call), call)


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The inputs of the page, and the shell in their folder."""
    shutil.copy(PAGE.with_suffix("") / "inputs.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "inputs.csv"


BY_DATE = ("--rules", "by-date", "--run-date", "2020-05-11", "--rerun-of", "2019-08-06")


def test_the_rerun_of_the_page_is_told_as_shown(inputs: Path) -> None:
    """Line by line, after the settlement itself; the options may stand in any order."""
    shown = FENCE.findall(PAGE.read_text("utf-8").split("## See what a rerun changes")[1])
    command, lines = shown[0].split(), shown[1].splitlines()
    assert set(BY_DATE) <= set(command)
    result = settle(*BY_DATE)
    assert (result.exit_code, result.stdout.splitlines()[-len(lines) :]) == (0, lines)


def test_a_rerun_by_rule_sets_changes_the_same_as_one_by_date(inputs: Path) -> None:
    """The old rules and the new ones, however they are named; and nothing where they are the same."""
    named, dated = (
        json.loads(settle(*words, "--json").stdout)["rerun"]
        for words in (("--rules", "prr-1185", "--rerun-of", "before-prr-1185"), BY_DATE)
    )
    assert {**named, "rules": None} == {**dated, "rules": None}
    assert [each["id"] for each in named["rules"]] == ["before-prr-1185"]
    same = settle("--rules", "prr-1185", "--rerun-of", "prr-1185")
    assert "it changes nothing of any area" in same.stdout
    assert same.exit_code == 0


def test_the_changes_are_the_difference_of_two_settlements(inputs: Path) -> None:
    """By the files that either writes; over the areas they add up to zero."""
    assert settle("--rules", "before-prr-1185", "--out", "old.csv").exit_code == 0
    assert settle("--rules", "prr-1185", "--out", "new.csv").exit_code == 0
    told = json.loads(settle(*BY_DATE, "--json").stdout)["rerun"]
    changes = {
        (each["determinant"], each["of"]): Fraction(each["change"])
        for each in (*told["areas"], *told["coordinators"])
    }
    for (name, whose), change in changes.items():
        old, new = (_sum(inputs.with_name(file), name, whose) for file in ("old.csv", "new.csv"))
        assert abs(new - old - change) <= 13 * Fraction(1, 10**6), (name, whose)
    for name in {each["determinant"] for each in told["areas"]}:
        assert sum(change for (other, _), change in changes.items() if other == name) == 0
    assert changes["BAARTDGHGCreditAmount", "CISO"] == Fraction("39.5")
    assert told["closes"] is True


def _sum(file: Path, determinant: str, whose: str) -> Fraction:
    rows = [line.split(",") for line in file.read_text("utf-8").splitlines()]
    return sum((Fraction(row[7]) for row in rows if row[0] == determinant and whose in row[1:4]), Fraction(0))


def test_what_a_rerun_leaves_over_is_a_finding_with_interval_amount_and_areas(inputs: Path) -> None:
    """One area's price of the fifteen-minute market half a dollar lower: 1 $ in each interval of 2 MWh."""
    rows = []
    for line in inputs.read_text("utf-8").splitlines():
        row = line.split(",")
        if (row[0], row[2]) == ("BAAFMMGHGPrice", "AZPS"):
            row[7] = str(float(row[7]) - 0.5)
        rows.append(",".join(row))
    inputs.write_text("\n".join(rows) + "\n", "utf-8")
    result = settle(*BY_DATE, "--most", "1")
    assert result.exit_code == 1
    assert "BAAFMMGHGCreditAmount: 12 of 12 changes do not add up to zero" in result.stdout
    left = "2019-08-01 hour 18 interval 1: 1.000000 $ left over; AZPS -9.000000, IPCO 10.000000"
    assert left in result.stdout
    assert "exactly" not in result.stdout
    told = json.loads(settle(*BY_DATE, "--json").stdout)
    assert (told["clean"], told["rerun"]["closes"]) == (False, False)
    assert {each["determinant"]: each["count"] for each in told["rerun"]["leftovers"]} == dict.fromkeys(
        ("BAAFMMGHGCreditAmount", "area_own_offset", "area_rtieo"), 12
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--rules", "prr-1185", "--rerun-of", "prr-9999"), "'prr-9999'"),
        (("--rules", "prr-1185", "--rerun-of", "2019-13-01"), "'2019-13-01'"),
        (("--rules", "by-date", "--run-date", "2019-08-06", "--rerun-of", "2020-05-11"), "2020-05-11"),
        (("--rules", "prr-1185", "--rerun-of", "2019-07-31"), "2019-07-31"),
        (("--rules", "crr-track-1b", "--rerun-of", "crr-before-2019"), "of CRRs"),
    ],
)
def test_what_is_no_earlier_statement_is_refused(inputs: Path, words: tuple[str, ...], found: str) -> None:
    """With what was expected, and nothing on the way out."""
    result = settle(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert found in result.stderr


def test_old_rules_without_the_demand_that_they_need_are_refused(inputs: Path) -> None:
    """The transfer adjustment cannot be made up."""
    rows = [
        row for row in inputs.read_text("utf-8").splitlines() if not row.startswith("area_measured_demand")
    ]
    inputs.write_text("\n".join(rows) + "\n", "utf-8")
    assert settle(*BY_DATE[:4]).exit_code == 0
    result = settle(*BY_DATE)
    assert result.exit_code == 2
    assert "measured demand of every area" in result.stderr
