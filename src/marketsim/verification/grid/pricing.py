"""What shadow prices of limits make of an injection at each location."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from marketsim.verification.folder.results import Listed
from marketsim.verification.grid.network import Reals
from marketsim.verification.grid.screening import Screening


def location_prices(screening: Screening, known: Sequence[Listed], shadow: Reals) -> Reals:
    """Prices by location, (locations, columns), of shadow prices (rows, columns) of the rows ``known``.

    A path costs the price of its sink less that of its source.
    """
    grid, factors = screening.grid, screening.factors
    on_lines = np.zeros((len(grid.names), shadow.shape[1]))
    direct = np.zeros((factors.shape[1], shadow.shape[1]))
    for each, prices in zip(known, shadow, strict=True):
        row = screening.rows.get(each.constraint)
        if row is None:
            continue
        for line, weight in row.lines.items():
            on_lines[line] += each.constraint.sign * weight * prices
        for location, weight in row.locations.items():
            direct[location] += each.constraint.sign * weight * prices
    drawn = grid.susceptance[:, None] * on_lines
    at_buses = np.zeros((grid.size, shadow.shape[1]))
    np.add.at(at_buses, grid.tail, drawn)
    np.add.at(at_buses, grid.head, -drawn)
    return np.asarray(-(factors.T @ grid.angles(at_buses)) - direct, dtype=np.float64)
