"""Results survive their file: every value with a determinant that is listed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from marketsim.settlement.crr import CrrInputs, settle
from marketsim.settlement.crr.files import (
    Unreadable,
    crr_determinants,
    crr_files,
    read,
    read_statement,
    statement,
)
from marketsim.settlement.crr.random_month import random_month


@pytest.fixture
def inputs() -> CrrInputs:
    """Four days over the clock change of autumn."""
    return random_month(3, date(2026, 10, 30), 4)


def test_a_statement_has_every_value_with_a_determinant_that_is_listed(
    inputs: CrrInputs, tmp_path: Path
) -> None:
    """Written and read, exact where a value has an end, to twelve decimals elsewhere."""
    rows = list(settle(inputs, "crr-track-1b").rows())
    assert {each.determinant for each in rows} == set(crr_determinants())
    assert len({each.key for each in rows}) == len(rows)
    (tmp_path / "statement.csv").write_bytes(statement(rows))
    for row, found in zip(rows, read_statement(tmp_path / "statement.csv"), strict=True):
        assert found.row.key == row.key
        assert abs(found.row.value - row.value) <= Fraction(1, 10**12)


def test_a_statement_names_no_determinant_of_its_own(tmp_path: Path) -> None:
    """A row of another name is refused with its line."""
    (tmp_path / "s.csv").write_text(
        f"{','.join(crr_files()['statement.csv'].heading)}\nCRRBonus,1,X,,,2026-03,,,5\n"
    )
    with pytest.raises(Unreadable, match="line 2"):
        read_statement(tmp_path / "s.csv")


@pytest.mark.parametrize(
    ("rows", "expected", "found"),
    [
        ((), "rows below the heading", "none"),
        (
            ("CRRMonthAmount,1,X,,,2026-03,,,5", "CRRMonthAmount,1,X,,,2026-03,,,6"),
            "each value once",
            "again what",
        ),
        (("CRRMonthAmount,1,X,K1,,2026-03,,,5",), "no Constraint for CRRMonthAmount", "K1"),
        (("CRRMonthAmount,1,X,,,2026-03,2026-03-03,9,5",), "no TradeDate for CRRMonthAmount", "2026-03-03"),
        (("CRRHourlyAmount,1,X,,,2026-03,,,5",), "the TradeDate of CRRHourlyAmount", "an empty cell"),
        (
            ("CRRHourlyAmount,1,X,,,2026-03,2026-03-03,,5",),
            "the HourEnding of CRRHourlyAmount",
            "an empty cell",
        ),
        (("CRRHourlyAmount,1,X,,,2026-04,2026-03-03,9,5",), "the Month of 2026-03-03", "2026-04"),
        (("CRRMonthAmount,,X,,,2026-03,,,5",), "the CrrId of CRRMonthAmount", "an empty cell"),
        (("CRRMonthAmount,1,=X(),,,2026-03,,,5",), "AssetOwner that is no formula", "=X()"),
        (("CRRBonus,1,X,,,2026-03,,,5",), "a determinant that is listed", "CRRBonus"),
    ],
)
def test_a_row_that_states_nothing_is_refused(
    rows: tuple[str, ...], expected: str, found: str, tmp_path: Path
) -> None:
    """Rather than told as a difference, or passed over."""
    heading = ",".join(crr_files()["statement.csv"].heading)
    (tmp_path / "s.csv").write_text("\n".join((heading, *rows, "")))
    with pytest.raises(Unreadable) as refused:
        read_statement(tmp_path / "s.csv")
    (fault,) = refused.value.faults
    assert (fault.expected, fault.found[: len(found)]) == (expected, found)
    assert fault.where == (f"s.csv, line {len(rows) + 1}" if rows else "s.csv")


def test_zeros_at_the_end_are_decimals_that_a_statement_shows(tmp_path: Path) -> None:
    """A statement in whole dollars and cents is held to the cent."""
    heading = ",".join(crr_files()["statement.csv"].heading)
    (tmp_path / "s.csv").write_text(f"{heading}\nCRRMonthAmount,1,X,,,2026-03,,,215.00\n")
    (stated,) = read_statement(tmp_path / "s.csv")
    assert (stated.places, stated.where, stated.row.value) == (2, "s.csv, line 2", 215)


def test_a_statement_is_no_input(tmp_path: Path) -> None:
    """A folder with a statement and no holdings is refused for both."""
    (tmp_path / "statement.csv").write_text(f"{','.join(crr_files()['statement.csv'].heading)}\n")
    with pytest.raises(Unreadable) as refused:
        read(tmp_path)
    assert [each.expected.split(",")[0] for each in refused.value.faults] == ["once each", "holdings.csv"]
