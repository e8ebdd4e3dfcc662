"""``marketsim clear`` does what its how-to says, with the very files of the page; bad input is told, never thrown."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from marketsim.clearing.case import read_case
from marketsim.clearing.raw30_writer import write_raw30
from marketsim.cli import command_line

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "clear-a-market.md"
_FILE = re.compile(r"^`tiny/([\w.]+)`[^\n]*:\n\n```\w+\n(.*?)^```$", re.M | re.S)
_SHOWN = re.compile(r"^```\n(TINY on .*?)^```$", re.M | re.S)


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the page has its reader make; commands are called beside it."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    for name, text in _FILE.findall(PAGE.read_text("utf-8")):
        (folder / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def clear(*words: str) -> Result:
    return CliRunner().invoke(command_line(["clear"]), ["clear", *words])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_page_shows_what_its_files_give(tiny: Path) -> None:
    """The command of the page prints what the page prints."""
    page = PAGE.read_text("utf-8")
    assert "\nmarketsim clear tiny/case.m --market tiny/market.toml\n" in page
    result = clear("tiny/case.m", "--market", "tiny/market.toml")
    assert result.exit_code == 0, result.output
    shown = _SHOWN.search(page)
    assert shown is not None
    gap = re.compile(r"\S+e[-+]\d\d")  # zero, or solver dust
    assert gap.sub("", result.stdout) == gap.sub("", shown[1])


def test_the_arithmetic_of_the_page_holds(tiny: Path) -> None:
    """Awards, prices and the constraint that binds, as worked there by hand."""
    assert clear("tiny/case.m", "--market", "tiny").exit_code == 0
    awards = rows(tiny / "results" / "published" / "PUBLIC_AUCTION_RESULT.csv")
    assert [(each["AssetOwner"], float(each["MW"]), float(each["ClearingPrice"])) for each in awards] == [
        ("ALFA", 80, 10), ("BETA", 20, 5), ("BETA", 105, 2),
    ]  # fmt: skip
    prices = rows(tiny / "results" / "published" / "CLEARING_PRICE.csv")
    assert [float(each["ClearingPrice"]) for each in prices] == [0, 5, 10, 0, 0, 2]
    binding = rows(tiny / "results" / "published" / "BINDING_CONSTRAINT.csv")
    assert [(each["ConstraintName"], each["Contingency"], float(each["ShadowPrice"])) for each in binding] == [
        ("NORTH-SOUTH-1", "", 15), ("NORTH-SOUTH-1", "LOSS_OF_MIDDLE_SOUTH", 2),
    ]  # fmt: skip


def test_every_file_that_the_page_names_in_the_results_is_there(tiny: Path) -> None:
    """And no other."""
    clear("tiny/case.m", "--market", "tiny")
    table = PAGE.read_text("utf-8").split("| file in `tiny/results` | holds |")[1].split("\n\n")[0]
    named = {each.rstrip("/") for each in re.findall(r"^\| `([\w./]+)` \|", table, re.M)}
    assert {each.name for each in (tiny / "results").iterdir()} == named


def test_the_oracle_proves_what_the_page_cleared(tiny: Path) -> None:
    """As the page promises; and it objects to a changed award."""
    clear("tiny/case.m", "--market", "tiny")
    verify = command_line(["verify-market"])
    assert CliRunner().invoke(verify, ["verify-market", "tiny"]).exit_code == 0
    awards = tiny / "results" / "awards.csv"
    awards.write_text(awards.read_text().replace(",80.0,80.0,", ",80.0,79.0,"))
    assert CliRunner().invoke(verify, ["verify-market", "tiny"]).exit_code == 1


def test_the_same_network_from_psse_clears_the_same(tiny: Path) -> None:
    """Only the case's name is another."""
    clear("tiny/case.m", "--market", "tiny")
    case = read_case(tiny / "case.m")
    (tiny / "case.raw").write_text(write_raw30(case.buses, case.branches))
    assert clear("tiny/case.raw", "--market", "tiny", "--out", "psse").exit_code == 0
    for name in ("awards.csv", "prices.csv", "binding_constraints.csv"):
        assert (tiny.parent / "psse" / name).read_bytes() == (tiny / "results" / name).read_bytes()


def test_the_summary_comes_as_json_too(tiny: Path) -> None:
    """In numbers, and alone on standard output."""
    told = json.loads(clear("tiny/case.m", "--market", "tiny", "--json").stdout)
    assert (told["market"], told["buses"], told["branches"], told["contingencies"]) == ("TINY", 3, 3, 1)
    on = told["products"][0]
    assert (on["period"], on["tou"], on["bids"], on["binding"], on["raised"]) == ("2027_M01", "ON", 2, 1, 0)
    assert (on["bought_mw"], on["sold_mw"], on["value"]) == pytest.approx((100, 0, 1060))
    assert 0 <= told["worst_gap"] <= 1e-9


def test_results_go_where_they_are_wanted(tiny: Path, tmp_path: Path) -> None:
    """A folder that holds something else is refused before anything is computed."""
    assert clear("tiny/case.m", "--market", "tiny", "--out", "elsewhere").exit_code == 0
    assert (tmp_path / "elsewhere" / "cleared.toml").exists()
    assert not (tiny / "results").exists()
    refused = clear("tiny/case.m", "--market", "tiny", "--out", "tiny")
    assert refused.exit_code == 2
    assert "name another one with --out" in refused.stderr
    assert (tiny / "bids.csv").exists()


def test_base_loading_that_breaks_a_limit_is_told(tiny: Path) -> None:
    """It raises the limit; the product still clears."""
    head = "Period,TOU,Source,Sink,HedgeType,MW\n"
    (tiny / "base_loading.csv").write_text(head + "2027_M01,ON,NORTH_GEN,SOUTH_LAP,OBL,96\n")
    told = json.loads(clear("tiny/case.m", "--market", "tiny", "--json").stdout)
    assert told["products"][0]["raised"] == 1
    (raised,) = rows(tiny / "results" / "raised_limits.csv")
    assert (raised["ConstraintName"], float(raised["Limit"])) == ("NORTH-SOUTH-1", 60)
    assert float(raised["RaisedTo"]) == pytest.approx(64)


def test_an_offer_takes_mw_off_and_makes_room(tiny: Path) -> None:
    """BETA sells 30 MW of what is loaded already, at no less than 1 $/MW; ALFA and BETA buy what that frees."""
    base = "Period,TOU,Source,Sink,HedgeType,MW\n2027_M01,ON,NORTH_GEN,SOUTH_LAP,OBL,30\n"
    (tiny / "base_loading.csv").write_text(base)
    with (tiny / "bids.csv").open("a") as file:
        for mw in (0, 30):
            file.write(f"4,SELL,77,BETA,NORTH_GEN,SOUTH_LAP,OBL,ON,2027_M01,AUC,{mw},1,\n")
    on = json.loads(clear("tiny/case.m", "--market", "tiny", "--json").stdout)["products"][0]
    assert (on["bought_mw"], on["sold_mw"], on["value"]) == pytest.approx((100, 30, 1060 - 30))


BAD = {
    "a case that is cut off": ("case.m", lambda text: text[:-30], "case.m, line 15, branch"),
    "an empty network": (
        "case.m",
        lambda text: re.sub(r"^  \d 1 0.*\n|^  1 3.*\n", "", text, flags=re.M),
        "case.m",
    ),
    "two islands": ("case.m", lambda text: re.sub(r"1\n(?=  2 3|\];\n\Z)", "0\n", text), "2 islands"),
    "a rating that is no number": ("case.m", lambda text: text.replace("105", "NaN"), "line 14, branch"),
    "a rating beyond all grids": ("case.m", lambda text: text.replace("105", "1e308"), "line 14, branch"),
    "an unknown location": (
        "bids.csv",
        lambda text: text.replace("MIDDLE_GEN", "NOWHERE"),
        "bids.csv, line 4, Source",
    ),
    "MW that are no number": (
        "bids.csv",
        lambda text: text.replace(",80,12,", ",NaN,12,"),
        "bids.csv, line 3, MW",
    ),
    "MW beyond all grids": (
        "bids.csv",
        lambda text: text.replace(",80,12,", ",1e308,12,"),
        "bids.csv, line 3, MW",
    ),
    "a price without end": (
        "bids.csv",
        lambda text: text.replace(",80,12,", ",80,inf,"),
        "bids.csv, line 3, Price",
    ),
    "a contingency that splits": (
        "contingencies.csv",
        lambda text: text + "LOSS_OF_MIDDLE_SOUTH,NORTH-SOUTH-1\n",
        "LOSS_OF_MIDDLE_SOUTH",
    ),
    "settings that are no TOML": ("market.toml", lambda text: "name =", "market.toml: expected TOML"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_told_with_its_place_and_nothing_is_written(tiny: Path, what: str) -> None:
    """Exit code 2, no traceback, no results."""
    name, spoil, told = BAD[what]
    path = tiny / name
    spoilt = spoil(path.read_text("utf-8"))
    assert spoilt != path.read_text("utf-8")
    path.write_text(spoilt, "utf-8")
    result = clear("tiny/case.m", "--market", "tiny/market.toml")
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert told in result.stderr
    assert result.stdout == ""
    assert not (tiny / "results").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["tiny/case.m"], "--market"),
        (["tiny/gone.m", "--market", "tiny"], "gone.m"),
        (["tiny/case.m", "--market", "gone"], "gone"),
        (["tiny/bids.csv", "--market", "tiny"], "bids.csv"),
    ],
)
def test_wrong_usage_is_told(tiny: Path, words: list[str], told: str) -> None:
    """Exit code 2."""
    result = clear(*words)
    assert result.exit_code == 2
    assert told in result.stderr
