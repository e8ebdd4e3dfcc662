"""Markets that the engine clears: no false alarm, and no fault that passes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from chance_markets import no_false_alarms, rich_markets
from spoiling import (
    AWARDS,
    OF_EITHER,
    ON_A_LIMIT,
    Fault,
    Rows,
    award,
    binding,
    caught,
    no_binding,
    swapped,
)
from written_market import clear_folder, rows_of, write_market, write_rows

from benchmarks.random_market import random_market
from marketsim.verification import verify

MADE_PRICES = "results/prices.csv"


def cleared(folder: Path, seed: int, shape: str = "step") -> Path:
    """A random market, cleared."""
    model, product = random_market(seed, buses=12 + seed % 5 * 4)
    return clear_folder(write_market(folder, model, [product], shape))


def of_both_kinds(awards: Rows) -> bool:
    """Somebody paid to take counterflow; offers to sell."""
    counterflow = any(
        row["BidType"] == "BUY" and float(row["MW"]) > 0 and float(row["ClearingPrice"]) < 0 for row in awards
    )
    return counterflow and any(row["BidType"] == "SELL" for row in awards)


def test_no_false_alarm_in_a_sample_of_random_markets(tmp_path: Path) -> None:
    """Base loading, options, offers, contingencies of two branches, interfaces: all is found right."""
    no_false_alarms(tmp_path, range(25), cleared, of_both_kinds, 1e-9)


@pytest.mark.nightly
def test_no_false_alarm_in_two_hundred_random_markets(tmp_path: Path) -> None:
    """The same in 200 markets that no other test uses."""
    no_false_alarms(tmp_path, range(1000, 1200), cleared, of_both_kinds, 1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_linear_curves_hold_within_the_error_that_is_stated(tmp_path: Path, seed: int) -> None:
    """Straight lines between points, cleared in fine steps."""
    assert verify(cleared(tmp_path / "linear", seed, "linear")).findings == ()


# --- faults -----------------------------------------------------------------------------------------------------


def _marginal(rows: Rows) -> list[int]:
    """Awards of part of a bid, which can go up or down."""
    return [at for at, row in enumerate(rows) if 0.02 < float(row["MW"]) < float(row["BidMW"]) - 0.02]


def _full(rows: Rows) -> list[int]:
    return [at for at, row in enumerate(rows) if float(row["MW"]) == float(row["BidMW"]) > 0.02]


def _some(rows: Rows) -> list[int]:
    return [at for at, row in enumerate(rows) if float(row["MW"]) > 0.02]


def _refused(rows: Rows) -> list[int]:
    return [at for at, row in enumerate(rows) if float(row["MW"]) == 0]


def _one_price(folder: Path, chance: np.random.Generator) -> None:
    rows = rows_of(folder / MADE_PRICES)
    at = int(chance.integers(len(rows)))
    rows[at]["ClearingPrice"] = repr(float(rows[at]["ClearingPrice"]) + 0.0001)
    write_rows(folder / MADE_PRICES, rows)


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


FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "a marginal award 0.01 MW up": (award(0.01, _marginal), ON_A_LIMIT),
    "a marginal award 0.01 MW down": (award(-0.01, _marginal), ON_A_LIMIT),
    "a full award 0.01 MW down": (award(-0.01, _full), {"no-arbitrage", "binding-at-limit", "binding-figures"}),
    "a refused bid awarded 0.01 MW": (award(0.01, _refused), {"no-arbitrage"}),
    "a price up by 0.0001": (_one_price, {"price-identity"}),
    "a binding constraint missing": (no_binding, {"price-identity"}),
    "a shadow price scaled": (binding("ShadowPrice", lambda price: repr(float(price) * 1.001)), {"price-identity"}),
    "source and sink swapped": (swapped("bids.csv", _some), {"path-price"}),
    "an offer sold below its price": (_dear_offer, {"no-arbitrage"}),
} | OF_EITHER  # fmt: skip


def _spoilable(awards: Rows) -> bool:
    """With an offer that was sold, and a bid of which a part was awarded."""
    sold = any(row["BidType"] == "SELL" and float(row["MW"]) > 0.02 for row in awards)
    return sold and bool(_marginal(awards)) and of_both_kinds(awards)


@pytest.fixture(scope="module")
def markets(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four markets with everything in them that a fault needs."""
    return rich_markets(tmp_path_factory.mktemp("random"), cleared, _spoilable)


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_caught_in_every_market(markets: list[Path], fault: str, tmp_path: Path) -> None:
    """At full precision, by a check that says what the fault is."""
    caught(markets, *FAULTS[fault], tmp_path)
