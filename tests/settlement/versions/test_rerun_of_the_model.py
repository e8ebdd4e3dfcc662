"""A rerun of the reference model by new rules moves money between areas, and makes and loses none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from marketsim.settlement.etsr import Etsr
from marketsim.settlement.inputs import Area, Inputs
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.model import settle
from marketsim.settlement.results import OUTPUTS
from marketsim.settlement.rulesets import RULE_SETS
from marketsim.settlement.supply import Submission
from marketsim.settlement.versions import guides, statements
from marketsim.settlement.versions.choice import rule_set
from marketsim.settlement.versions.rerun import CLOSING, Rerun, deltas

TRADE_DATE = date(2019, 8, 1)
HOUR = TradeHour(TRADE_DATE, 10)
CREDITS = ("BAAFMMGHGCreditAmount", "BAARTDGHGCreditAmount")
AREAS = ("IPCO", "AZPS", "CISO")


def row(*values: str) -> tuple[Fraction, ...]:
    """Values as they are written."""
    return tuple(map(Fraction, values))


def thrice(*values: str) -> tuple[Fraction, ...]:
    """A value for every five minutes out of one for every quarter."""
    return tuple(Fraction(each) for each in values for _ in range(3))


INPUTS = Inputs[Fraction](
    areas={"IPCO": Area("IPCO", "SC_IPCO"), "AZPS": Area("AZPS", "SC_AZPS"), "CISO": Area("CISO")},
    etsrs={"OUT": Etsr("OUT", "IPCO", "CISO", None), "BETWEEN": Etsr("BETWEEN", "IPCO", "AZPS", "IPCO")},
    tag={("OUT", HOUR): Fraction(54), ("BETWEEN", HOUR): Fraction(24)},
    dispatch={("OUT", HOUR): thrice("40", "60", "80", "60"), ("BETWEEN", HOUR): thrice(*["24"] * 4)},
    fmm={("OUT", HOUR): row("48", "60", "72", "60"), ("BETWEEN", HOUR): row(*["24"] * 4)},
    submitted={("BETWEEN", HOUR): Submission("dispatch", thrice(*["2"] * 4))},
    fmm_attribution={("IPCO", HOUR): row("48", "60", "72", "60"), ("AZPS", HOUR): row(*["0"] * 4)},
    rtd_attribution={("IPCO", HOUR): thrice("40", "60", "80", "60"), ("AZPS", HOUR): thrice(*["0"] * 4)},
    fmm_ghg_price={(area, HOUR): row("5", "6", "7", "6") for area in AREAS},
    rtd_ghg_price={(area, HOUR): thrice("5.5", "6", "8", "6") for area in AREAS},
    system_price={HOUR: thrice(*["40"] * 4)},
    imbalance={(area, HOUR): {"IIE": thrice(*["0"] * 4)} for area in AREAS},
    demand_of_areas={(area, HOUR): thrice(*["75"] * 4) for area in AREAS},
)


def rerun(inputs: Inputs[Fraction] = INPUTS) -> Rerun:
    """The deltas from the last statement of a trade date before production to the first one after it."""
    first = statements.first_with(TRADE_DATE)
    assert first
    before = max(each.due for each in statements.of(TRADE_DATE) if each.due < first.due)
    earlier, later = (RULE_SETS[rule_set(TRADE_DATE, run).rule_set] for run in (before, first.due))
    assert (earlier.id, later.id) == ("before-prr-1185", "prr-1185")
    return deltas(settle(inputs, earlier), settle(inputs, later), CLOSING)


def test_what_new_rules_move_closes_in_every_interval() -> None:
    """No delta of an amount or a quantity leaves anything over."""
    found = rerun()
    assert {each.determinant for each in found.deltas} >= {
        "BAAFMMGHGCreditAmount",
        "area_rtieo",
        "area_transfer",
    }
    assert found.leftovers == ()
    assert all(sum(by_area.values()) == 0 for by_area in found.totals().values())


def test_the_credit_is_all_new() -> None:
    """The hour of three areas whose tag to the ISO was cut to 54 MWh."""
    of_credit = [each for each in rerun().deltas if each.determinant in CREDITS]
    credit = {area: sum(each.changes.get(area, 0) for each in of_credit) for area in AREAS}
    assert credit == {"IPCO": Fraction("104.5"), "AZPS": -144, "CISO": Fraction("39.5")}


def test_prices_that_differ_between_areas_leave_something_over() -> None:
    """Half a dollar less in one area leaves 12 $ of the hour, told interval by interval."""
    cheaper = {**INPUTS.fmm_ghg_price, ("AZPS", HOUR): row("4.5", "5.5", "6.5", "5.5")}
    found = rerun(replace(INPUTS, fmm_ghg_price=cheaper))
    left = [each for each in found.leftovers if each.determinant == "BAAFMMGHGCreditAmount"]
    assert len(left) == 12
    assert abs(sum(each.leftover for each in left)) == 12
    assert {area for each in left for area in each.areas} == {"IPCO", "AZPS"}


def test_what_must_close_is_put_out_by_the_model() -> None:
    """Every determinant by area but the price, which adds up to nothing."""
    by_area = {name for name, whose in OUTPUTS.values() if whose == "area"}
    assert by_area - set(CLOSING) == {"BAA15MFMMGHGPrice"}
    assert set(CLOSING) <= by_area


@pytest.mark.parametrize("name", ["before-prr-1185", "prr-1185-draft", "prr-1185"])
def test_versions_and_rule_sets_tell_the_same_guides(name: str) -> None:
    """What is dated here is what the rule sets say they consist of."""
    rules = RULE_SETS[name]
    for guide in guides.load().names:
        dated = [each.version for each in guides.load().of(guide) if each.rule_set == name]
        assert not dated or rules.guides[guide] == " and ".join(dated)


def test_every_dated_version_belongs_to_a_rule_set() -> None:
    """No version leads to rules that the model does not have."""
    assert {each.rule_set for each in guides.load().guides} == set(RULE_SETS)
