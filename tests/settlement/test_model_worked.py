"""The worked examples: whole settlements whose every number is known beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from model_systems import HOUR, four, one_interval, only_to_ciso, twelve, whole_hour

from marketsim.settlement.identities import check
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.model import settle
from marketsim.settlement.results import Results
from marketsim.settlement.rulesets import RULE_SETS

ADOPTED, DRAFT = RULE_SETS["prr-1185"], RULE_SETS["prr-1185-draft"]
Rows = Mapping[tuple[str, TradeHour], tuple[Fraction, ...]]


def whole(rows: Rows) -> dict[str, Fraction]:
    """Sums over the intervals, by area."""
    return {name: sum(values, Fraction(0)) for (name, _), values in rows.items()}


def each(rows: Rows) -> dict[str, Fraction]:
    """The value that all intervals share, by area."""
    assert all(len(set(values)) == 1 for values in rows.values())
    return {name: values[0] for (name, _), values in rows.items()}


def credits_of(results: Results[Fraction]) -> dict[str, Fraction]:
    fmm, rtd = whole(results.fmm_amount), whole(results.rtd_amount)
    return {area: fmm[area] + rtd[area] for area in fmm}


@pytest.mark.parametrize("leg", ["FMM", "RTD"])
def test_only_what_has_no_obligation_behind_it_has_the_credit_and_no_offset_is_left(leg: str) -> None:
    """Credit quantities 4, -4 and 0 MWh; offsets of zero, in whichever market it came about."""
    results = settle(one_interval(leg), ADOPTED)
    quantity, amount = (
        (results.fmm_quantity, results.fmm_amount)
        if leg == "FMM"
        else (results.rtd_quantity, results.rtd_amount)
    )
    assert each(results.transfer) == {"IPCO": 10, "AZPS": -4, "CISO": -6}
    assert each(results.value) == {"IPCO": 400, "AZPS": -160, "CISO": -240}
    assert each(quantity) == {"IPCO": 4, "AZPS": -4, "CISO": 0}
    assert each(amount) == {"IPCO": 24, "AZPS": -24, "CISO": 0}
    assert each(results.offset) == {"IPCO": 0, "AZPS": 0, "CISO": 0}


def test_without_the_credit_the_sender_keeps_what_the_receiver_lost() -> None:
    """Offsets of -24 and +24 $."""
    results = settle(one_interval(), ADOPTED, mistakes=["no-credit"])
    assert each(results.offset) == {"IPCO": -24, "AZPS": 24, "CISO": 0}


def test_a_transfer_wholly_under_obligation_has_no_credit() -> None:
    """Nothing is left of it once what was attributed is taken off."""
    results = settle(only_to_ciso(), ADOPTED)
    assert not any((*credits_of(results).values(), *whole(results.fmm_quantity).values()))
    assert each(results.offset) == {"IPCO": 0, "CISO": 0}


def test_an_averaged_price_leaves_two_dollars_that_a_single_price_does_not() -> None:
    """The draft with 5.50 for AZPS: credits of 24 and -22; N4 tells 2.00 with both areas."""
    average = {("AZPS", HOUR): twelve("5.5"), ("IPCO", HOUR): twelve(6), ("CISO", HOUR): twelve(6)}
    inputs = replace(one_interval(), fmm_ghg_average=average, rtd_ghg_average=average)
    results = settle(inputs, DRAFT)
    assert each(results.fmm_amount) == {"IPCO": 24, "AZPS": -22, "CISO": 0}
    left = [found for found in check(inputs, results, DRAFT) if found.identity == "N4"]
    assert {(found.k, found.leg, abs(found.amount), found.areas) for found in left} == {
        (k, "FMM", Fraction(2), ("IPCO", "AZPS")) for k in range(1, 13)
    }
    assert not check(inputs, settle(inputs, ADOPTED), ADOPTED)


def test_a_tag_that_equals_the_dispatch_leaves_the_second_leg_nothing() -> None:
    """IPCO +144.00, AZPS -144.00, all of it on the first leg."""
    results = settle(whole_hour(60), ADOPTED)
    assert whole(results.fmm_amount) == {"IPCO": 144, "AZPS": -144, "CISO": 0}
    assert not any(value for values in results.rtd_amount.values() for value in values)
    assert results.settled["OUT", HOUR].values == twelve(Fraction(10, 3), 5, Fraction(20, 3), 5)


def test_a_tag_that_was_cut_is_bought_back_at_the_five_minute_price() -> None:
    """IPCO +104.50, AZPS -144.00, CISO +39.50: nothing left over, and CISO's offset differs by its own part only."""
    inputs = whole_hour(54)
    results = settle(inputs, ADOPTED)
    assert credits_of(results) == {"IPCO": Fraction("104.5"), "AZPS": -144, "CISO": Fraction("39.5")}
    assert results.rtd_quantity["IPCO", HOUR] == twelve(
        Fraction(-1, 3), Fraction(-1, 2), Fraction(-2, 3), Fraction(-1, 2)
    )
    assert not check(inputs, results, ADOPTED)
    without = settle(inputs, ADOPTED, mistakes=["no-credit"])
    gained = whole(results.offset)["CISO"] - whole(without.offset)["CISO"]
    assert gained == Fraction("39.5")
    assert (
        abs(sum(whole(results.amounts_6477).values()) - sum(whole(without.amounts_6477).values()) - gained)
        < 1
    )


def test_half_a_dollar_less_for_one_area_leaves_twelve_over_the_hour() -> None:
    """Two MWh in each of twelve intervals at 0.50 less on the first leg."""
    inputs = whole_hour(54)
    prices = dict(inputs.fmm_ghg_price) | {("AZPS", HOUR): four("4.5", "5.5", "6.5", "5.5")}
    inputs = replace(inputs, fmm_ghg_price=prices)
    left = [found for found in check(inputs, settle(inputs, ADOPTED), ADOPTED) if found.identity == "N4"]
    assert sum(found.amount for found in left) == 12
    assert {found.leg for found in left} == {"FMM"}
    assert all({"IPCO", "AZPS"} <= set(found.areas) for found in left)
    assert "AZPS 4.5000" in left[0].says


def test_the_fifteen_minute_price_stands_in_each_of_its_five_minutes() -> None:
    """Prices need no transfers to be expanded."""
    results = settle(replace(whole_hour(54), etsrs={}, **{name: {} for name in NOTHING}), ADOPTED)
    assert [int(each) for each in results.fmm_price["AZPS", HOUR]] == [5, 5, 5, 6, 6, 6, 7, 7, 7, 6, 6, 6]


NOTHING = (
    "tag",
    "dispatch",
    "fmm",
    "submitted",
    "fmm_attribution",
    "rtd_attribution",
    "imbalance",
    "system_price",
)


def test_values_name_every_determinant_with_its_interval() -> None:
    """Twelve values a row, under the published names."""
    values = [each for each in settle(one_interval(), ADOPTED).values() if each.area == "IPCO"]
    found = [each for each in values if each.determinant == "BAAFMMGHGCreditAmount"]
    assert [each.k for each in found] == list(range(1, 13))
    assert {(each.hour, each.value, each.resource, each.coordinator) for each in found} == {
        (HOUR, 24, "", "")
    }
