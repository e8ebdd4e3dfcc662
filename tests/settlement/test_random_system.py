"""Systems of chance: the same for the same seed, and such as a market could have produced."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.settlement.inputs import Inputs
from marketsim.settlement.interval import hours_of
from marketsim.settlement.random_system import random_system
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.shaping import Case, case_of

SYSTEMS = st.builds(random_system, st.integers(0, 10**9), st.integers(3, 8), st.integers(1, 2))


def imports(inputs: Inputs[Fraction], rows: dict[str, tuple[Fraction, ...]], at: int) -> Fraction:
    """What CISO takes in net (MW) by schedules or dispatch."""
    etsrs = inputs.etsrs
    into = sum((each[at] for name, each in rows.items() if etsrs[name].sink == "CISO"), Fraction(0))
    return into - sum(each[at] for name, each in rows.items() if etsrs[name].source == "CISO")


@given(SYSTEMS)
@settings(max_examples=20, deadline=None)
def test_what_is_attributed_is_what_the_iso_imports_or_nothing_at_a_price_of_zero(
    inputs: Inputs[Fraction],
) -> None:
    """In either market run: the price is above zero only where the attribution uses the import up."""
    for hour in inputs.hours():
        for run, rows, price, length in (
            (inputs.fmm, inputs.fmm_attribution, inputs.fmm_ghg_price, 4),
            (inputs.dispatch, inputs.rtd_attribution, inputs.rtd_ghg_price, 12),
        ):
            megawatts = {name: run[name, hour] for name in inputs.etsrs}
            for at in range(length):
                taken = imports(inputs, megawatts, at)
                parts = [rows[area, hour][at] for area in inputs.areas if area != "CISO"]
                costs = {price[area, hour][at] for area in inputs.areas}
                assert min(parts) >= 0
                assert sum(parts) == max(taken, 0)
                assert len(costs) == 1
                assert (max(costs) > 0) == (taken > 0)


@given(SYSTEMS)
@settings(max_examples=10, deadline=None)
def test_what_was_collected_is_paid_out_and_all_areas_are_joined(inputs: Inputs[Fraction]) -> None:
    """Over all areas and in every interval; every area has a resource out and one in."""
    for collected, paid in ((inputs.congestion, inputs.congestion_paid), (inputs.losses, inputs.losses_paid)):
        for hour in inputs.hours():
            sums = [
                [sum(rows[area, hour][k] for area in inputs.areas) for k in range(12)]
                for rows in (collected, paid)
            ]
            assert sums[0] == [-each for each in sums[1]]
    assert {each.source for each in inputs.etsrs.values()} == set(inputs.areas)
    assert {each.sink for each in inputs.etsrs.values()} == set(inputs.areas)


@pytest.mark.parametrize("areas", range(3, 9))
def test_some_transfers_run_back_both_ways_or_against_their_tag(areas: int) -> None:
    """In forty systems of any size every case of a shape comes up, and schedules and submissions that run back."""
    systems = [random_system(seed, areas) for seed in range(40)]
    cases = {case_of(tag, inputs.dispatch[at]) for inputs in systems for at, tag in inputs.tag.items()}
    assert cases == set(get_args(Case))
    for rows in ("fmm", "dispatch"):
        assert min(min(row) for inputs in systems for row in getattr(inputs, rows).values()) < 0
    given = [each for inputs in systems for each in inputs.submitted.values()]
    assert {each.kind for each in given if min(each.values) < 0} == {"tag", "dispatch"}


@given(st.integers(0, 10**9), st.integers(3, 8))
@settings(max_examples=10, deadline=None)
def test_without_a_share_that_runs_back_everything_runs_forward(seed: int, areas: int) -> None:
    """As much of it as with such a share."""
    forward, mixed = random_system(seed, areas, back=0), random_system(seed, areas)
    assert min(min(row) for rows in (forward.fmm, forward.dispatch) for row in rows.values()) >= 0
    assert min(forward.tag.values()) >= 0
    assert forward.base == mixed.base
    assert {at: abs(tag) for at, tag in mixed.tag.items()} == forward.tag


def test_a_system_is_the_same_for_the_same_seed_and_as_large_as_asked_for() -> None:
    """A month for five areas, thirty resources and twenty coordinators has the same make as this day of it."""
    hours = hours_of(date(2019, 11, 3))
    one, other, third = (random_system(seed, 5, hours, etsrs=30, coordinators=20) for seed in (1, 1, 2))
    assert one == other != third
    assert (len(one.areas), len(one.etsrs), len(one.coordinators)) == (5, 30, 20)
    assert one.hours() == hours
    assert one.exempt == {"SC20"}
    assert all(early < late for early, late in pairwise(random_system(1, 3, 30).hours()))


@pytest.mark.parametrize(
    ("areas", "more"), [(2, {}), (9, {}), (4, {"zones": 3}), (5, {"etsrs": 4}), (4, {"back": 2})]
)
def test_a_system_that_cannot_be_is_refused(areas: int, more: dict[str, int]) -> None:
    """Two areas are no system, and resources have to join all areas."""
    with pytest.raises(Refusal):
        random_system(1, areas, **more)  # type: ignore[arg-type]
