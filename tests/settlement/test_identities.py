"""Nine identities hold for consistent systems, and each tells what is left over, by how much and whose."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_systems import HOUR, one_interval, twelve

from marketsim.settlement.identities import SAYS, check, checkable
from marketsim.settlement.inputs import Area, Inputs
from marketsim.settlement.model import settle
from marketsim.settlement.policies import Policies
from marketsim.settlement.random_system import random_system
from marketsim.settlement.results import Results
from marketsim.settlement.rulesets import RULE_SETS

ADOPTED = RULE_SETS["prr-1185"]


@pytest.mark.parametrize("areas", range(3, 9))
def test_all_identities_hold_exactly_in_systems_of_chance(areas: int) -> None:
    """34 seeds for every number of areas, 204 in all; none holds for want of rows."""
    for seed in range(34):
        inputs = random_system(seed, areas)
        results = settle(inputs, ADOPTED)
        assert check(inputs, results, ADOPTED) == ()
        assert checkable(inputs, results, ADOPTED) == dict.fromkeys(SAYS, 1)


@pytest.mark.parametrize("rules", ["before-prr-1185"])
def test_older_rules_keep_what_they_promise_and_not_n9(rules: str) -> None:
    """The adjustment moves offsets and keeps their sum."""
    inputs, old = random_system(4, 5, 2), RULE_SETS[rules]
    results = settle(inputs, old)
    assert check(inputs, results, old) == ()
    assert {each.identity for each in check(inputs, results, ADOPTED)} == {"N9"}


@given(seed=st.integers(0, 10**6), areas=st.integers(3, 8))
@settings(max_examples=15, deadline=None)
def test_prices_that_differ_between_areas_leave_exactly_what_they_differ_by(seed: int, areas: int) -> None:
    """The leftover is the sum of price times quantity, and the areas with a quantity stand behind it."""
    inputs = random_system(seed, areas, zones=2)
    results = settle(inputs, ADOPTED)
    found = {(each.leg, each.k): each for each in check(inputs, results, ADOPTED) if each.identity == "N4"}
    for leg in results.legs():
        for k in range(12):
            amounts = {area: leg.amount[area, HOUR_1][k] for area in inputs.areas}
            left = found.get((leg.name, k + 1))
            assert (left.amount if left else 0) == sum(amounts.values())
            if left:
                assert set(left.areas) == {area for area, each in amounts.items() if each}


HOUR_1 = random_system(0, 3).hours()[0]

TAMPERED = {
    "fmm_from": {"N1"},
    "rtd_to": {"N1"},
    "fmm_transfer": {"N2"},
    "rtd_transfer": {"N2"},
    "fmm_quantity": {"N3"},
    "rtd_quantity": {"N3"},
    "fmm_amount": {"N4"},
    "rtd_amount": {"N4"},
    "value": {"N5"},
    "offset": {"N6", "N8"},
    "amounts_64770": {"N7"},
    "amounts_6477": {"N7", "N8"},
}


@pytest.mark.parametrize("rows", TAMPERED)
def test_a_value_too_large_by_one_is_told_with_its_interval_and_amount(rows: str) -> None:
    """In the identities that the row is part of and in no other, in that interval and with that amount."""
    inputs = random_system(8, 4)
    results = settle(inputs, ADOPTED)
    found = check(inputs, _tampered(inputs, results, rows), ADOPTED)
    assert {each.identity for each in found} == TAMPERED[rows]
    assert {(each.k, each.hour) for each in found} == {(5, HOUR_1)}
    assert all(abs(abs(each.amount) - 1) < Fraction(1, 20) for each in found)
    assert all(each.areas and each.says.startswith(SAYS[each.identity]) for each in found)


def _tampered(inputs: Inputs[Fraction], results: Results[Fraction], rows: str) -> Results[Fraction]:
    """One more in the fifth interval of the last row; of the ISO's own area where that has one."""
    held = dict(getattr(results, rows))
    at = (inputs.ciso, HOUR_1) if (inputs.ciso, HOUR_1) in held else list(held)[-1]
    values = list(held[at])
    values[4] += 1
    changed: Results[Fraction] = replace(results, **{rows: held | {at: tuple(values)}})
    return changed


def test_a_resource_of_which_both_ends_disagree_is_named_with_its_areas() -> None:
    """N1 is of one resource, so the areas are its two ends."""
    inputs = one_interval()
    found = check(inputs, settle(inputs, ADOPTED, mistakes=["one-end-only"]), ADOPTED)
    ends = {(each.areas, each.says.rsplit(" ", 1)[1]) for each in found if each.identity == "N1"}
    assert ends == {(("IPCO", "CISO"), "OUT"), (("IPCO", "AZPS"), "EAST")}


def test_an_implicit_part_of_the_iso_is_shown_as_left_over() -> None:
    """Without a line of its own its share of quantity and credit stands open."""
    inputs = one_interval(attributed=5)
    results = settle(inputs, ADOPTED, Policies.of({"ciso_credit": "implicit"}))
    found = {(each.identity, each.amount, each.areas) for each in check(inputs, results, ADOPTED)}
    assert ("N3", Fraction(1), ("IPCO", "AZPS")) in found
    assert ("N4", Fraction(6), ("IPCO", "AZPS")) in found


def test_an_offset_that_follows_another_area_names_both() -> None:
    """N9 by settling again with more of IPCO's own amounts: AZPS, which took its energy, would bear a part."""
    inputs = one_interval()
    found = check(inputs, settle(inputs, ADOPTED, mistakes=["transfer-adjustment-on"]), ADOPTED)
    moved = {each.areas: each.amount for each in found if each.k == 1}
    assert moved == {("IPCO", "AZPS"): -1000 * Fraction(4, 100), ("IPCO", "CISO"): -1000 * Fraction(6, 100)}


@pytest.mark.parametrize("coordinators", [1, 20])
def test_the_rounding_that_n7_allows_for_is_of_offsets_not_of_who_bears_them(coordinators: int) -> None:
    """Six areas of one entity are rounded six times; the ISO's own offset once, however many share it."""
    names = ["CISO", *(f"EIM{at}" for at in range(6))]
    inputs = Inputs[Fraction](
        areas={name: Area(name, None if name == "CISO" else "ALL") for name in names},
        imbalance={(name, HOUR): {"UIE": twelve("-0.004")} for name in names},
        demand={(f"SC{at}", HOUR): twelve(1) for at in range(coordinators)},
    )
    results = settle(inputs, ADOPTED)
    assert check(inputs, results, ADOPTED) == ()
    charged = results.amounts_64770["ALL", HOUR]
    wrong = replace(results, amounts_64770={("ALL", HOUR): (charged[0] + Fraction("0.07"), *charged[1:])})
    found = {(each.identity, each.k): each.amount for each in check(inputs, wrong, ADOPTED)}
    assert found == {("N7", 1): Fraction("0.07") - 7 * Fraction("0.004")}


def test_what_cannot_be_checked_is_counted_as_not_checked() -> None:
    """Without demand nobody bears the ISO's offset: N7 and N8 have nothing to look at, and say so."""
    inputs = replace(
        one_interval(), demand={}, fmm_attribution={}, rtd_attribution={}, fmm_ghg_price={}, rtd_ghg_price={}
    )
    results = settle(inputs, ADOPTED)
    counted = checkable(inputs, results, ADOPTED)
    assert {identity for identity, hours in counted.items() if not hours} == {"N3", "N4", "N7", "N8"}
    assert HOUR in inputs.hours()
    assert results.transfer["IPCO", HOUR] == twelve(10)
