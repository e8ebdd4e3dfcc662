"""The register of determinants: every input and output by name, with what is known of it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from marketsim.settlement.determinants import REGISTER, determinant
from marketsim.settlement.files.columns import determinants
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.model import settle
from marketsim.settlement.random_system import random_system
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.results import AVERAGED, OUTPUTS, outputs
from marketsim.settlement.rulesets import RULE_SETS

QUOTED = {"BAAFMMGHGCreditAmount", "BAARTDGHGCreditAmount"}


def test_every_value_of_a_settlement_is_in_the_register() -> None:
    """With twelve intervals an hour and as something calculated."""
    names = {each.determinant for each in settle(random_system(1), RULE_SETS["prr-1185"]).values()}
    assert names == {"etsr_settlement_5m", *(name for name, _ in OUTPUTS.values())}
    assert {REGISTER[name].intervals for name in names} == {12}
    assert "input" not in {REGISTER[name].role for name in names}
    assert all(REGISTER[name].formula for name in names)


def test_the_draft_puts_its_averaged_prices_out_under_its_own_names_and_no_other_rules_do() -> None:
    """As given where they are given; a mistake made on purpose keeps the names of its rules."""
    inputs = random_system(1)
    results = {name: settle(inputs, rules) for name, rules in RULE_SETS.items()}
    names = {name: {each.determinant for each in found.values()} for name, found in results.items()}
    retired = {name for name, each in REGISTER.items() if each.retired}
    assert {name for name, _ in AVERAGED.values()} == retired
    assert names["prr-1185-draft"] == names["prr-1185"] - {"BAA15MFMMGHGPrice"} | retired
    assert not names["prr-1185"] & retired
    assert not names["before-prr-1185"] & retired
    mistaken = settle(inputs, RULE_SETS["prr-1185"], mistakes=["average-ghg-price"])
    assert {each.determinant for each in mistaken.values()} == names["prr-1185"]
    for given, determinant_ in (
        (inputs.fmm_ghg_average, "BAA15MAverageFMMGHGPrice"),
        (inputs.rtd_ghg_average, "BAA5MAverageRTDGHGPrice"),
    ):
        found = [each for each in results["prr-1185-draft"].values() if each.determinant == determinant_]
        assert len(found) == 12 * len(given)
        assert all(each.value == given[each.area, each.hour][each.k - 1] for each in found)


def test_what_any_rules_put_out_may_stand_in_a_statement() -> None:
    """And of the inputs nothing else."""
    put_out = {
        "etsr_settlement_5m",
        *(name for each in RULE_SETS.values() for name, _ in outputs(each).values()),
    }
    assert {name for name, each in determinants().items() if "result" in each.kinds} == put_out
    assert all(determinants()[name].places for name in put_out)


def test_the_register_and_the_files_are_of_the_same_determinants() -> None:
    """Same names, units and granularity, so that no file holds what no record describes."""
    listed = {name: each for name, each in determinants().items() if each.kind != "fact"}
    assert set(listed) == set(REGISTER)
    for name, each in listed.items():
        assert (each.unit, each.granularity) == (REGISTER[name].unit, REGISTER[name].granularity), name
    inputs = {name for name, each in REGISTER.items() if each.role == "input"}
    assert {name for name, each in listed.items() if each.kind == "input"} == inputs
    assert {listed[name].field for name in inputs} <= {each.name for each in fields(Inputs)}


def test_only_the_two_products_have_a_quoted_formula_by_their_published_names() -> None:
    """All else of the credit is our model, and the register says so."""
    published = {name for name, each in REGISTER.items() if each.status.name == "quoted"}
    assert {name for name in published if REGISTER[name].status.formula == "quoted"} == QUOTED
    assert all(REGISTER[name].status.formula == "inferred" for name in published if "Quantity" in name)
    assert all(name.islower() for name, each in REGISTER.items() if each.status.name == "ours")


def test_the_names_of_the_draft_are_retired() -> None:
    """Known, so that they are recognised, and valid for the draft alone."""
    retired = {name for name, each in REGISTER.items() if each.retired}
    assert retired == {"BAA15MAverageFMMGHGPrice", "BAA5MAverageRTDGHGPrice"}
    assert {REGISTER[name].versions for name in retired} == {("5.2", "draft of 22 August 2019")}


def test_the_fifteen_minute_price_is_the_only_intermediate_price() -> None:
    """The five-minute one is an input already."""
    prices = {name for name, each in REGISTER.items() if each.unit == "$/MWh" and each.role == "intermediate"}
    assert prices == {"BAA15MFMMGHGPrice"}
    assert "marginal greenhouse-gas price of the fifteen-minute market" in REGISTER["BAA15MFMMGHGPrice"].says


def test_every_record_names_its_source() -> None:
    """And nothing else than the words for what is known of it."""
    for each in REGISTER.values():
        assert each.source, each.name
        assert each.sign
        assert (each.status.formula == "none") == (each.role == "input"), each.name
    with pytest.raises(Refusal, match="a determinant of the register"):
        determinant("BAANoSuchAmount")
