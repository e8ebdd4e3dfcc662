"""The oracle on an allocation worked out with a pencil: it agrees, and each check catches what only it can."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from changes import Change, cell, found, replaced, together, unpublished, with_line, without_row
from hand_made_allocation import MOST_MW, write_hand_made_allocation
from written_market import rows_of, write_rows

from marketsim.verification import Unreadable, verify
from marketsim.verification.allocation.verdict import CHECKS

AWARDS, BINDING = "results/awards.csv", "results/binding_constraints.csv"
PUBLISHED = "results/published"
HOLDINGS = f"{PUBLISHED}/EXISTING_CRRS.csv"
THIN = "2027_M03,ON,THIN,INTERFACE,,FORWARD,0.1,0.032,0.00003"
RATING = "Branch,NormalMW,EmergencyMW\n"


@pytest.fixture(scope="module")
def hand_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The allocation as it is right; tests change copies."""
    return write_hand_made_allocation(tmp_path_factory.mktemp("hand") / "HAND")


@pytest.fixture
def market(hand_made: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(hand_made, tmp_path / "HAND"))


def published_only(folder: Path) -> None:
    """Without the unrounded results."""
    for name in ("awards", "binding_constraints", "raised_limits"):
        (folder / "results" / f"{name}.csv").unlink()


def without_hub(folder: Path) -> None:
    """The same without the product of the hub, whose parts published figures don't tell."""
    shutil.rmtree(folder)
    write_hand_made_allocation(folder, hub=False)


def digested(folder: Path) -> None:
    """The run notes the digest of the nominations, and then the file gets a blank line more."""
    digest = hashlib.sha256((folder / "nominations.csv").read_bytes()).hexdigest()
    with_line("results/cleared.toml", f'[inputs]\n"nominations.csv" = "{digest}"')(folder)
    assert verify(folder).clean
    with_line("nominations.csv", "")(folder)


# Injections count a millionth on TINY: 5 MW of room left over are less than a limit's tolerance, and not nothing.
LEFT_OVER = together(
    unpublished,
    with_line("locations.csv", "X_GEN,GEN,NORTH,1"),
    with_line("interfaces.csv", "TINY,ITC,0.00005,,X_GEN,0.000001"),
    with_line("nominations.csv", "12,ALFA,X_GEN,S_LAP,OBL,ON,2027_M04,LSE,100"),
    with_line(AWARDS, "12,2027_M04,ON,ALFA,LSE,OBL,X_GEN,S_LAP,100,45"),
    with_line(BINDING, "2027_M04,ON,TINY,INTERFACE,,FORWARD,0.00005,0.000045,1100000"),
)
ONLY_THIS_CHECK: dict[str, Change] = {
    "awards": together(unpublished, without_row(AWARDS, 6)),
    "bounds": together(unpublished, cell(AWARDS, 8, "MW", 10.001)),
    "feasible-base": with_line("ratings.csv", f"{RATING}MIDDLE-SOUTH-1,127,200"),
    "feasible-contingency": with_line("ratings.csv", f"{RATING}NORTH-MIDDLE-1,200,159"),
    "feasible-interface": with_line("interfaces.csv", "WEST,ITC,159,,M_GEN,1"),
    "raised-limits": without_row("results/raised_limits.csv", 0),
    "binding-known": together(
        unpublished, with_line(BINDING, "2027_M01,ON,NORTH-EAST-1,BRANCH,,FORWARD,60,60,0")
    ),
    "shadow-price-sign": together(
        unpublished, with_line(BINDING, "2027_M03,ON,NORTH-MIDDLE-1,BRANCH,,FORWARD,200,18,-0.0000005")
    ),
    "binding-at-limit": together(unpublished, with_line(BINDING, THIN)),
    "binding-figures": together(unpublished, cell(BINDING, 0, "Flow", 60.01)),
    "award-by-multipliers": together(unpublished, cell(AWARDS, 8, "MW", 9.99999)),
    "duality-gap": LEFT_OVER,
    "objective": replaced("results/cleared.toml", "least_squares", "max_mw"),
    "caps": cell("caps.csv", 2, "MW", 149.999),
    "public-private": together(
        without_hub, published_only, without_row(f"{PUBLISHED}/PUBLIC_ALLOCATION_RESULT.csv", 0)
    ),
    "published-rounding": cell(f"{PUBLISHED}/BINDING_CONSTRAINT.csv", 0, "Flow", 60.001),
    "grouped-base-loading": cell(f"{PUBLISHED}/GROUPED_BASE_LOADING.csv", 0, "MW", 119.999),
    "holdings": cell(HOLDINGS, 0, "MW", 87.235),
    "hub-offsets": cell(HOLDINGS, -2, "MW", 6.01),
    "inputs-unchanged": digested,
}  # fmt: skip


def test_the_allocation_done_with_a_pencil_holds(hand_made: Path) -> None:
    """Least squares, counterflow, a raised limit, an outage, a hub in parts, caps and holdings, all by hand."""
    report = verify(hand_made)
    assert report.findings == ()
    assert (report.feasible, report.prices_consistent) == (True, True)
    assert report.duality_gap is not None and abs(report.duality_gap) < 1e-12


def test_the_most_megawatts_done_with_a_pencil_hold(tmp_path: Path) -> None:
    """The same nominations with the other objective, which cuts one path alone."""
    report = verify(write_hand_made_allocation(tmp_path / "HAND", "max_mw"))
    assert report.findings == ()
    assert report.duality_gap is not None and abs(report.duality_gap) < 1e-12


@pytest.mark.parametrize("objective", ["least_squares", "max_mw"])
def test_published_figures_alone_hold_too(tmp_path: Path, objective: str) -> None:
    """Without unrounded results the published ones are judged, and what they don't tell is named."""
    market = write_hand_made_allocation(tmp_path / "HAND", objective, hub=False)
    published_only(market)
    report = verify(market)
    assert report.findings == ()
    assert any("unrounded" in each for each in report.not_checkable)


@pytest.mark.parametrize("check", sorted(ONLY_THIS_CHECK))
def test_no_check_is_idle(market: Path, check: str) -> None:
    """Each check catches a fault that all others together let pass."""
    ONLY_THIS_CHECK[check](market)
    assert found(verify(market)) == {check}
    assert verify(market, without={check}).clean


def test_every_check_has_its_fault() -> None:
    """A check that comes brings a fault that only it catches."""
    assert {each.name for each in CHECKS} == set(ONLY_THIS_CHECK)


def scaled(folder: Path) -> None:
    """All awards a thousandth short."""
    rows = rows_of(folder / AWARDS)
    for row in rows:
        row["MW"] = repr(float(row["MW"]) * 0.999)
    write_rows(folder / AWARDS, rows)


MOST_PRESENTED = together(
    cell(AWARDS, 0, "MW", float(MOST_MW[0])),
    cell(AWARDS, 1, "MW", 40),
    cell(BINDING, 0, "ShadowPrice", 5 / 3),
)
OTHER_RULE = replaced("market.toml", "least_squares", "max_mw")
COUNTERFLOW_IGNORED = together(cell(AWARDS, 4, "MW", 100), cell(BINDING, 2, "ShadowPrice", 10 / 13))
SEASONS = "500,,ALFA,N_GEN,S_LAP,ON,OBL,LSE,ALLOCATION,HAND,2028_M01,,,87.234,OWNER"
FAULTS: dict[str, tuple[Change, str]] = {
    "a cut award 0.01 MW up": (cell(AWARDS, 1, "MW", 38.308), "feasible-base"),
    "a cut award 0.01 MW down": (cell(AWARDS, 1, "MW", 38.288), "award-by-multipliers"),
    "a full award 0.01 MW down": (cell(AWARDS, 7, "MW", 49.99), "award-by-multipliers"),
    "a refused nomination awarded 0.01 MW": (cell(AWARDS, 6, "MW", 0.01), "award-by-multipliers"),
    "one cut more and the other less, as much flow": (
        together(cell(AWARDS, 0, "MW", 87.234042554 + 0.001), cell(AWARDS, 1, "MW", 38.29787234 - 0.003)),
        "award-by-multipliers"),
    "all awards a thousandth short": (scaled, "award-by-multipliers"),
    "all awards a thousandth short, by the bound": (scaled, "duality-gap"),
    "a binding constraint missing": (without_row(BINDING, 0), "award-by-multipliers"),
    "a multiplier scaled": (cell(BINDING, 1, "ShadowPrice", 0.4004), "award-by-multipliers"),
    "a binding constraint flipped": (cell(BINDING, 0, "Direction", "REVERSE"), "binding-at-limit"),
    "a binding constraint of no outage": (cell(BINDING, 1, "Contingency", ""), "binding-at-limit"),
    "an outage cleared with another rating": (
        with_line("ratings.csv", f"{RATING}NORTH-SOUTH-1,60,160.5"), "binding-figures"),
    "an outage with half a megawatt less": (
        with_line("ratings.csv", f"{RATING}NORTH-SOUTH-1,60,159.5"), "feasible-contingency"),
    "counterflow ignored": (COUNTERFLOW_IGNORED, "binding-at-limit"),
    "the most MW presented as least squares": (MOST_PRESENTED, "award-by-multipliers"),
    "least squares presented as the most MW": (OTHER_RULE, "award-by-multipliers"),
    "a limit raised by too much": (cell("results/raised_limits.csv", 0, "RaisedTo", 73), "raised-limits"),
    "an award of another owner": (cell(AWARDS, 1, "AssetOwner", "ALFA"), "awards"),
    "an award twice": (with_line(AWARDS, "9,2027_M03,ON,BETA,LSE,OBL,M_GEN,S_LAP,10,10"), "awards"),
    "a tier's total above its cap": (
        with_line("nominations.csv", "12,ALFA,M_GEN,S_LAP,OBL,ON,2027_M01,LSE,0.001"), "caps"),
    "a pair that is no signature pair": (without_row("caps.csv", 4), "caps"),
    "a private row in the file of another": (
        cell(f"{PUBLISHED}/PRIVATE_ALLOCATION_RESULT_ALFA.csv", 0, "AssetOwner", "BETA"), "public-private"),
    "a published award rounded up": (
        cell(f"{PUBLISHED}/PRIVATE_ALLOCATION_RESULT_BETA.csv", 0, "MW", 38.298), "published-rounding"),
    "a CRR of another year": (with_line(HOLDINGS, SEASONS), "holdings"),
    "a hub whose generators are not made up for": (without_row(HOLDINGS, -2), "hub-offsets"),
    "an offset that nobody published": (
        without_row(f"{PUBLISHED}/PRIVATE_ALLOCATION_RESULT_GAMA.csv", 2), "hub-offsets"),
    "a hub divided by other factors": (
        together(cell("locations.csv", 3, "Factor", 0.4), cell("locations.csv", 4, "Factor", 0.6)), "hub-offsets"),
    "a hub above its signature": (cell("caps.csv", 4, "MW", 179.9), "caps"),
    "an offset the wrong way round": (
        together(cell(HOLDINGS, -2, "Source", "N_GEN"), cell(HOLDINGS, -2, "Sink", "M_GEN")), "hub-offsets"),
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_caught_by_a_fitting_check(market: Path, fault: str) -> None:
    """Each fault of the list is caught, and one of the checks that catch it says what it is."""
    change, check = FAULTS[fault]
    change(market)
    assert check in found(verify(market))


def test_least_squares_presented_as_the_most_megawatts_fail_by_the_bound_too(market: Path) -> None:
    """The other objective's bound, at multipliers that are not its own."""
    together(OTHER_RULE, replaced("results/cleared.toml", "least_squares", "max_mw"))(market)
    assert "duality-gap" in found(verify(market))


def test_a_long_term_award_is_held_in_the_same_season_of_every_year(market: Path) -> None:
    """Whose first year the award holds that it was elected from; a year with another MW is found."""
    for name in market.rglob("*"):
        if name.suffix in (".csv", ".toml"):
            name.write_text(name.read_text("utf-8").replace("HAND", "HAND_LT"), "utf-8")
    rows = [row for row in rows_of(market / HOLDINGS) if row["MarketName"] == "HAND_LT"]
    years = [
        row | {"Period": row["Period"].replace("2027", year)} for row in rows for year in ("2028", "2029")
    ]
    write_rows(market / HOLDINGS, years)
    report = verify(market)
    assert report.findings == ()
    assert any("offsets of hubs held for the years" in each for each in report.not_checkable)
    write_rows(market / HOLDINGS, years[1:])
    assert found(verify(market)) == {"holdings"}


def test_what_is_over_is_named_and_not_missed(market: Path) -> None:
    """An inventory has no expired CRRs: of a period that ends before all of them nothing can be told."""
    rows = [row for row in rows_of(market / HOLDINGS) if row["Period"] != "2027_M01"]
    write_rows(market / HOLDINGS, rows)
    report = verify(market)
    assert report.findings == ()
    assert any("holdings of 2027_M01" in each for each in report.not_checkable)
    write_rows(market / HOLDINGS, [row for row in rows if row["Period"] != "2027_M03"])
    assert found(verify(market)) == {"holdings", "hub-offsets"}


def test_bids_and_nominations_in_one_folder_are_refused(market: Path) -> None:
    """A market is an auction or an allocation."""
    (market / "bids.csv").write_text("Record\n", "utf-8")
    with pytest.raises(Unreadable, match="bids or nominations"):
        verify(market)


@pytest.mark.parametrize(
    "change",
    [
        cell("nominations.csv", 0, "MW", -1),
        cell("nominations.csv", 0, "HedgeType", "OPT"),
        cell("nominations.csv", 1, "Record", 1),
        cell("nominations.csv", 0, "Sink", "NOWHERE"),
        cell("caps.csv", 0, "Kind", "SOME"),
        cell("caps.csv", 0, "Source", "N_GEN"),
        cell("caps.csv", 1, "Period", "2027_M01"),
        replaced("market.toml", "least_squares", "fair"),
        published_only,
    ],
)
def test_what_is_no_allocation_is_refused(market: Path, change: Change) -> None:
    """With the file, what was expected and what was found."""
    change(market)
    with pytest.raises(Unreadable) as caught:
        verify(market)
    assert caught.value.expected and caught.value.found and caught.value.fix
