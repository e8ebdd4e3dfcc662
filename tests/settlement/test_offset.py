"""The offset of an area, and what is refused rather than guessed about what is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from model_systems import HOUR, offsets_only, one_interval, twelve

from marketsim.settlement.etsr import Etsr
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.interval import hours_of
from marketsim.settlement.model import settle
from marketsim.settlement.offset import offset, transfer_value
from marketsim.settlement.refusal import MissingInput, Refusal
from marketsim.settlement.rulesets import RULE_SETS

ADOPTED = RULE_SETS["prr-1185"]


def test_an_offset_is_minus_what_stands_open() -> None:
    """Minus imbalance amounts and transfer value, less credit, congestion and losses."""
    own, value, credit, congestion, losses = map(Fraction, (-376, 400, 24, 7, -2))
    assert (
        offset(own, value, credit, congestion, losses) == -(own + value - credit - congestion - losses) == 5
    )
    assert transfer_value(Fraction(-4), Fraction(40)) == -160


def test_congestion_and_losses_that_are_settled_elsewhere_leave_the_offset() -> None:
    """What was collected of them is not offset a second time."""
    inputs = offsets_only(
        {"CISO": 0, "IPCO": 5}, congestion={("IPCO", HOUR): twelve(7)}, losses={("IPCO", HOUR): twelve(-2)}
    )
    assert settle(inputs, ADOPTED).offset["IPCO", HOUR] == twelve(10)


@pytest.mark.parametrize(
    ("field", "without", "said"),
    [
        ("imbalance", "AZPS", "imbalance amounts of every area"),
        ("system_price", None, "a price of transfers"),
        ("fmm", "OUT", "four fifteen-minute schedules"),
        ("tag", "OUT", "an hourly tag value"),
        ("submitted", "EAST", "a submission of AZPS"),
    ],
)
def test_what_is_missing_is_named_with_its_place(field: str, without: str | None, said: str) -> None:
    """Nothing is taken as zero."""
    inputs = one_interval()
    rows = {at: each for at, each in getattr(inputs, field).items() if without and at[0] != without}
    with pytest.raises(MissingInput, match=said) as refused:
        settle(replace(inputs, **{field: rows}), ADOPTED)
    assert "2019-08-01 hour 18" in str(refused.value)
    assert without is None or without in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"imbalance": {("IPCO", HOUR): {"RTCO": twelve(0)}}}, "one of IIE, UIE, UFE, GHG"),
        ({"imbalance": {("IPCO", HOUR): {"IIE": twelve(0)[:11]}}}, "expected 12 values; found 11"),
        ({"system_price": {HOUR: twelve(0)[:4]}}, "system_price of 2019-08-01 hour 18: expected 12 values"),
        ({"rtd_ghg_price": {("IPCO", HOUR): twelve(0)[:4]}}, "rtd_ghg_price of IPCO 2019-08-01 hour 18"),
        ({"losses": {("NOWHERE", HOUR): twelve(0)}}, "a known area; found 'NOWHERE'"),
        ({"tag": {("NONE", HOUR): Fraction(1)}}, "a known resource; found 'NONE'"),
        ({"etsrs": {"X": Etsr("X", "IPCO", "NOWHERE")}}, "a known area; found 'NOWHERE'"),
        ({"demand": {("LOAD", HOUR): twelve(-1)}}, "measured demand of zero or more"),
    ],
)
def test_rows_that_nothing_can_be_drawn_from_are_refused(rows: dict[str, Any], said: str) -> None:
    """When the inputs are put together, before anything is settled."""
    with pytest.raises(Refusal, match=said):
        replace(one_interval(), **rows)


@pytest.mark.parametrize(
    ("day", "number"), [(date(2020, 3, 8), 23), (date(2019, 11, 3), 25), (date(2019, 9, 1), 24)]
)
def test_every_hour_of_a_day_is_settled_on_the_days_when_the_clocks_change_too(
    day: date, number: int
) -> None:
    """23, 24 or 25 hours, each with twelve intervals."""
    whole: Inputs[Fraction] = one_interval()
    for hour in hours_of(day):
        more = one_interval(hour=hour)
        fields = (
            "tag",
            "dispatch",
            "fmm",
            "submitted",
            "fmm_attribution",
            "rtd_attribution",
            "fmm_ghg_price",
        )
        rest = ("rtd_ghg_price", "system_price", "imbalance", "demand", "demand_of_areas")
        merged = {name: {**getattr(whole, name), **getattr(more, name)} for name in (*fields, *rest)}
        whole = replace(whole, **merged)
    results = settle(whole.only(hours_of(day)), ADOPTED)
    assert [hour for area, hour in results.offset if area == "IPCO"] == list(hours_of(day))
    assert len(hours_of(day)) == number
    assert not any(any(values) for values in results.offset.values())
