"""The transfer adjustment: a share of an offset that moved with the energy before 1 August 2019, and none after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_systems import THREE, twelve

from marketsim.settlement.adjustment import legacy_share
from marketsim.settlement.etsr import Etsr
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.model import settle
from marketsim.settlement.policies import Policies
from marketsim.settlement.refusal import MissingInput
from marketsim.settlement.rulesets import RULE_SETS
from marketsim.settlement.supply import Submission

BEFORE, ADOPTED = RULE_SETS["before-prr-1185"], RULE_SETS["prr-1185"]
LAST = TradeHour(date(2019, 7, 31), 24)


def sending(hour: TradeHour) -> Inputs[Fraction]:
    """IPCO has an offset of -1,000 $, sends 100 MWh to AZPS and has 900 MWh of demand, in every interval."""
    return Inputs(
        areas=THREE,
        etsrs={"EAST": Etsr("EAST", "IPCO", "AZPS")},
        fmm={("EAST", hour): (Fraction(0),) * 4},
        submitted={("EAST", hour): Submission("tag", twelve(100))},
        system_price={hour: twelve(0)},
        imbalance={
            ("IPCO", hour): {"IIE": twelve(1000)},
            **{(area, hour): {"IIE": twelve(0)} for area in ("AZPS", "CISO")},
        },
        demand_of_areas={(area, hour): twelve(900) for area in THREE},
    )


def offsets(inputs: Inputs[Fraction], rules: str, **policies: str) -> dict[str, Fraction]:
    results = settle(inputs, RULE_SETS[rules], Policies.of(policies))
    return {area: values[0] for (area, _), values in results.offset.items()}


def test_before_the_request_a_tenth_of_the_offset_moves_with_a_tenth_of_the_energy() -> None:
    """-100 to the receiver, -900 stay."""
    assert offsets(sending(LAST), "before-prr-1185") == {"IPCO": -900, "AZPS": -100, "CISO": 0}


def test_after_it_the_sender_keeps_its_offset() -> None:
    """-1,000 stay and nobody else has any."""
    first = TradeHour(date(2019, 8, 1), 1)
    assert offsets(sending(first), "prr-1185") == {"IPCO": -1000, "AZPS": 0, "CISO": 0}


def test_a_policy_leaves_the_adjustment_out_before_it_too() -> None:
    """Where the old formula is not to be guessed."""
    kept = offsets(sending(LAST), "before-prr-1185", legacy_adjustment="none")
    assert kept == {"IPCO": -1000, "AZPS": 0, "CISO": 0}


def test_the_adjustment_needs_the_demand_of_every_area() -> None:
    """None is taken as zero."""
    given = sending(LAST)
    without = replace(given, demand_of_areas={})
    with pytest.raises(MissingInput, match="measured demand of every area"):
        settle(without, BEFORE)
    assert settle(without, ADOPTED).offset["IPCO", LAST] == twelve(-1000)


AMOUNTS = st.fractions(-5000, 5000, max_denominator=100)


@given(
    own=st.lists(AMOUNTS, min_size=4, max_size=4),
    moved=st.lists(st.fractions(0, 200, max_denominator=12), min_size=12, max_size=12),
    demand=st.lists(st.fractions(1, 900, max_denominator=10), min_size=4, max_size=4),
)
def test_what_moves_stays_within_the_system(
    own: list[Fraction], moved: list[Fraction], demand: list[Fraction]
) -> None:
    """The sum over areas stays; an area that sends nothing keeps all of its own."""
    names = ["A", "B", "C", "D"]
    paths = [(one, other) for one in names for other in names if one != other]
    flows = dict(zip(paths, moved, strict=True))
    before = dict(zip(names, own, strict=True))
    after = legacy_share(before, flows, dict(zip(names, demand, strict=True)))
    assert sum(after.values()) == sum(own)
    quiet = {path: each for path, each in flows.items() if path[0] == "A"}
    alone = legacy_share({**before, "A": Fraction(0)}, quiet, dict(zip(names, demand, strict=True)))
    assert alone == {**before, "A": 0}
