"""Inputs and results survive their files; what is wrong in a file is told with its line; hostile files do no harm."""

from __future__ import annotations

import zipfile
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from marketsim.settlement.crr import CrrInputs, settle
from marketsim.settlement.crr.files import (
    Unreadable,
    crr_files,
    read,
    write,
)
from marketsim.settlement.crr.random_month import random_month
from marketsim.settlement.refusal import Refusal

HOLDINGS, PRICES = "holdings.csv", "prices.csv"
HOLDING = "7,X,S,T,ON,OBL,2026-03-01T08:00:00Z,2026-04-01T06:59:59Z,10"


@pytest.fixture
def inputs() -> CrrInputs:
    """Four days over the clock change of autumn."""
    return random_month(3, date(2026, 10, 30), 4)


def heading(name: str) -> str:
    """The columns that a file needs."""
    return ",".join(crr_files()[name].heading)


def test_inputs_written_are_read_as_they_were(inputs: CrrInputs, tmp_path: Path) -> None:
    """From a folder and from a zip of it."""
    write(inputs, tmp_path / "month")
    assert read(tmp_path / "month") == inputs
    with zipfile.ZipFile(tmp_path / "month.zip", "w") as archive:
        for each in (tmp_path / "month").iterdir():
            archive.write(each, f"month/{each.name}")
    assert read(tmp_path / "month.zip") == inputs


def test_without_prices_they_are_made_and_said_to_be(inputs: CrrInputs, tmp_path: Path) -> None:
    """The same in every hour in which something binds."""
    write(inputs, tmp_path)
    (tmp_path / "prices.csv").unlink()
    made = read(tmp_path)
    assert made.prices_made
    assert made.prices == {
        key: value for key, value in inputs.prices.items() if key[1] in {at.hour for at in inputs.constraints}
    }
    assert settle(made, "crr-track-1b").amounts == settle(inputs, "crr-track-1b").amounts


def test_the_download_of_existing_crrs_is_read_as_it_is(tmp_path: Path) -> None:
    """With all its columns; what was sold is left out."""
    columns = (
        "CrrId,ParentCrrId,AssetOwner,Source,Sink,TOU,HedgeType,CrrType,Category,MarketName,Period,StartDate"
    )
    rows = [
        f"{columns},EndDate,MW,OfferType",
        "7,,X,S,T,ON,OBL,AUC,AUCTION,M,P,2026-03-01T08:00:00Z,2026-04-01T06:59:59Z,10.5,OWNER",
        "7,,X,S,T,ON,OBL,AUC,AUCTION,M,P,2026-03-01T08:00:00Z,2026-04-01T06:59:59Z,2.5,SELLER",
    ]
    (tmp_path / "holdings.csv").write_text("\n".join(rows))
    assert [each.mw for each in read(tmp_path).holdings] == [Fraction("10.5")]


@pytest.mark.parametrize(
    ("name", "text", "where", "expected"),
    [
        (HOLDINGS, "CrrId,MW\n", "line 1", "the columns"),
        (HOLDINGS, f"{heading(HOLDINGS)},Colour\n", "line 1", "the columns"),
        (HOLDINGS, f"{heading(HOLDINGS)}\n{HOLDING},5\n", "line 2", "9 cells"),
        (
            "holdings.csv",
            f"{heading(HOLDINGS)}\n{HOLDING}\n\n{HOLDING}x\n",
            "line 4",
            "a decimal",
        ),
        (
            "holdings.csv",
            f"{heading(HOLDINGS)}\n{HOLDING.replace('ON', 'on')}\n",
            "line 2",
            "ON or",
        ),
        (
            "holdings.csv",
            f"{heading(HOLDINGS)}\n{HOLDING.replace('X', '')}\n",
            "line 2",
            "AssetOwn",
        ),
        (
            "holdings.csv",
            f"{heading(HOLDINGS)}\n{HOLDING.replace('Z', '')}\n",
            "line 2",
            "StartDate",
        ),
        (
            "holdings.csv",
            f"{heading(HOLDINGS)}\n{HOLDING.replace('X', chr(27))}\n",
            "line 2",
            "printable",
        ),
        (PRICES, f"{heading(PRICES)}\nS,2026-03-08,24,1\n", "line 2", "from 1 to 23"),
        (PRICES, f"{heading(PRICES)}\nS,2026-03-32,4,1\n", "line 2", "TradeDate"),
        (PRICES, f"{heading(PRICES)}\nS,2026-03-08,-4,1\n", "line 2", "HourEnding"),
        (PRICES, f"{heading(PRICES)}\nS,2026-03-08,4,nan\n", "line 2", "a decimal"),
        (PRICES, f"{heading(PRICES)}\nS,2026-03-08,4,1\nS,2026-03-08,4,1\n", "line 3", "once"),
        (
            "constraints.csv",
            f"{heading('constraints.csv')}\nK,2026-03-08,4,-1,0\n",
            "line 2",
            "a shadow price from 0",
        ),
        ("demand.csv", f"{heading('demand.csv')}\nSC,2026-13,4\n", "demand.csv, line 2", "Month"),
        ("demand.csv", f"{heading('demand.csv')}\nSC,2026-12,-4\n", "demand.csv, line 2", "MWh from 0"),
        ("weather.csv", "a,b\n", "weather.csv", "once each"),
        (PRICES, "Loc\xa0ation", "line 1", "UTF-8"),
        (PRICES, "x" * 3000, "line 1", "UTF-8"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(
    tmp_path: Path, name: str, text: str, where: str, expected: str
) -> None:
    """What was expected, what was found, and what to do."""
    (tmp_path / "holdings.csv").write_text(f"{heading('holdings.csv')}\n{HOLDING}\n")
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    with pytest.raises(Unreadable) as refused:
        read(tmp_path)
    first = refused.value.faults[0]
    assert f"{name}, " in f"{first.where}, "
    assert where in first.where
    assert expected in first.expected
    assert first.fix


def test_a_number_without_a_decimal_end_is_not_written_as_an_input(inputs: CrrInputs, tmp_path: Path) -> None:
    """It would not be read as it was."""
    thirds = {key: Fraction(1, 3) for key in inputs.demand}
    with pytest.raises(Refusal):
        write(CrrInputs(holdings=inputs.holdings, prices=inputs.prices, demand=thirds), tmp_path)
