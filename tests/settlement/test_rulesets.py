"""The rule sets: what each is, and in which steps each differs."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

import pytest
from model_systems import HOUR, one_interval, twelve, whole_hour

from marketsim.settlement.method import Method
from marketsim.settlement.model import settle
from marketsim.settlement.policies import Policies
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.rulesets import RULE_SETS, rule_set


def differing(one: str, other: str) -> set[str]:
    """The steps that two rule sets do not share."""
    first, second = RULE_SETS[one].method, RULE_SETS[other].method
    return {
        each.name for each in fields(Method) if getattr(first, each.name) is not getattr(second, each.name)
    }


def test_the_rule_sets_differ_in_what_the_request_changes() -> None:
    """Shape, credit with its prices, and adjustment when it came; the price alone from draft to adopted."""
    assert differing("before-prr-1185", "prr-1185") == {"shape", "prices", "credit_quantity", "adjust"}
    assert differing("prr-1185-draft", "prr-1185") == {"prices"}


def test_a_rule_set_says_what_it_is_and_what_is_known_of_it() -> None:
    """With its guides by version, and no footnote mark in any."""
    assert {name: each.status for name, each in RULE_SETS.items()} == {
        "before-prr-1185": "superseded",
        "prr-1185-draft": "withdrawn",
        "prr-1185": "in force",
    }
    for name, each in RULE_SETS.items():
        assert each.id == name
        assert each.title
        assert each.source
        assert set(each.guides) == {"PC RTEQ", "CC 6477", "CC 64770"}
        assert not {"5.202", "5.24"} & set(each.guides.values())
    assert "N9" not in RULE_SETS["before-prr-1185"].identities


def test_before_the_request_the_hourly_tag_is_spread_evenly_and_there_is_no_credit() -> None:
    """Whatever was dispatched; a submission stays as it is."""
    inputs = whole_hour(54)
    demand = {(area, HOUR): twelve(1) for area in inputs.areas}
    results = settle(replace(inputs, demand_of_areas=demand), RULE_SETS["before-prr-1185"])
    assert results.settled["OUT", HOUR].values == twelve(Fraction("4.5"))
    assert results.settled["EAST", HOUR].values == twelve(2)
    assert not results.fmm_amount
    assert not results.rtd_quantity


def test_how_the_tag_was_spread_before_the_request_is_a_policy_of_those_rules_alone() -> None:
    """By the dispatch of 40, 60, 80 and 60 MW: 54 MWh as 3.0, 4.5, 6.0 and 4.5; the adopted rules do not heed it."""
    inputs = whole_hour(54)
    values = {
        (rules, choice): settle(
            inputs,
            RULE_SETS[rules],
            Policies.of({"before_the_request": choice, "legacy_adjustment": "none"}),
        )
        .settled["OUT", HOUR]
        .values
        for rules in ("before-prr-1185", "prr-1185")
        for choice in ("even", "dispatch")
    }
    assert values.pop(("before-prr-1185", "even")) == twelve(Fraction("4.5"))
    assert set(values.values()) == {twelve(3, Fraction("4.5"), 6, Fraction("4.5"))}


def test_a_rule_set_is_found_by_its_id() -> None:
    """Another name is refused with the list."""
    assert rule_set("prr-1185") is RULE_SETS["prr-1185"]
    with pytest.raises(Refusal, match="one of before-prr-1185, prr-1185-draft, prr-1185"):
        rule_set("prr-1540")


def test_results_say_how_they_were_calculated() -> None:
    """Rules, policies and mistakes travel with them."""
    run = settle(one_interval(), RULE_SETS["prr-1185"], mistakes=["flat-shape"]).run
    assert (run.rules.id, run.mistakes, run.policies.ciso_credit) == ("prr-1185", ("flat-shape",), "closing")
