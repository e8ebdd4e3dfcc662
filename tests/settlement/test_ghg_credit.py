"""The greenhouse-gas credit: quantity by area, price by market, and what is refused for want of either."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_systems import HOUR, four, one_interval, twelve, whole_hour

from marketsim.settlement.credit import credit_amount, credit_quantity
from marketsim.settlement.ghg_prices import averaged, marginal, thrice
from marketsim.settlement.identities import check
from marketsim.settlement.model import settle
from marketsim.settlement.policies import Policies
from marketsim.settlement.random_system import random_system
from marketsim.settlement.refusal import MissingInput, Refusal
from marketsim.settlement.results import OUTPUTS
from marketsim.settlement.rulesets import RULE_SETS

ADOPTED = RULE_SETS["prr-1185"]
EXPORT_CREDITED = Policies.of({"credit_sign": "export_credited"})
DEFAULT, IMPLICIT = Policies.default(), Policies.of({"ciso_credit": "implicit"})
ENERGY = st.fractions(-100, 100, max_denominator=60)


def test_the_credit_is_quantity_times_price() -> None:
    """-2 MWh at 6 and +0.5 MWh at 8: -12.00 and +4.00 $."""
    assert credit_amount(Fraction(-2), Fraction(6)) == -12
    assert credit_amount(Fraction("0.5"), Fraction(8)) == 4


@given(exports=st.lists(ENERGY, min_size=3, max_size=8), attributed=st.lists(ENERGY, min_size=7, max_size=7))
def test_the_quantities_of_a_closed_system_add_up_to_nothing(
    exports: list[Fraction], attributed: list[Fraction]
) -> None:
    """Whatever was attributed, as the ISO's own area takes what closes the sum."""
    names = ["CISO", *(f"EIM{at}" for at in range(1, len(exports)))]
    exports[0] = -sum(exports[1:], Fraction(0))
    given = dict(zip(names[1:], attributed, strict=False))
    found = credit_quantity(dict(zip(names, exports, strict=True)), given, "CISO", DEFAULT)
    assert sum(found.values()) == 0
    assert found["EIM1"] == exports[1] - attributed[0]
    implicit = credit_quantity(dict(zip(names, exports, strict=True)), given, "CISO", IMPLICIT)
    assert implicit == {**found, "CISO": 0}


@given(seed=st.integers(0, 10**6), areas=st.integers(3, 8))
@settings(max_examples=10, deadline=None)
def test_with_the_other_sign_credits_turn_and_all_else_stays(seed: int, areas: int) -> None:
    """A net export stands as a negative quantity and amount, and is added where it was deducted: a sign of writing."""
    inputs = random_system(seed, areas)
    one, other = settle(inputs, ADOPTED), settle(inputs, ADOPTED, EXPORT_CREDITED)
    turned = ("fmm_quantity", "rtd_quantity", "fmm_amount", "rtd_amount")
    for rows in OUTPUTS:
        sign = -1 if rows in turned else 1
        wanted = {at: tuple(sign * each for each in row) for at, row in getattr(one, rows).items()}
        assert getattr(other, rows) == wanted, rows
    assert check(inputs, other, ADOPTED) == ()


@pytest.mark.parametrize(
    "id", ["no-credit", "credit-on-whole-transfer", "credit-not-closed", "leftover-to-system"]
)
def test_a_mistake_in_the_credit_is_the_same_under_either_sign(id: str) -> None:
    """What an area bears does not depend on how its credit is written."""
    inputs = random_system(6, 4, 1, zones=2)
    one, other = (settle(inputs, ADOPTED, sign, [id]) for sign in (DEFAULT, EXPORT_CREDITED))
    assert one.offset == other.offset
    assert one.amounts_6477 == other.amounts_6477


def test_a_credit_that_pays_the_exporter_leaves_the_areas_of_the_worked_example_open() -> None:
    """IPCO would bear -48 $, AZPS 48 $ beside a sum of zero: no choice of a policy, but a known mistake."""
    results = settle(one_interval(), ADOPTED, mistakes=["credit-sign-turned"])
    assert {area: row[0] for (area, _), row in results.offset.items()} == {"IPCO": -48, "AZPS": 48, "CISO": 0}
    assert check(one_interval(), results, ADOPTED) == ()


def test_an_open_system_does_not_close_by_force() -> None:
    """The ISO's quantity comes from its own export, so what one end lost shows in the sum."""
    found = credit_quantity({"CISO": Fraction(-6), "EIM": Fraction(7)}, {"EIM": Fraction(6)}, "CISO", DEFAULT)
    assert found == {"EIM": 1, "CISO": 0}


@pytest.mark.parametrize(("policy", "quantity"), [("less_base", 1), ("whole", 2)])
def test_the_base_transfer_is_part_of_the_first_leg_by_policy(policy: str, quantity: int) -> None:
    """12 MW of base are one MWh in five minutes; the second leg is the same either way."""
    inputs = replace(whole_hour(60), base={("EAST", HOUR): Fraction(12)})
    results = settle(inputs, ADOPTED, Policies.of({"fmm_leg": policy}))
    assert results.fmm_quantity["IPCO", HOUR] == twelve(quantity)
    assert results.rtd_quantity["IPCO", HOUR] == twelve(0)
    assert results.transfer["AZPS", HOUR] == twelve(-quantity)


def test_each_area_has_one_price_a_market_and_only_the_first_is_expanded() -> None:
    """BAAFMMGHGPrice by quarter, BAARTDGHGPrice as it is."""
    inputs = whole_hour(54)
    prices = marginal(inputs, "AZPS", HOUR, thrice, DEFAULT)
    assert prices.fmm == twelve(5, 6, 7, 6)
    assert prices.rtd == inputs.rtd_ghg_price["AZPS", HOUR]


def test_the_draft_takes_the_average_given_and_else_the_mean_of_the_hour() -> None:
    """Only what is given is quoted; the mean is ours."""
    inputs = whole_hour(54)
    assert averaged(inputs, "AZPS", HOUR, thrice, DEFAULT).rtd == twelve("6.375")
    given = replace(inputs, rtd_ghg_average={("AZPS", HOUR): twelve("5.5")})
    assert averaged(given, "AZPS", HOUR, thrice, DEFAULT).rtd == twelve("5.5")


def test_the_mean_of_the_hour_is_a_policy_and_may_be_refused() -> None:
    """An average that is given is taken either way; an area without any price has no average to miss."""
    inputs, draft = whole_hour(54), RULE_SETS["prr-1185-draft"]
    rejecting = Policies.of({"draft_average": "reject"})
    with pytest.raises(MissingInput, match=r"IPCO, 2019-08-01 hour 18.*an averaged.*price.*draft_average"):
        settle(inputs, draft, rejecting)
    averages = {at: twelve(5) for at in inputs.rtd_ghg_price}
    given = replace(inputs, fmm_ghg_average=averages, rtd_ghg_average=averages)
    assert settle(given, draft, rejecting).fmm_price["AZPS", HOUR] == twelve(5)
    assert averaged(replace(inputs, fmm_ghg_price={}), "AZPS", HOUR, thrice, DEFAULT).fmm is None


def test_rules_without_a_credit_put_out_no_price_of_it() -> None:
    """Whatever prices are given, and whichever mistake is made."""
    inputs, old = whole_hour(54), RULE_SETS["before-prr-1185"]
    policies = Policies.of({"legacy_adjustment": "none"})
    names = {each.determinant for each in settle(inputs, old, policies).values()}
    assert "area_rtieo" in names
    assert not [name for name in names if "GHG" in name]
    wrong = settle(inputs, old, policies, ["average-ghg-price"])
    assert not [each for each in wrong.values() if "GHG" in each.determinant]
    assert "BAA15MFMMGHGPrice" in {each.determinant for each in settle(inputs, ADOPTED).values()}


def test_the_iso_has_the_common_price_where_none_is_given_for_it() -> None:
    """One greenhouse-gas area: its closing quantity is priced as the others'. With two, someone has to say."""
    inputs = whole_hour(54)
    early = {at: each for at, each in inputs.fmm_ghg_price.items() if at[0] != "CISO"}
    late = {at: each for at, each in inputs.rtd_ghg_price.items() if at[0] != "CISO"}
    common = settle(replace(inputs, fmm_ghg_price=early, rtd_ghg_price=late), ADOPTED)
    assert sum(common.rtd_amount["CISO", HOUR]) == Fraction("39.5")
    late["AZPS", HOUR] = twelve(1)
    with pytest.raises(MissingInput, match="RTD price, CISO, 2019-08-01 hour 18, interval 1"):
        settle(replace(inputs, fmm_ghg_price=early, rtd_ghg_price=late), ADOPTED)


@pytest.mark.parametrize("field", ["fmm_ghg_price", "rtd_ghg_price", "fmm_attribution", "rtd_attribution"])
def test_a_price_or_an_attribution_of_one_area_alone_is_missing_input(field: str) -> None:
    """Never taken as zero; the place is named."""
    inputs = whole_hour(54)
    kept = {at: each for at, each in getattr(inputs, field).items() if at[0] != "IPCO"}
    with pytest.raises(MissingInput, match=r"IPCO.*2019-08-01 hour 18"):
        settle(replace(inputs, **{field: kept}), ADOPTED)


def test_nothing_is_attributed_to_the_area_that_it_is_attributed_for() -> None:
    """A row of CISO is refused with what to do."""
    with pytest.raises(Refusal, match="leave the row out"):
        replace(one_interval(), fmm_attribution={("CISO", HOUR): four(6)})


def test_what_was_attributed_without_any_transfer_is_settled_and_not_passed_over() -> None:
    """Net export of zero less 6 MWh attributed; the ISO's own area closes the sum. Prices alone make no credit."""
    given = one_interval()
    alone = replace(given, etsrs={}, tag={}, dispatch={}, fmm={}, submitted={})
    results = settle(alone, ADOPTED)
    assert results.fmm_quantity["IPCO", HOUR] == twelve(-6)
    assert results.fmm_amount["CISO", HOUR] == twelve(36)
    assert settle(replace(alone, fmm_attribution={}, rtd_attribution={}), ADOPTED).fmm_quantity == {}
