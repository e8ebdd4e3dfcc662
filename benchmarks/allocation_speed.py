"""What least squares cost, and how exact they are: beside cvxpy with Clarabel, which gets the rows for nothing.

Ours is the whole allocation: checks, factorisation, screening, rows as they are found. The peer solves once, under
all the rows that ours found, in the form that suits it best of those tried (net injections by location as variables
of their own, so that its matrix is small), at its own tolerances. Exact are the awards of the equations that hold
at the optimum: solved from where the peer ended, and taken only where every condition holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
from scipy.sparse import coo_array
from threadpoolctl import threadpool_limits

from benchmarks.clearing_markets import CALIFORNIA, california, market, pegase1354
from benchmarks.measurement import LeftOut, Measurement, compare
from marketsim.clearing.allocation import Nomination, _Allocation, allocate
from marketsim.clearing.constraints import Constraints
from marketsim.clearing.network import Network, Reals

HOLDS = 1e-8  # MW by which the exact awards may miss a condition
MOST_PASSES = 50


def measurements() -> Iterator[Measurement | LeftOut]:
    """3,000 nominations on 1,354 buses, 8,000 on California's 8,870; both with 200 contingencies."""
    name = "allocate 3,000 nominations, 1,354 buses"
    missing = [each for each in ("pandapower", "cvxpy", "clarabel") if find_spec(each) is None]
    network = None if missing else pegase1354()
    if network is None:
        yield LeftOut(name, f"{' and '.join(missing)} not installed (the extra bench)")
        return
    yield _beside_clarabel(name, network, 3000, rounds=5)
    name, network = "allocate 8,000 nominations, 8,870 buses", california()
    if network is None:
        yield LeftOut(name, f"there is no {CALIFORNIA.name} beside the project")
        return
    yield _beside_clarabel(name, network, 8000, rounds=1)


def _beside_clarabel(name: str, network: Network, count: int, rounds: int) -> Measurement:
    model, product = market(network, contingencies=200, bids=count, segments=1)
    wanted = [Nomination(each.key, each.source, each.sink, each.mw) for each in product.bids]
    with threadpool_limits(limits=1):
        found = _Allocation(Constraints(model), wanted, (), lambda *round: None)
        ours = found.result("2026_M09", "ON", "least_squares")
        place = {each.name: index for index, each in enumerate(model.locations)}
        ends = [[place[each.source], place[each.sink]] for each in wanted]
        nominated = np.array([each.mw for each in wanted])
        peer = Peer(nominated, np.array(ends), found.limits.rows.sensitivities, found.limits.rows.room)
        peer.solve()
        exact = peer.exact()
        off, off_peer = (
            float(np.max(np.abs(each - exact))) for each in ([each.mw for each in ours.awards], peer.awards)
        )
        named = f"{name} / Clarabel on its {ours.rows} rows"
        print(f"{named}: awards off by {off:.1e} MW, Clarabel's by {off_peer:.1e}; {len(ours.binding)} bind")
        return compare(
            named,
            lambda: allocate(model, wanted, period="2026_M09", tou="ON"),
            peer.solve,
            rounds=rounds,
        )


class Peer:
    """Least squares under given rows by cvxpy and Clarabel; ``awards`` and ``prices`` (by row) after ``solve``.

    ``ends``: source and sink of each nomination, by places of locations; ``by_location`` has a row a limit.
    """

    def __init__(self, nominated: Reals, ends: np.ndarray, by_location: Reals, room: Reals) -> None:
        count, places = len(nominated), by_location.shape[1]
        entries = np.repeat([1.0, -1.0], count)
        columns = np.tile(np.arange(count), 2)
        self._injected = coo_array((entries, (ends.T.ravel(), columns)), shape=(places, count)).tocsr()
        self._by_location, self._room, self._nominated = by_location, room, nominated
        self.awards, self.prices = np.zeros(count), np.zeros(len(room))

    def solve(self) -> None:
        """Written and solved anew."""
        import cvxpy

        awards, net = cvxpy.Variable(len(self._nominated)), cvxpy.Variable(self._by_location.shape[1])
        limits = self._by_location @ net <= self._room
        cost = cvxpy.sum(cvxpy.multiply(1.0 / self._nominated, cvxpy.square(awards))) - 2.0 * cvxpy.sum(
            awards
        )
        sides = [net == self._injected @ awards, limits, awards >= 0.0, awards <= self._nominated]
        problem = cvxpy.Problem(cvxpy.Minimize(cost), sides)
        problem.solve(solver="CLARABEL")
        if problem.status != "optimal":
            raise RuntimeError(f"Clarabel ended as {problem.status}")
        self.awards, self.prices = np.asarray(awards.value), np.asarray(limits.dual_value)

    def exact(self) -> Reals:
        """The awards of the conditions' equations, solved anew until the sets they hold on stay the same."""
        loads = self._by_location @ self._injected
        nominated, room = self._nominated, self._room
        prices, at_limit = self.prices, self.prices > 1e-6 * np.max(self.prices)
        for _ in range(MOST_PASSES):
            part = 1.0 - prices @ loads / 2.0
            inside = (part > 0.0) & (part < 1.0)
            chosen = loads[at_limit][:, inside]
            fixed = loads[at_limit] @ np.where(part >= 1.0, nominated, 0.0)
            left = chosen @ nominated[inside] + fixed - room[at_limit]
            prices = np.zeros(len(room))
            prices[at_limit] = np.linalg.lstsq(chosen * (nominated[inside] / 2.0) @ chosen.T, left)[0]
            awards: Reals = nominated * np.clip(1.0 - prices @ loads / 2.0, 0.0, 1.0)
            slack = room - loads @ awards
            off = max(np.max(-slack), np.max(np.abs(slack[prices != 0.0]), initial=0.0), np.max(-prices))
            if off < HOLDS:
                return awards
            at_limit = (prices > 0.0) | (slack < -HOLDS)
        raise RuntimeError(f"the exact awards were not found: {off:.1e} MW off")


if __name__ == "__main__":
    for each in measurements():
        print(each.line(), flush=True)
