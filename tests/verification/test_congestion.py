"""Shift factors and prices of congested lines are worked out two ways and agree: a path costs what its flows cost."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hand_made_market import write_hand_made_market

from marketsim.verification.congestion import CongestedNetwork
from marketsim.verification.folder.results import Constraint
from marketsim.verification.report import Unreadable

LOCATIONS = ("N_GEN", "M_GEN", "S_LAP")
LINE = Constraint("BRANCH", "NORTH-SOUTH-1", "", "FORWARD")


@pytest.fixture
def folder(tmp_path: Path) -> bytes:
    """The hand-made market as a zip."""
    packed = io.BytesIO()
    root = write_hand_made_market(tmp_path / "market")
    with zipfile.ZipFile(packed, "w") as archive:
        for each in root.rglob("*"):
            if each.is_file():
                archive.write(each, each.relative_to(root).as_posix())
    return packed.getvalue()


def test_flows_on_three_equal_lines_are_those_of_a_pencil(folder: bytes) -> None:
    """Of a MW from north to south two thirds go straight, of one from the middle a third goes round."""
    (factors,) = CongestedNetwork(folder, LOCATIONS).factors([LINE])
    assert factors[0] - factors[2] == pytest.approx(2 / 3)
    assert factors[1] - factors[2] == pytest.approx(1 / 3)


def test_prices_are_those_of_the_shadow_prices_by_the_shift_factors(folder: bytes) -> None:
    """On lines in either direction, for several columns of shadow prices."""
    network = CongestedNetwork(folder, LOCATIONS)
    chance = random.Random(4)
    lines = network.lines(chance, 3)
    assert len(lines) == 3
    shadow = np.array([[chance.uniform(0, 30) for _ in range(5)] for _ in lines])
    prices, factors = network.prices(lines, shadow), network.factors(lines)
    assert np.abs(prices[1:] - prices[0] + (factors[:, 1:] - factors[:, :1]).T @ shadow).max() < 1e-9
    assert np.ptp(prices, axis=0).min() > 0


def test_a_location_that_is_not_there_is_told(folder: bytes) -> None:
    """Its name is in the refusal."""
    with pytest.raises(Unreadable, match="W_GEN"):
        CongestedNetwork(folder, ("N_GEN", "W_GEN"))
