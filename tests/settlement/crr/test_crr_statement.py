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
        assert found.key == row.key
        assert abs(found.value - row.value) <= Fraction(1, 10**12)


def test_a_statement_names_no_determinant_of_its_own(tmp_path: Path) -> None:
    """A row of another name is refused with its line."""
    (tmp_path / "s.csv").write_text(
        f"{','.join(crr_files()['statement.csv'].heading)}\nCRRBonus,1,X,,,2026-03,,,5\n"
    )
    with pytest.raises(Unreadable, match="line 2"):
        read_statement(tmp_path / "s.csv")


def test_a_statement_is_no_input(tmp_path: Path) -> None:
    """A folder with a statement and no holdings is refused for both."""
    (tmp_path / "statement.csv").write_text(f"{','.join(crr_files()['statement.csv'].heading)}\n")
    with pytest.raises(Unreadable) as refused:
        read(tmp_path)
    assert [each.expected.split(",")[0] for each in refused.value.faults] == ["once each", "holdings.csv"]
