"""The oracle on a market worked out with a pencil: it agrees, and each of its checks catches what only it can."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from changes import Change, cell, found, replaced, together, unpublished, with_line, without_row
from hand_made_market import write_hand_made_market
from written_market import rows_of, write_rows

from marketsim.verification import verify
from marketsim.verification.checks import CHECKS


@pytest.fixture(scope="module")
def hand_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The market as it is right; tests change copies."""
    return write_hand_made_market(tmp_path_factory.mktemp("hand") / "HAND")


@pytest.fixture
def market(hand_made: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(hand_made, tmp_path / "HAND"))


def published_only(folder: Path) -> None:
    """Without the unrounded results."""
    for name in ("awards", "prices", "binding_constraints", "raised_limits"):
        (folder / "results" / f"{name}.csv").unlink()


def digested(folder: Path) -> None:
    """The run notes the digest of the bids, and then the file gets a blank line more."""
    digest = hashlib.sha256((folder / "bids.csv").read_bytes()).hexdigest()
    with_line("results/cleared.toml", f'[inputs]\n"bids.csv" = "{digest}"')(folder)
    assert verify(folder).clean
    with_line("bids.csv", "")(folder)


AWARDS, MADE_PRICES = "results/awards.csv", "results/prices.csv"
BINDING = "results/binding_constraints.csv"
RAISED = "results/raised_limits.csv"
THIN = "2027_M03,ON,THIN,INTERFACE,,FORWARD,0.1,0.036666666666666667,0.0003"
# A million MW wanted at less than the precision of a price: only their sum is money.
CROWD = ("11,BUY,,BETA,S_LAP,N_GEN,OBL,ON,2027_M04,AUC,0,0.0000008,\n"
         "11,BUY,,BETA,S_LAP,N_GEN,OBL,ON,2027_M04,AUC,100000000,0.0000008,")  # fmt: skip

ONLY_THIS_CHECK: dict[str, Change] = {
    "awards": together(unpublished, without_row(AWARDS, 2)),
    "bounds": together(unpublished, cell(AWARDS, 9, "MW", 10.01)),
    "feasible-base": with_line("ratings.csv", "Branch,NormalMW,EmergencyMW\nMIDDLE-SOUTH-1,65,120"),
    "feasible-contingency": with_line("ratings.csv", "Branch,NormalMW,EmergencyMW\nNORTH-MIDDLE-1,100,99"),
    "feasible-interface": with_line("interfaces.csv", "WEST,ITC,104,,M_GEN,1"),
    "raised-limits": without_row("results/raised_limits.csv", 0),
    "binding-known": together(
        unpublished, with_line(BINDING, "2027_M01,ON,NORTH-EAST-1,BRANCH,,FORWARD,60,60,0")
    ),
    "shadow-price-sign": together(
        unpublished, with_line(BINDING, "2027_M03,ON,NORTH-MIDDLE-1,BRANCH,,FORWARD,100,13.333333333,-0.0000005")
    ),
    "binding-at-limit": together(unpublished, with_line(BINDING, THIN)),
    "binding-figures": together(unpublished, cell(BINDING, 0, "Flow", 60.01)),
    "every-location-priced": together(unpublished, without_row(MADE_PRICES, 10)),
    "price-identity": together(unpublished, cell(MADE_PRICES, 10, "ClearingPrice", 4.5001)),
    "path-price": together(unpublished, cell(AWARDS, 0, "ClearingPrice", 10.0001)),
    "no-arbitrage": together(unpublished, cell(AWARDS, 9, "MW", 9.99)),
    "duality-gap": together(
        unpublished,
        lambda folder: (folder / "security.csv").unlink(),
        with_line("bids.csv", CROWD),
        with_line(AWARDS, "11,2027_M04,ON,BETA,BUY,,AUC,OBL,S_LAP,N_GEN,100000000,0,0"),
        with_line(MADE_PRICES, "2027_M04,ON,N_GEN,0\n2027_M04,ON,M_GEN,0\n2027_M04,ON,S_LAP,0"),
    ),
    "value": replaced("results/cleared.toml", "value = 90.0", "value = 90.01"),
    "public-private": together(published_only, without_row("results/published/PUBLIC_AUCTION_RESULT.csv", 0)),
    "published-rounding": cell("results/published/CLEARING_PRICE.csv", 1, "ClearingPrice", 5.01),
    "holdings": cell("results/published/EXISTING_CRRS.csv", 0, "MW", 79.999),
    "credit": cell("security.csv", 1, "SecurityAmount", 840.49),
    "inputs-unchanged": digested,
}  # fmt: skip
BACKED = {
    "revenue": together(
        unpublished,
        cell(MADE_PRICES, 0, "ClearingPrice", 1),
        cell(AWARDS, 0, "ClearingPrice", 9),
        cell(AWARDS, 2, "ClearingPrice", 4.5),
    ),
}


def test_the_market_done_with_a_pencil_holds(hand_made: Path) -> None:
    """Awards, prices, raised limits, options, offers, counterflow, holdings and credit, all as worked out by hand."""
    report = verify(hand_made)
    assert report.findings == ()
    assert (report.feasible, report.prices_consistent) == (True, True)
    assert report.duality_gap is not None and abs(report.duality_gap) < 1e-12


def test_prices_may_be_moved_by_a_constant(market: Path) -> None:
    """The reference of a product's prices is free: only differences are paid."""
    unpublished(market)
    rows = rows_of(market / MADE_PRICES)
    for row in rows[:3]:
        row["ClearingPrice"] = str(float(row["ClearingPrice"]) - 3.25)
    write_rows(market / MADE_PRICES, rows)
    assert verify(market).clean


def test_published_figures_alone_hold_too(market: Path) -> None:
    """Without unrounded results the published ones are judged, and what they don't tell is named."""
    published_only(market)
    report = verify(market)
    assert report.clean
    assert any("unrounded" in each for each in report.not_checkable)


@pytest.mark.parametrize("name", ["CLEARING_PRICE", "BINDING_CONSTRAINT", "PUBLIC_AUCTION_RESULT"])
def test_a_published_file_that_is_not_there_is_told(market: Path, name: str) -> None:
    """What cannot be compared is no silent yes."""
    told = set(verify(market).not_checkable)
    (market / "results" / "published" / f"{name}.csv").unlink()
    report = verify(market)
    assert report.findings == ()
    assert set(report.not_checkable) - told


@pytest.mark.parametrize("check", sorted(ONLY_THIS_CHECK))
def test_no_check_is_idle(market: Path, check: str) -> None:
    """Each check catches a fault that all others together let pass."""
    ONLY_THIS_CHECK[check](market)
    assert found(verify(market)) == {check}
    assert verify(market, without={check}).clean


def test_the_revenue_catches_a_wrong_price_also_without_the_network(market: Path) -> None:
    """What is paid is compared apart from price identity: either one alone catches a price that moved."""
    BACKED["revenue"](market)
    everything = found(verify(market))
    assert {"revenue", "price-identity"} <= everything
    assert "revenue" in found(verify(market, without=everything - {"revenue"}))
    assert verify(market, without=everything).clean


def test_every_check_has_its_fault() -> None:
    """A check that comes brings a fault that only it catches, or one that shows what it adds."""
    assert {each.name for each in CHECKS} == {*ONLY_THIS_CHECK, *BACKED}


SOURCE_SINK_SWAPPED = together(cell(AWARDS, 1, "Source", "S_LAP"), cell(AWARDS, 1, "Sink", "M_GEN"))
IN_THE_BIDS = together(
    *(cell("bids.csv", row, *each) for row in (2, 3) for each in (("Source", "S_LAP"), ("Sink", "M_GEN"))),
    SOURCE_SINK_SWAPPED,
)
FAULTS: dict[str, tuple[Change, str]] = {
    "a marginal award 0.01 MW up": (cell(AWARDS, 1, "MW", 20.01), "feasible-base"),
    "a marginal award 0.01 MW down": (cell(AWARDS, 1, "MW", 19.99), "binding-at-limit"),
    "a full award 0.01 MW down": (cell(AWARDS, 0, "MW", 79.99), "no-arbitrage"),
    "a refused bid awarded 0.01 MW": (cell(AWARDS, 2, "MW", 0.01), "no-arbitrage"),
    "a price up by 0.0001": (cell(MADE_PRICES, 2, "ClearingPrice", 10.0001), "price-identity"),
    "a binding constraint missing": (without_row(BINDING, 0), "price-identity"),
    "a shadow price scaled": (cell(BINDING, 0, "ShadowPrice", 15.015), "price-identity"),
    "a binding constraint flipped": (cell(BINDING, 0, "Direction", "REVERSE"), "binding-at-limit"),
    "a binding constraint of another contingency": (cell(BINDING, 1, "Contingency", ""), "binding-at-limit"),
    "a constraint that does not bind, listed at no price": (
        with_line(BINDING, "2027_M03,ON,NORTH-MIDDLE-1,BRANCH,,FORWARD,100,13.333333333,0"), "binding-at-limit"),
    "a raised limit listed twice": (
        lambda folder: write_rows(folder / RAISED, [*rows_of(folder / RAISED)] * 2), "raised-limits"),
    "source and sink swapped in an award": (SOURCE_SINK_SWAPPED, "awards"),
    "source and sink swapped in bid and award": (IN_THE_BIDS, "path-price"),
    "an offer awarded below its price": (
        together(*(cell("bids.csv", row, "Price", 7.01) for row in (8, 9))), "no-arbitrage"),
    "a contingency cleared with another rating": (
        with_line("ratings.csv", "Branch,NormalMW,EmergencyMW\nNORTH-SOUTH-1,60,105.5"), "binding-figures"),
    "a contingency with half a megawatt less": (
        with_line("ratings.csv", "Branch,NormalMW,EmergencyMW\nNORTH-SOUTH-1,60,104.5"), "feasible-contingency"),
    "a limit raised by too much": (cell(RAISED, 1, "RaisedTo", 121), "raised-limits"),
    "a location's price missing": (without_row(MADE_PRICES, 1), "every-location-priced"),
    "a private row in the file of another": (
        cell("results/published/PRIVATE_AUCTION_RESULT_ALFA.csv", 0, "AssetOwner", "BETA"), "public-private"),
    "an option priced as an obligation": (cell(AWARDS, 7, "ClearingPrice", -9), "path-price"),
    "a sale missing in the holdings": (without_row("results/published/EXISTING_CRRS.csv", 3), "holdings"),
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_caught_by_a_fitting_check(market: Path, fault: str) -> None:
    """Each fault of the list is caught, and one of the checks that catch it says what it is."""
    change, check = FAULTS[fault]
    change(market)
    assert check in found(verify(market))


def test_all_awards_a_thousandth_short_are_caught(market: Path) -> None:
    """Feasible, but worth less than the shadow prices prove possible."""
    rows = rows_of(market / AWARDS)
    for row in rows:
        row["MW"] = str(float(row["MW"]) * 0.999)
    write_rows(market / AWARDS, rows)
    report = verify(market)
    assert {"duality-gap", "no-arbitrage", "binding-at-limit"} <= found(report)
    assert report.duality_gap is not None and report.duality_gap > 1e-6


def test_a_finding_says_where_what_and_why(market: Path) -> None:
    """Nobody has to look up what a finding means."""
    FAULTS["a marginal award 0.01 MW up"][0](market)
    (finding,) = (each for each in verify(market).findings if each.check == "feasible-base")
    assert "2027_M01 ON" in finding.where and "NORTH-SOUTH-1" in finding.where
    assert (finding.expected, finding.found) == ("at most 60.000000 MW", "60.003333 MW")
    assert finding.meaning


def test_holdings_that_were_traded_on_are_named_not_blamed(market: Path) -> None:
    """A CRR that another one names as its parent tells its award no more."""
    cell("results/published/EXISTING_CRRS.csv", 0, "MW", 50)(market)
    with_line(
        "results/published/EXISTING_CRRS.csv",
        "900,501,GAMA,N_GEN,S_LAP,ON,OBL,AUC,SECONDARY_MARKET,,2027_M01,,,30,OWNER",
    )(market)
    report = verify(market)
    assert report.clean
    assert any("ALFA N_GEN S_LAP 2027_M01" in each for each in report.not_checkable)
