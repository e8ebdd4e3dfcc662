"""A direct-current network: buses, branches, their susceptances and their limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Branch:
    """One line or transformer in service.

    ``susceptance`` is per unit on 100 MVA, 1 / (reactance x tap ratio). Ratings are in MW without and with an
    outage; None: not limited.
    """

    name: str
    from_bus: str
    to_bus: str
    susceptance: float
    normal_mw: float | None
    emergency_mw: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Buses and branches by position; flows are positive from ``from_bus`` to ``to_bus``; MW, per unit.

    A limit of infinity is no limit. Only what is in service is here.
    """

    buses: tuple[str, ...]
    branches: tuple[str, ...]
    from_bus: Places
    to_bus: Places
    susceptance: Reals
    normal_mw: Reals
    emergency_mw: Reals

    @classmethod
    def of(cls, buses: Sequence[str], branches: Sequence[Branch]) -> Network:
        """The network of these parts; raises KeyError where a branch ends at no bus of them."""
        place = {name: index for index, name in enumerate(buses)}
        unlimited = float("inf")
        return cls(
            buses=tuple(buses),
            branches=tuple(each.name for each in branches),
            from_bus=np.array([place[each.from_bus] for each in branches], dtype=np.intp),
            to_bus=np.array([place[each.to_bus] for each in branches], dtype=np.intp),
            susceptance=np.array([each.susceptance for each in branches], dtype=np.float64),
            normal_mw=np.array(
                [unlimited if each.normal_mw is None else each.normal_mw for each in branches],
                dtype=np.float64,
            ),
            emergency_mw=np.array(
                [unlimited if each.emergency_mw is None else each.emergency_mw for each in branches],
                dtype=np.float64,
            ),
        )
