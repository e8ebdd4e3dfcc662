"""What counts as a difference, what is told only, and which hours are looked at again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statement_sheet import HEADING, settle
from typer.testing import CliRunner

from marketsim.cli import command_line
from marketsim.settlement.comparison.attribution import attribute
from marketsim.settlement.comparison.sample import sample
from marketsim.settlement.comparison.statement import Element
from marketsim.settlement.files.table import Whose
from marketsim.settlement.interval import hours_of

SAMPLE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "settle"
Lines = Callable[[list[str]], list[str]]


def compared(tmp_path: Path, change: Lines, *words: str) -> dict[str, Any]:
    """What is said of the sample statement with its lines below the heading changed."""
    lines = (SAMPLE / "statement.csv").read_text("utf-8").splitlines()[1:]
    path = tmp_path / "statement.csv"
    path.write_text("\n".join([",".join(HEADING), *change(lines), ""]), "utf-8")
    return settle("--rules", "prr-1185", "--inputs", SAMPLE / "inputs.csv", "--statement", path, *words)


def only(lines: list[str], determinant: str) -> list[str]:
    """The rows of one determinant."""
    return [line for line in lines if line.startswith(f"{determinant},")]


def test_what_a_statement_does_not_hold_is_told_and_not_counted(tmp_path: Path) -> None:
    """Whole determinants, and single values."""
    found = compared(tmp_path, lambda lines: only(lines, "area_rtieo")[5:])
    assert found["clean"]
    assert found["comparison"]["compared"] == {"area_rtieo": 31}
    assert found["comparison"]["lacking"] == {"area_rtieo": 5}
    assert "cc_6477_amount" in found["comparison"]["absent"]


def test_a_charge_to_somebody_who_bears_none_differs_from_nothing(tmp_path: Path) -> None:
    """Unless it is a charge of zero."""
    row = "cc_6477_amount,,,STRANGER,2019-08-01,18,4,{},$"
    found = compared(tmp_path, lambda lines: [*lines, row.format("1.00")])
    (listed,) = found["comparison"]["largest"]["cc_6477_amount"]
    assert (listed["coordinator"], listed["stated"], listed["calculated"]) == ("STRANGER", "1.000000", None)
    assert found["comparison"]["lacking"] == {}
    assert compared(tmp_path, lambda lines: [*lines, row.format("0.00")])["clean"]


def test_hours_without_inputs_are_told_and_not_compared(tmp_path: Path) -> None:
    """By how many values."""
    row = "area_rtieo,,AZPS,,2019-08-01,19,1,1.00,$"
    found = compared(tmp_path, lambda lines: [*lines, row])
    assert found["clean"]
    assert found["comparison"]["without_inputs"] == {"area_rtieo": 1}


def test_a_statement_with_nothing_to_compare_is_refused(tmp_path: Path) -> None:
    """It must not look clean."""
    path = tmp_path / "other.csv"
    path.write_text(",".join(HEADING) + "\narea_rtieo,,AZPS,,2019-08-02,1,1,1.00,$\n", "utf-8")
    words = [
        "settle",
        "--rules",
        "prr-1185",
        "--inputs",
        f"{SAMPLE / 'inputs.csv'}",
        "--statement",
        f"{path}",
    ]
    result = CliRunner().invoke(command_line(words), words)
    assert result.exit_code == 2
    assert "none in common" in result.stderr


def test_zeros_that_a_spreadsheet_cut_off_do_not_make_a_statement_less_precise(tmp_path: Path) -> None:
    """The decimals that the determinant shows anywhere count: 4.5 beside 3.001 is 4.500."""

    def cut(lines: list[str]) -> list[str]:
        rows = [line.replace(",4.500000,", ",4.5,") for line in only(lines, "etsr_settlement_5m")]
        return [line.replace(",3.000000,", ",3.001,") for line in rows]

    found = compared(tmp_path, cut)
    assert found["comparison"]["differing"] == {"etsr_settlement_5m": 3}


@pytest.mark.parametrize("most", [1, 3, 24])
def test_the_largest_differences_are_listed_first_and_all_are_counted(tmp_path: Path, most: int) -> None:
    """No more than asked for."""

    def grown(lines: list[str]) -> list[str]:
        rows = [line.split(",") for line in only(lines, "area_transfer_value")]
        return [",".join([*row[:7], str(float(row[7]) + int(row[6])), row[8]]) for row in rows]

    found = compared(tmp_path, grown, "--most", str(most))["comparison"]
    listed = [each["interval"] for each in found["largest"]["area_transfer_value"]]
    assert found["differing"] == {"area_transfer_value": 36}
    assert listed == sorted((k for k in range(1, 13) for _ in range(3)), reverse=True)[:most]


AREAS = st.sampled_from(["AZPS", "IPCO", "PACE", "PACW"])
DAY = hours_of(date(2019, 11, 3))
ELEMENTS = st.lists(
    st.builds(
        lambda area, hour: Element("area_rtieo", Whose("", area, ""), hour), AREAS, st.sampled_from(DAY)
    )
)


@given(ELEMENTS, st.integers(1, 30))
def test_a_sample_of_hours_is_bounded_and_has_something_of_every_kind(
    elements: list[Element], most: int
) -> None:
    """Kinds are hours in which the same areas differ."""
    taken = sample(elements, most)
    kinds = {
        frozenset(each.whose for each in elements if each.hour == hour) for hour in {e.hour for e in elements}
    }
    of_taken = {frozenset(each.whose for each in elements if each.hour == hour) for hour in taken}
    assert taken == sorted(set(taken))
    assert len(taken) == min(most, len({each.hour for each in elements}))
    assert len(of_taken) == min(most, len(kinds))


def test_of_mistakes_that_explain_as_much_the_one_that_contradicts_least_is_named() -> None:
    """Then what is left goes to the next."""
    explained = {("a",): {1, 2}, ("b",): {1, 2}, ("c",): {3}, ("d",): {2, 3}}
    shares = attribute({1, 2, 3, 4}, explained, {("a",): 5, ("b",): 0, ("c",): 1, ("d",): 2}.__getitem__)
    assert list(shares) == [(("b",), {1, 2}), (("c",), {3})]
