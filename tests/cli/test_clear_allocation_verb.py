"""``marketsim clear`` on an allocation does what its how-to says, with the very files of the page."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from marketsim.cli import command_line

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "clear-an-allocation.md"
_FILE = re.compile(r"^`shares/([\w.]+)`[^\n]*:\n\n```\w+\n(.*?)^```$", re.M | re.S)
_SHOWN = re.compile(r"^```\n(SHARES on .*?)^```$", re.M | re.S)
_DUST = re.compile(r"\S+e[-+]\d\d")


@pytest.fixture
def shares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the page has its reader make; commands are called beside it."""
    folder = tmp_path / "shares"
    folder.mkdir()
    for name, text in _FILE.findall(PAGE.read_text("utf-8")):
        (folder / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def clear(*words: str) -> Result:
    return CliRunner().invoke(
        command_line(["clear"]), ["clear", "shares/case.m", "--market", "shares", *words]
    )


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_page_shows_what_its_files_give(shares: Path) -> None:
    """The command of the page prints what the page prints, by either objective."""
    page = PAGE.read_text("utf-8")
    assert "\nmarketsim clear shares/case.m --market shares/market.toml\n" in page
    result = clear()
    assert result.exit_code == 0, result.output
    shown = _SHOWN.search(page)
    assert shown is not None
    assert _DUST.sub("", result.stdout) == _DUST.sub("", shown[1])
    change(shares / "market.toml", "least_squares", "max_mw")
    on_peak = clear().stdout.splitlines()[2]
    assert f"\n{_DUST.sub('', on_peak)}" in _DUST.sub("", page)


def test_the_arithmetic_of_the_page_holds(shares: Path) -> None:
    """Awards and multiplier as worked there by hand; the counterflow of off peak cuts nobody."""
    assert clear().exit_code == 0
    awards = rows(shares / "results" / "awards.csv")
    assert [round(float(each["MW"]), 3) for each in awards] == [87.234, 38.298, 100, 40, 20]
    assert [float(each["NominatedMW"]) for each in awards] == [100, 40, 100, 40, 20]
    (binding,) = rows(shares / "results" / "binding_constraints.csv")
    assert (binding["ConstraintName"], round(float(binding["ShadowPrice"]), 5)) == ("NORTH-SOUTH-1", 0.42553)
    change(shares / "market.toml", "least_squares", "max_mw")
    assert clear().exit_code == 0
    awards = rows(shares / "results" / "awards.csv")
    assert [round(float(each["MW"]), 3) for each in awards] == [86.667, 40, 100, 40, 20]


def test_published_files_are_cut_to_a_thousandth_and_have_no_prices(shares: Path) -> None:
    """In the columns of the downloads; private ones to each owner alone."""
    assert clear().exit_code == 0
    published = shares / "results" / "published"
    assert sorted(each.name for each in published.iterdir()) == [
        "BINDING_CONSTRAINT.csv", "PRIVATE_ALLOCATION_RESULT_ALFA.csv", "PRIVATE_ALLOCATION_RESULT_BETA.csv",
        "PRIVATE_ALLOCATION_RESULT_GAMA.csv", "PUBLIC_ALLOCATION_RESULT.csv",
    ]  # fmt: skip
    public = rows(published / "PUBLIC_ALLOCATION_RESULT.csv")
    assert [each["MW"] for each in public] == ["87.234", "38.297", "100.0", "40.0", "20.0"]
    (alfa, _) = rows(published / "PRIVATE_ALLOCATION_RESULT_ALFA.csv")
    assert (alfa["MarketName"], alfa["NominatedMW"], alfa["MW"], alfa["CrrId"]) == (
        "SHARES",
        "100.0",
        "87.234",
        "",
    )
    (binding,) = rows(published / "BINDING_CONSTRAINT.csv")
    assert (binding["Limit"], binding["ShadowPrice"]) == ("60.0", "")


def test_the_summary_as_json_and_the_record_of_the_clearing(shares: Path) -> None:
    """Objective, MW, cuts and residual; every file read is there by its digest."""
    told = json.loads(clear("--json").stdout)
    on_peak = told["products"][0]
    assert (told["objective"], on_peak["nominated_mw"], on_peak["cut"]) == ("least_squares", 140.0, 2)
    assert told["worst_residual"] <= 1e-6
    cleared = tomllib.loads((shares / "results" / "cleared.toml").read_text("utf-8"))
    assert cleared["objective"] == "least_squares"
    assert set(cleared["inputs"]) == {
        "case.m", "contingencies.csv", "locations.csv", "market.toml", "nominations.csv",
    }  # fmt: skip
    assert [each["nominations"] for each in cleared["products"]] == [2, 3]


def test_base_loading_and_set_asides_of_a_product_count_in_it_alone(shares: Path) -> None:
    """20 MW of base loading on peak; off peak an interface of which all but 65 MW are set aside."""
    (shares / "base_loading.csv").write_text(
        "Period,TOU,Source,Sink,HedgeType,MW\n2027_M01,ON,NORTH_GEN,SOUTH_LAP,OBL,101\n", "utf-8"
    )
    (shares / "interfaces.csv").write_text(
        "Interface,Kind,ForwardMW,ReverseMW,Element,Weight\nGATE,ITC,,100,MIDDLE_GEN,-1\n", "utf-8"
    )
    (shares / "set_asides.csv").write_text(
        "Period,TOU,Interface,Direction,MW\n2027_M01,OFF,GATE,REVERSE,65\n", "utf-8"
    )
    assert clear().exit_code == 0
    awards = [float(each["MW"]) for each in rows(shares / "results" / "awards.csv")]
    assert awards[:2] == [0.0, 0.0]
    assert awards[2:] == pytest.approx([100.0, 35.0, 20.0])
    (raised,) = rows(shares / "results" / "raised_limits.csv")
    assert (raised["TOU"], round(float(raised["RaisedTo"]), 6)) == ("ON", 60.6)


BAD = {
    "an option": ("nominations.csv", ",OBL,ON", ",OPT,ON", "OBL"),
    "an unknown sink": ("nominations.csv", "SOUTH_LAP,OBL,ON", "EAST_LAP,OBL,ON", "EAST_LAP"),
    "the same number twice": ("nominations.csv", "\n2,", "\n01,", "a number of its own"),
    "no MW": ("nominations.csv", "LSE,40", "LSE,", "a number from 0"),
    "no owner": ("nominations.csv", "BETA", "", "AssetOwner"),
    "an objective there is none of": ("market.toml", "least_squares", "fairest", "least_squares or max_mw"),
    "a column too many": (
        "nominations.csv",
        "CrrType,MW",
        "CrrType,MW,Price",
        "the columns Record, AssetOwner",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_with_its_file(shares: Path, case: str) -> None:
    """Exit code 2, and nothing is written."""
    file, old, new, words = BAD[case]
    change(shares / file, old, new)
    result = clear()
    assert result.exit_code == 2, result.output
    assert file in result.stderr
    assert words in result.stderr.replace("\n", " ")
    assert not (shares / "results").exists()


def test_a_folder_with_bids_and_nominations_is_refused(shares: Path) -> None:
    """It would be an auction and an allocation at once."""
    (shares / "bids.csv").write_text("Record\n", "utf-8")
    result = clear()
    assert result.exit_code == 2
    assert "expected bids or nominations" in result.stderr
