"""The example of real-time neutrality in the EIM manual, version 16: offsets of 0.00 whichever limit binds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from model_systems import HOUR, four, twelve

from marketsim.settlement.etsr import Etsr
from marketsim.settlement.identities import check
from marketsim.settlement.inputs import Area, Inputs
from marketsim.settlement.model import settle
from marketsim.settlement.policies import Policies
from marketsim.settlement.rulesets import RULE_SETS

NONE = Policies.of({"legacy_adjustment": "none"})


def shared(dollars: str) -> tuple[Fraction, ...]:
    """An amount of the hour in equal parts."""
    return twelve(Fraction(dollars) / 12)


def example(first: str, second: str) -> Inputs[Fraction]:
    """One hour: 100 MWh from EIM1 to CISO at their limit; what each is paid of the 1,501.00 $ collected."""
    return Inputs(
        areas={"EIM1": Area("EIM1", "ONE"), "CISO": Area("CISO")},
        etsrs={"WEST": Etsr("WEST", "EIM1", "CISO")},
        tag={("WEST", HOUR): Fraction(100)},
        dispatch={("WEST", HOUR): twelve(100)},
        fmm={("WEST", HOUR): four(0)},
        system_price={HOUR: twelve(50)},
        imbalance={
            ("EIM1", HOUR): {"IIE": shared("-5248.50"), "UIE": shared("1749.50")},
            ("CISO", HOUR): {"IIE": shared("-5000"), "UIE": shared("10000")},
        },
        congestion={("EIM1", HOUR): shared("1501")},
        congestion_paid={("EIM1", HOUR): shared(first), ("CISO", HOUR): shared(second)},
        demand={("LOAD", HOUR): twelve(Fraction(200, 12))},
    )


@pytest.mark.parametrize(("first", "second"), [("-750.50", "-750.50"), ("-0.50", "-1500.50")])
@pytest.mark.parametrize("rules", ["prr-1185", "before-prr-1185"])
def test_the_offsets_of_both_areas_are_zero(first: str, second: str, rules: str) -> None:
    """The transfer is worth +5,000.00 and -5,000.00; nothing is left of either area, and all money adds up."""
    inputs = example(first, second)
    results = settle(inputs, RULE_SETS[rules], NONE)
    assert sum(results.value["EIM1", HOUR]) == 5000
    assert sum(results.value["CISO", HOUR]) == -5000
    assert not any((*results.offset["EIM1", HOUR], *results.offset["CISO", HOUR]))
    assert not any((*results.amounts_6477["LOAD", HOUR], *results.amounts_64770["ONE", HOUR]))
    assert not check(inputs, results, RULE_SETS[rules])


def test_congestion_paid_out_beyond_what_was_collected_is_left_over() -> None:
    """Twelve dollars too many in the hour stand as one in every interval."""
    inputs = example("-750.50", "-762.50")
    found = check(inputs, settle(inputs, RULE_SETS["prr-1185"]), RULE_SETS["prr-1185"])
    assert {(each.identity, each.amount) for each in found} == {("N7", Fraction(-1))}
