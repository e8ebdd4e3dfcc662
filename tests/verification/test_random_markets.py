"""Markets that the engine clears: no false alarm, and no fault that passes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from written_market import clear_folder, rows_of, write_market, write_rows

from benchmarks.random_market import random_market
from marketsim.verification import verify

AWARDS, MADE_PRICES = "results/awards.csv", "results/prices.csv"
BINDING = "results/binding_constraints.csv"


def cleared(folder: Path, seed: int, shape: str = "step") -> Path:
    """A random market, cleared."""
    model, product = random_market(seed, buses=12 + seed % 5 * 4)
    return clear_folder(write_market(folder, model, [product], shape))


def is_rich(folder: Path) -> bool:
    """Three binding rows or more, one of a contingency; somebody paid to take counterflow; offers to sell."""
    binding, awards = rows_of(folder / BINDING), rows_of(folder / AWARDS)
    counterflow = any(
        row["BidType"] == "BUY" and float(row["MW"]) > 0 and float(row["ClearingPrice"]) < 0 for row in awards
    )
    offers = any(row["BidType"] == "SELL" for row in awards)
    return len(binding) >= 3 and any(row["Contingency"] for row in binding) and counterflow and offers


def no_false_alarms(folder: Path, seeds: range) -> None:
    """Clear and judge, unrounded and as published; at least half of the markets must be worth the trouble."""
    rich = 0
    for seed in seeds:
        market = cleared(folder / str(seed), seed)
        report = verify(market)
        assert report.findings == (), seed
        assert report.duality_gap is not None and abs(report.duality_gap) < 1e-9
        rich += is_rich(market)
        for name in ("awards", "prices", "binding_constraints", "raised_limits"):
            (market / "results" / f"{name}.csv").unlink()
        assert verify(market).findings == (), f"{seed}, as published"
        shutil.rmtree(market)
    assert rich >= len(seeds) / 2


def test_no_false_alarm_in_a_sample_of_random_markets(tmp_path: Path) -> None:
    """Base loading, options, offers, contingencies of two branches, interfaces: all is found right."""
    no_false_alarms(tmp_path, range(25))


@pytest.mark.nightly
def test_no_false_alarm_in_two_hundred_random_markets(tmp_path: Path) -> None:
    """The same in 200 markets that no other test uses."""
    no_false_alarms(tmp_path, range(1000, 1200))


@pytest.mark.parametrize("seed", range(3))
def test_linear_curves_hold_within_the_error_that_is_stated(tmp_path: Path, seed: int) -> None:
    """Straight lines between points, cleared in fine steps."""
    assert verify(cleared(tmp_path / "linear", seed, "linear")).findings == ()


# --- faults -----------------------------------------------------------------------------------------------------

Fault = Callable[[Path, np.random.Generator], None]


def _marginal(rows: list[dict[str, str]]) -> list[int]:
    """Awards of part of a bid, which can go up or down."""
    return [at for at, row in enumerate(rows) if 0.02 < float(row["MW"]) < float(row["BidMW"]) - 0.02]


def _award(step: float, chosen: Callable[[list[dict[str, str]]], list[int]]) -> Fault:
    def change(folder: Path, chance: np.random.Generator) -> None:
        rows = rows_of(folder / AWARDS)
        at = int(chance.choice(chosen(rows)))
        rows[at]["MW"] = repr(float(rows[at]["MW"]) + step)
        write_rows(folder / AWARDS, rows)

    return change


def _full(rows: list[dict[str, str]]) -> list[int]:
    return [at for at, row in enumerate(rows) if float(row["MW"]) == float(row["BidMW"]) > 0.02]


def _refused(rows: list[dict[str, str]]) -> list[int]:
    return [at for at, row in enumerate(rows) if float(row["MW"]) == 0]


def _all_awards(folder: Path, chance: np.random.Generator) -> None:
    rows = rows_of(folder / AWARDS)
    for row in rows:
        row["MW"] = repr(float(row["MW"]) * 0.999)
    write_rows(folder / AWARDS, rows)


def _one_price(folder: Path, chance: np.random.Generator) -> None:
    rows = rows_of(folder / MADE_PRICES)
    at = int(chance.integers(len(rows)))
    rows[at]["ClearingPrice"] = repr(float(rows[at]["ClearingPrice"]) + 0.0001)
    write_rows(folder / MADE_PRICES, rows)


def _binding(column: str, changed: Callable[[str], str]) -> Fault:
    def change(folder: Path, chance: np.random.Generator) -> None:
        rows = rows_of(folder / BINDING)
        at = max(range(len(rows)), key=lambda each: float(rows[each]["ShadowPrice"]))
        rows[at][column] = changed(rows[at][column])
        write_rows(folder / BINDING, rows)

    return change


def _no_binding(folder: Path, chance: np.random.Generator) -> None:
    rows = rows_of(folder / BINDING)
    columns = list(rows[0])
    rows.remove(max(rows, key=lambda each: float(each["ShadowPrice"])))
    write_rows(folder / BINDING, rows, columns)


def _swapped(folder: Path, chance: np.random.Generator) -> None:
    """An award of the opposite path, in bid and results alike."""
    record = str(
        chance.choice([row["Record"] for row in rows_of(folder / AWARDS) if float(row["MW"]) > 0.02])
    )
    for file in (AWARDS, "bids.csv"):
        rows = rows_of(folder / file)
        for row in rows:
            if row["Record"] == record:
                row["Source"], row["Sink"] = row["Sink"], row["Source"]
        write_rows(folder / file, rows)


def _dear_offer(folder: Path, chance: np.random.Generator) -> None:
    """An offer that was sold wanted more than it got."""
    sold = {
        row["Record"]: row
        for row in rows_of(folder / AWARDS)
        if row["BidType"] == "SELL" and float(row["MW"]) > 0.02
    }
    record, award = next(iter(sold.items()))
    rows = rows_of(folder / "bids.csv")
    for row in rows:
        if row["Record"] == record:
            row["Price"] = repr(float(award["ClearingPrice"]) + 1.0)
    write_rows(folder / "bids.csv", rows)


def _rating(step: float) -> Fault:
    """A contingency that binds has another emergency rating than the one cleared with."""

    def change(folder: Path, chance: np.random.Generator) -> None:
        row = next(
            row
            for row in rows_of(folder / BINDING)
            if row["Contingency"] and row["ConstraintType"] == "BRANCH"
        )
        factor = float((folder / "market.toml").read_text("utf-8").split("factor = ")[1].split()[0])
        limit = float(row["Limit"]) / factor + step
        (folder / "ratings.csv").write_text(
            f"Branch,NormalMW,EmergencyMW\n{row['ConstraintName']},,{limit!r}\n", "utf-8"
        )

    return change


def _flipped(direction: str) -> str:
    return "REVERSE" if direction == "FORWARD" else "FORWARD"


ON_A_LIMIT = {
    "feasible-base", "feasible-contingency", "feasible-interface", "binding-at-limit", "binding-figures",
}  # fmt: skip
FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "a marginal award 0.01 MW up": (_award(0.01, _marginal), ON_A_LIMIT),
    "a marginal award 0.01 MW down": (_award(-0.01, _marginal), ON_A_LIMIT),
    "a full award 0.01 MW down": (_award(-0.01, _full), {"no-arbitrage", "binding-at-limit", "binding-figures"}),
    "a refused bid awarded 0.01 MW": (_award(0.01, _refused), {"no-arbitrage"}),
    "all awards a thousandth short": (_all_awards, {"duality-gap"}),
    "a price up by 0.0001": (_one_price, {"price-identity"}),
    "a binding constraint missing": (_no_binding, {"price-identity"}),
    "a shadow price scaled": (_binding("ShadowPrice", lambda price: repr(float(price) * 1.001)), {"price-identity"}),
    "a binding constraint flipped": (_binding("Direction", _flipped), {"binding-at-limit", "binding-known"}),
    "source and sink swapped": (_swapped, {"path-price"}),
    "an offer sold below its price": (_dear_offer, {"no-arbitrage"}),
    "an emergency rating half a megawatt higher": (_rating(0.5), {"binding-figures"}),
    "an emergency rating half a megawatt lower": (_rating(-0.5), {"feasible-contingency"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def markets(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four markets with everything in them that a fault needs."""
    folder, found = tmp_path_factory.mktemp("random"), []
    for seed in range(300, 340):
        market = cleared(folder / str(seed), seed)
        rows = rows_of(market / AWARDS)
        sold = any(row["BidType"] == "SELL" and float(row["MW"]) > 0.02 for row in rows)
        tripped = any(
            row["Contingency"] and row["ConstraintType"] == "BRANCH" for row in rows_of(market / BINDING)
        )
        if is_rich(market) and sold and tripped and _marginal(rows):
            shutil.rmtree(market / "results" / "published")
            (market / "results" / "cleared.toml").unlink()
            found.append(market)
        if len(found) == 4:
            break
    return found


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_caught_in_every_market(markets: list[Path], fault: str, tmp_path: Path) -> None:
    """At full precision, by a check that says what the fault is."""
    change, fitting = FAULTS[fault]
    assert len(markets) == 4
    for number, market in enumerate(markets):
        spoiled = Path(shutil.copytree(market, tmp_path / str(number)))
        assert verify(spoiled).clean
        change(spoiled, np.random.default_rng(number))
        assert {each.check for each in verify(spoiled).findings} & fitting, market.name
