"""Who bears an offset: shares by measured demand to the cent, and whole offsets of the EIM entities."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_systems import HOUR, offsets_only, twelve

from marketsim.settlement.allocation import by_demand, in_cents, to_entities
from marketsim.settlement.identities import check
from marketsim.settlement.inputs import Area
from marketsim.settlement.model import settle
from marketsim.settlement.rulesets import RULE_SETS

ADOPTED = RULE_SETS["prr-1185"]
DEMAND = {name: Fraction(each) for name, each in {"A": 500, "B": 300, "C": 200, "MSS": 400}.items()}


def test_the_offset_of_the_iso_goes_to_measured_demand_to_the_cent() -> None:
    """617.29, 370.37 and 246.91 of 1,234.57; a load-following coordinator bears 0.00."""
    demand = {(name, HOUR): twelve(each) for name, each in DEMAND.items()}
    own = {"CISO": "1234.57", "IPCO": "-12.345", "AZPS": 3}
    inputs = offsets_only(own, demand=demand, exempt=frozenset({"MSS"}))
    results = settle(inputs, ADOPTED)
    shares = {name: values[0] for (name, _), values in results.amounts_6477.items()}
    assert shares == {"A": Fraction("617.29"), "B": Fraction("370.37"), "C": Fraction("246.91"), "MSS": 0}
    assert sum(shares.values()) == Fraction("1234.57")
    entities = {name: values[0] for (name, _), values in results.amounts_64770.items()}
    assert entities == {"IPCE": Fraction("-12.35"), "APSE": 3}
    assert not check(inputs, results, ADOPTED)


def test_nobody_is_charged_where_nobody_has_demand_and_n8_tells_the_leftover() -> None:
    """All demand is of the exempt: the whole offset stands over."""
    inputs = offsets_only(
        {"CISO": 10, "IPCO": 0}, demand={("MSS", HOUR): twelve(4)}, exempt=frozenset({"MSS"})
    )
    found = check(inputs, settle(inputs, ADOPTED), ADOPTED)
    assert {(each.amount, each.areas) for each in found if each.identity == "N8"} == {
        (Fraction(-10), ("CISO",))
    }


def test_an_area_without_an_entity_is_charged_to_nobody_and_n7_names_it() -> None:
    """Its offset is what does not add up."""
    inputs = offsets_only({"CISO": 10, "IPCO": 7}, demand={("A", HOUR): twelve(4)})
    inputs = replace(inputs, areas={**inputs.areas, "IPCO": Area("IPCO", None)})
    found = check(inputs, settle(inputs, ADOPTED), ADOPTED)
    assert {(each.identity, each.amount, each.areas) for each in found} == {("N7", Fraction(-7), ("IPCO",))}


@pytest.mark.parametrize(
    ("amount", "cents"), [("0.005", 1), ("-0.005", -1), ("0.0049", 0), ("-1.2349", -123)]
)
def test_half_a_cent_goes_away_from_zero(amount: str, cents: int) -> None:
    """So a charge and the payment of the same size round alike."""
    assert in_cents(Fraction(amount)) == cents == in_cents(float(amount))


@given(
    offset=st.fractions(-10000, 10000, max_denominator=10**6),
    demand=st.lists(st.fractions(0, 900, max_denominator=1000), min_size=1, max_size=25),
)
def test_shares_add_up_to_the_cent_and_lie_within_a_cent_of_their_own(
    offset: Fraction, demand: list[Fraction]
) -> None:
    """Whatever the demand; a coordinator without demand bears nothing."""
    by_name = {str(at): each for at, each in enumerate(demand)}
    over = sum(demand, Fraction(0))
    shares = by_demand(offset, by_name, frozenset())
    assert all((100 * each).denominator == 1 for each in shares.values())
    if over:
        rounded = Fraction(in_cents(offset), 100)
        assert sum(shares.values()) == rounded
        assert all(
            abs(each - rounded * by_name[name] / over) < Fraction(1, 100) for name, each in shares.items()
        )
        assert not any(each for name, each in shares.items() if not by_name[name])


def test_a_coordinator_of_two_entities_bears_both_offsets() -> None:
    """Each in cents by itself."""
    offsets = {"IPCO": Fraction("1.005"), "PACE": Fraction("2.005"), "CISO": Fraction(9)}
    assert to_entities(offsets, {"IPCO": "ONE", "PACE": "ONE"}) == {"ONE": Fraction("3.02")}
