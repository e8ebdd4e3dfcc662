"""A statement of CRRs: the worked month of two CRRs on one constraint, and errors planted in it by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from statement_sheet import settle
from typer.testing import CliRunner

from marketsim.cli import command_line

FILES = {
    "holdings.csv": """CrrId,AssetOwner,Source,Sink,TOU,HedgeType,StartDate,EndDate,MW
A,ALFA,N,S,ON,OBL,2026-03-01T08:00:00Z,2026-04-01T06:59:59Z,10
B,BETA,N,S,ON,OBL,2026-03-01T08:00:00Z,2026-04-01T06:59:59Z,5
""",
    "constraints.csv": """Constraint,TradeDate,HourEnding,ShadowPrice,Revenue
K1,2026-03-03,10,20,240
K1,2026-03-03,11,10,200
""",
    "shift_factors.csv": "Constraint,Location,Factor\nK1,N,1\nK1,S,0\n",
    "demand.csv": "Coordinator,Month,MWh\nSC1,2026-03,100\n",
}
Row = dict[str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The inputs, and what they come to."""
    (tmp_path / "inputs").mkdir()
    for name, content in FILES.items():
        (tmp_path / "inputs" / name).write_text(content, "utf-8")
    words = ["--rules", "crr-track-1b", "--inputs", tmp_path / "inputs", "--out", tmp_path / "clean.csv"]
    assert settle(*words)["clean"]
    return tmp_path


def compared(folder: Path, change: Callable[[Row], None]) -> dict[str, Any]:
    """What is said of the statement once every row of it was changed so."""
    with (folder / "clean.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        change(row)
    with (folder / "stated.csv").open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, list(rows[0]))
        sheet.writeheader()
        sheet.writerows(rows)
    words = ["--rules", "crr-track-1b", "--inputs", folder / "inputs"]
    return settle(*words, "--statement", folder / "stated.csv", "--places", "2")


def test_what_was_written_is_clean_to_the_cent(folder: Path) -> None:
    """And comes to the amounts worked out by hand: 293.33 and 146.67 of 440 collected."""
    found = compared(folder, lambda row: None)
    assert found["clean"]
    assert [(each["of"], each["amount"]) for each in found["totals"]] == [
        ("ALFA", "-293.33"),
        ("BETA", "-146.67"),
        ("SC1", "0.00"),
    ]


def turned(row: Row) -> None:
    """What is paid stands as charged."""
    if row["Determinant"] in ("CRRMonthAmount", "CRRHourlyAmount"):
        row["Value"] = str(-Decimal(row["Value"]))


def not_netted(row: Row) -> None:
    """The cut of 60 in the first hour stays, 40 of it A's, though 50 were left in the second."""
    values = {("CRRPaid", "A"): 260, ("CRRPaid", "B"): 130, ("CRRReturned", "A"): 0, ("CRRReturned", "B"): 0}
    known = (row["Determinant"], row["CrrId"])
    row["Value"] = str(values.get(known, row["Value"]))


@pytest.mark.parametrize(
    ("change", "cause"),
    [(turned, "sign-turned-crr"), (not_netted, "surplus-not-netted")],
    ids=["sign", "netting"],
)
def test_a_planted_error_is_named_and_no_other(
    folder: Path, change: Callable[[Row], None], cause: str
) -> None:
    """By making each known mistake."""
    found = compared(folder, change)
    assert named(found) == [cause]


def test_a_statement_by_the_rules_before_2019_is_named_as_such(folder: Path) -> None:
    """Every CRR is paid in full, and measured demand charged for the 10 $ that were not collected."""
    by_old = ["--rules", "crr-before-2019", "--inputs", folder / "inputs", "--out", folder / "old.csv"]
    settle(*by_old)
    by_new = ["--rules", "crr-track-1b", "--inputs", folder / "inputs", "--statement", folder / "old.csv"]
    found = settle(*by_new)
    assert named(found) == ["old-crr-rules"]
    (cause,) = found["causes"]["found"]
    assert cause["determinants"] == ["CRRMonthAmount", "MeasuredDemandAmount", "ToMeasuredDemand"]
    assert cause["values"] == 4


def test_an_odd_value_is_said_to_be_unexplained(folder: Path) -> None:
    """With what was calculated."""

    def odd(row: Row) -> None:
        if (row["Determinant"], row["CrrId"]) == ("CRRMonthAmount", "A"):
            row["Value"] = "-299.00"

    found = compared(folder, odd)
    (listed,) = found["comparison"]["largest"]["CRRMonthAmount"]
    assert (listed["stated"], listed["calculated"]) == ("-299.000000", "-293.330000")
    assert named(found) == ["unexplained"]


def named(found: dict[str, Any]) -> list[str]:
    """The causes that were found, and ``unexplained`` where something is."""
    names = [" and ".join(each["mistakes"]) for each in found["causes"]["found"]]
    return [*names, *(["unexplained"] if found["causes"]["unexplained"]["values"] else [])]


def given(folder: Path, *rows: str) -> list[str | Path]:
    """The words that hold a statement of these rows against the inputs."""
    heading = "Determinant,CrrId,AssetOwner,Constraint,Coordinator,Month,TradeDate,HourEnding,Value"
    (folder / "given.csv").write_text("\n".join((heading, *rows, "")), "utf-8")
    return ["--rules", "crr-track-1b", "--inputs", folder / "inputs", "--statement", folder / "given.csv"]


def test_whole_dollars_are_held_to_the_cents_that_they_show(folder: Path) -> None:
    """293.00 is not 293.33, and is told with the line where it stands."""
    found = settle(*given(folder, "CRRMonthAmount,A,ALFA,,,2026-03,,,-293.00"))
    (listed,) = found["comparison"]["largest"]["CRRMonthAmount"]
    assert (listed["calculated"], listed["where"]) == ("-293.330000", "given.csv, line 2")
    assert settle(*given(folder, "CRRMonthAmount,A,ALFA,,,2026-03,,,-293"))["clean"]


def test_hours_and_months_without_inputs_are_told_and_not_compared(folder: Path) -> None:
    """They are no difference; what was calculated is compared all the same."""
    found = settle(
        *given(
            folder,
            "CRRMonthAmount,A,ALFA,,,2026-03,,,-293.33",
            "CRRMonthAmount,A,ALFA,,,2026-04,,,-1.00",
            "CRRHourlyAmount,A,ALFA,,,2026-03,2026-03-04,10,-1.00",
        )
    )
    assert found["clean"]
    assert found["comparison"]["without_inputs"] == {"CRRMonthAmount": 1, "CRRHourlyAmount": 1}


@pytest.mark.parametrize(
    ("rows", "found"),
    [((), "none"), (("CRRMonthAmount,A,ALFA,,,2026-04,,,-1.00",), "none in common with the inputs")],
)
def test_a_statement_with_nothing_to_compare_is_refused(
    folder: Path, rows: tuple[str, ...], found: str
) -> None:
    """It is not clean: nothing was held against anything."""
    call = ["settle", *map(str, given(folder, *rows))]
    result = CliRunner().invoke(command_line(call), call)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"found:    {found}" in result.stderr
