"""Inputs that no market run can have produced are told as such, while every identity holds on them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_systems import HOUR, by_area, four, one_interval, only_to_ciso, twelve, whole_hour

from marketsim.settlement.identities import check
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.misfits import ROUNDED, SAYS, Misfit, misfits
from marketsim.settlement.model import settle
from marketsim.settlement.random_system import random_system
from marketsim.settlement.rulesets import RULE_SETS

ADOPTED = RULE_SETS["prr-1185"]


def turned(inputs: Inputs[Fraction]) -> Inputs[Fraction]:
    """The same with CISO sending what it took."""
    rows = {
        name: {at: tuple(-each for each in values) for at, values in getattr(inputs, name).items()}
        for name in ("fmm", "dispatch")
    }
    return replace(inputs, fmm=rows["fmm"], dispatch=rows["dispatch"])


@given(st.integers(0, 10**9), st.integers(3, 8), st.sampled_from((1, 2)))
@settings(max_examples=25, deadline=None)
def test_systems_of_chance_fit(seed: int, areas: int, zones: int) -> None:
    """Also where areas have prices of their own."""
    assert misfits(random_system(seed, areas, 2, zones=zones)) == ()


@pytest.mark.parametrize(
    "inputs", [one_interval(), one_interval("RTD"), only_to_ciso(), whole_hour(60), whole_hour(54)]
)
def test_the_worked_examples_fit(inputs: Inputs[Fraction]) -> None:
    """Whatever the tag, which is no part of a market run."""
    assert misfits(inputs) == ()


def test_an_attribution_beside_the_import_at_a_price_is_told_while_all_identities_hold() -> None:
    """In either run: 60 of 72 MW."""
    inputs = one_interval(attributed=5)
    assert check(inputs, settle(inputs, ADOPTED), ADOPTED) == ()
    found = misfits(inputs)
    assert [(each.run, each.interval) for each in found] == [
        *(("FMM", at) for at in range(1, 5)),
        *(("RTD", at) for at in range(1, 13)),
    ]
    rest = {replace(each, run="", interval=0) for each in found}
    assert rest == {Misfit("not-imported", HOUR, "", 0, Fraction(60), Fraction(72), Fraction(6), ("IPCO",))}
    assert found[0].amount == 12


def test_without_a_price_what_is_attributed_of_an_import_may_be_less() -> None:
    """Greenhouse gas costs nothing then."""
    inputs = one_interval(attributed=5)
    assert misfits(replace(inputs, fmm_ghg_price={}, rtd_ghg_price={})) == ()
    free = by_area(IPCO=four(0), AZPS=four(0))
    assert {each.run for each in misfits(replace(inputs, fmm_ghg_price=free))} == {"RTD"}


def test_an_attribution_while_the_iso_exports_is_told_even_at_no_price() -> None:
    """72 MW out of CISO, and as much attributed."""
    inputs = replace(turned(only_to_ciso()), fmm_ghg_price={}, rtd_ghg_price={})
    found = misfits(inputs)
    assert {(each.kind, each.attributed, each.imported, each.price) for each in found} == {
        ("attributed-on-export", 72, -72, None)
    }
    assert len(found) == 16


def test_a_price_while_the_iso_exports_is_told_where_nothing_is_attributed() -> None:
    """The constraint that makes it is of no account then."""
    inputs = turned(one_interval(attributed=0))
    found = misfits(inputs)
    assert {(each.kind, each.price, each.areas) for each in found} == {("priced-on-export", 6, ())}
    none = by_area(IPCO=twelve(0), AZPS=twelve(0), CISO=twelve(0))
    assert {each.run for each in misfits(replace(inputs, rtd_ghg_price=none))} == {"FMM"}


@pytest.mark.parametrize(
    ("rows", "run", "intervals"),
    [
        ("fmm_ghg_price", "FMM", (2,)),
        ("rtd_ghg_price", "RTD", (4, 5, 6)),
        ("fmm_ghg_average", "FMM average", (4, 5, 6)),
        ("rtd_ghg_average", "RTD average", (4, 5, 6)),
    ],
)
def test_a_price_below_zero_is_told_with_its_areas(rows: str, run: str, intervals: tuple[int, ...]) -> None:
    """Greenhouse gas costs nothing or something; told also where nothing else is given to judge by."""
    make = four if rows == "fmm_ghg_price" else twelve
    prices = by_area(IPCO=make(0, -6, 0, 0), AZPS=make(0, -1, 0, 0), CISO=make(0))
    inputs = replace(one_interval(), **{rows: prices})  # type: ignore[arg-type]
    found = [each for each in misfits(inputs) if each.kind == "negative-price"]
    assert [each.interval for each in found] == list(intervals)
    assert {replace(each, interval=0) for each in found} == {
        Misfit("negative-price", HOUR, run, 0, None, None, Fraction(-6), ("IPCO", "AZPS"))
    }
    assert found[0].amount == 6
    alone = Inputs[Fraction](areas=inputs.areas, **{rows: prices})  # type: ignore[arg-type]
    assert list(misfits(alone)) == found


@pytest.mark.parametrize(("off", "told"), [(3 * ROUNDED, 0), (3 * ROUNDED + Fraction(1, 10**6), 4)])
def test_rounding_is_no_misfit(off: Fraction, told: int) -> None:
    """Half a hundredth of a MW for each of a resource and two areas, and no more."""
    inputs = one_interval()
    attributed = by_area(IPCO=tuple(each + off for each in four(72)), AZPS=four(0))
    assert len(misfits(replace(inputs, fmm_attribution=attributed))) == told


def test_a_run_is_not_judged_without_attributions_or_without_the_power_of_a_resource() -> None:
    """Nothing given is nothing to hold against anything."""
    inputs = one_interval(attributed=5)
    assert misfits(replace(inputs, fmm_attribution={}, rtd_attribution={})) == ()
    rest = {at: each for at, each in inputs.fmm.items() if at[0] != "OUT"}
    assert {each.run for each in misfits(replace(inputs, fmm=rest))} == {"RTD"}


def test_every_kind_says_what_it_is() -> None:
    """As a clause, of which the line is made."""
    assert all(not says.endswith(".") and says[0].islower() for says in SAYS.values())
