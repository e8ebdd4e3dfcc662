"""Results are written whole: every digit for whoever proves them, rounded as market data would hand them out."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_folder import write_folder

from marketsim.clearing.case_problem import CaseProblem
from marketsim.clearing.folder import Market, read_market
from marketsim.clearing.outcome import Award, Binding, ClearedProduct, RaisedLimit
from marketsim.clearing.results import results_files
from marketsim.clearing.results_folder import check_place, write_results
from marketsim.clearing.rounding import published_difference, published_mw, published_price

THIRD = 1 / 3


@pytest.fixture
def market(tmp_path: Path) -> Market:
    return read_market(write_folder(tmp_path / "market"))


def cleared() -> list[ClearedProduct]:
    """Record 7 gets a third of a MW; the option of record 8 is offered and not taken."""
    binding = Binding("A-C-1", "BRANCH", "LOSS", "REVERSE", 60.12345678, 60.1234567899, 7.005)
    raised = RaisedLimit("CUT", "INTERFACE", None, "FORWARD", 10.0, 10 + THIRD)
    on = ClearedProduct(
        "2027_M01", "ON", (Award("7", THIRD, 2.349),), {"GEN": -1.005, "LAP": 1.344}, (binding,), (raised,),
        4.0, 1e-12, 3, 2,
    )  # fmt: skip
    prices = {"GEN": 0.0, "LAP": 0.0}
    return [on, ClearedProduct("2027_M01", "OFF", (Award("8", 0.0, 0.125),), prices, (), (), 0.0, 0.0, 1, 0)]


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))


def test_unrounded_results_lose_no_digit(market: Market) -> None:
    """What is read back is the very float."""
    files = results_files(market, cleared())
    award, offer = rows(files, "awards.csv")
    assert float(award["MW"]) == THIRD
    assert (award["Record"], award["AssetOwner"], award["BidType"], award["BidMW"]) == (
        "7",
        "ALFA",
        "BUY",
        "90.0",
    )
    assert (offer["BidType"], offer["CrrId"], offer["HedgeType"], offer["MW"]) == ("SELL", "55", "OPT", "0.0")
    assert [float(each["ClearingPrice"]) for each in rows(files, "prices.csv")] == [-1.005, 1.344, 0.0, 0.0]
    (binding,) = rows(files, "binding_constraints.csv")
    assert (binding["Contingency"], float(binding["Flow"])) == ("LOSS", 60.1234567899)
    (raised,) = rows(files, "raised_limits.csv")
    assert (raised["Contingency"], float(raised["RaisedTo"])) == ("", 10 + THIRD)


def test_published_results_are_rounded_and_told_to_whom_they_concern(market: Market) -> None:
    """Public: awards above 0. Private: each owner's own, those without an award too."""
    files = results_files(market, cleared())
    (public,) = rows(files, "published/PUBLIC_AUCTION_RESULT.csv")
    assert (public["MarketName"], public["MW"], public["AssetOwner"]) == ("SMALL", "0.333", "ALFA")
    assert public["ClearingPrice"] == "2.34"  # 1.34 less -1.00 (half-even), not 2.35
    (offer,) = rows(files, "published/PRIVATE_AUCTION_RESULT_BETA.csv")
    assert (offer["MW"], offer["ClearingPrice"]) == ("0.0", "0.12")  # an option has its own price
    assert [each["MW"] for each in rows(files, "published/PRIVATE_AUCTION_RESULT_ALFA.csv")] == ["0.333"]
    prices = rows(files, "published/CLEARING_PRICE.csv")
    assert [each["ClearingPrice"] for each in prices] == ["-1.0", "1.34", "0.0", "0.0"]
    (binding,) = rows(files, "published/BINDING_CONSTRAINT.csv")
    assert (binding["Limit"], binding["Flow"], binding["ShadowPrice"]) == ("60.123", "60.123", "7.0")


def test_how_it_was_cleared_is_told_with_the_digests_of_all_inputs(market: Market) -> None:
    """The oracle can see that it reads the same files."""
    told = tomllib.loads(results_files(market, cleared())["cleared.toml"].decode())
    assert (told["market"], told["case"], told["shape"]) == ("SMALL", "case.m", "step")
    assert told["inputs"] == dict(market.digests)
    assert [each["bids"] for each in told["products"]] == [1, 1]
    assert told["products"][0]["duality_gap"] == 1e-12


def test_names_that_a_spreadsheet_would_run_are_shielded(tmp_path: Path) -> None:
    """With an apostrophe, as in our downloads."""
    file = write_folder(
        tmp_path / "market", locations_csv="Location,Type,Bus,Factor\n'=GEN,,A,1\nGEN,,A,1\nLAP,,B,1\n"
    )
    product = ClearedProduct("2027_M01", "ON", (), {"=GEN": 1.0}, (), (), 0.0, 0.0, 1, 0)
    files = results_files(read_market(file), [product])
    assert rows(files, "prices.csv")[0]["SourceSink"] == "'=GEN"


def test_results_replace_earlier_ones_as_a_whole(tmp_path: Path) -> None:
    """Nothing of the earlier ones stays, and nothing else is left behind."""
    folder = tmp_path / "deep" / "results"
    write_results(folder, {"cleared.toml": b"1", "published/PRIVATE_AUCTION_RESULT_OLD.csv": b"old"})
    write_results(folder, {"cleared.toml": b"2"})
    assert [each.name for each in folder.rglob("*")] == ["cleared.toml"]
    assert [each.name for each in folder.parent.iterdir()] == ["results"]


def test_a_folder_that_holds_something_else_is_never_replaced(tmp_path: Path) -> None:
    """Nor a file, nor a link."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("mine", "file", "link"):
        with pytest.raises(CaseProblem, match="something else"):
            write_results(tmp_path / name, {"cleared.toml": b""})
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "x"


@pytest.mark.parametrize(
    "name", ["notes.txt", "published/EXISTING_CRRS.csv", "published/mine.csv", "own/cleared.toml"]
)
def test_what_lies_beside_earlier_results_is_never_lost(tmp_path: Path, name: str) -> None:
    """A file that no clearing wrote keeps the folder from being replaced, and is named."""
    write_results(tmp_path / "results", {"cleared.toml": b"1", "published/CLEARING_PRICE.csv": b"1"})
    own = tmp_path / "results" / name
    own.parent.mkdir(exist_ok=True)
    own.write_text("mine")
    with pytest.raises(CaseProblem, match=re.escape(name)):
        write_results(tmp_path / "results", {"cleared.toml": b"2"})
    assert own.read_text() == "mine"


def test_what_a_file_browser_leaves_keeps_nothing_from_being_replaced(tmp_path: Path) -> None:
    """Somebody looked at the pictures."""
    write_results(tmp_path / "results", {"cleared.toml": b"1"})
    (tmp_path / "results" / ".DS_Store").write_text("x")
    write_results(tmp_path / "results", {"cleared.toml": b"2"})
    assert [each.name for each in (tmp_path / "results").iterdir()] == ["cleared.toml"]


def test_the_folder_one_stands_in_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is spelt."""
    (tmp_path / "bids.csv").write_text("x")
    monkeypatch.chdir(tmp_path)
    for spelt in (".", "sub/.."):
        with pytest.raises(CaseProblem, match=f"{tmp_path.name}: expected .* something else"):
            write_results(Path(spelt), {"cleared.toml": b""})
    assert [each.name for each in tmp_path.iterdir()] == ["bids.csv"]


def test_a_name_that_no_folder_can_have_is_told(tmp_path: Path) -> None:
    """Before anything is cleared."""
    with pytest.raises(CaseProblem, match="can be written"):
        check_place(tmp_path / ("x" * 300))


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Below a file there is no folder."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(CaseProblem, match="can be written"):
        write_results(tmp_path / "file" / "results", {"cleared.toml": b""})


@pytest.mark.parametrize(
    ("mw", "published"),
    [
        (1.234999, 1.234),
        (9.9999999, 10.0),
        (-1.234999, -1.234),
        (-1e-9, 0.0),
        (0.0005, 0.0),
        (0.1 + 0.2, 0.3),
    ],
)
def test_mw_are_snapped_and_then_cut_towards_zero(mw: float, published: float) -> None:
    """Solver dust never costs a thousandth; a millionth below one does."""
    assert published_mw(mw) == published
    assert str(published_mw(mw))[:2] != "-0" or published < 0


@pytest.mark.parametrize(
    ("price", "published"), [(0.125, 0.12), (0.135, 0.14), (-0.125, -0.12), (-0.001, 0.0)]
)
def test_prices_are_rounded_half_even_to_a_cent(price: float, published: float) -> None:
    """As bankers do."""
    assert published_price(price) == published


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_published_figures_stay_close_and_differences_are_exact_in_cents(one: float, other: float) -> None:
    """MW within a thousandth towards zero, prices within half a cent."""
    assert 0 <= (abs(one) - abs(published_mw(one))) + 1e-6 <= 1e-3 + 2e-6
    assert abs(published_price(one) - one) <= 0.005 + 1e-9
    exact = Decimal(repr(published_price(one))) - Decimal(repr(published_price(other)))
    assert Decimal(repr(published_difference(one, other))) == exact
