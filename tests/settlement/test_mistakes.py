"""Every known mistake turns something red: an identity, a worked example or a product. Each entry says what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from model_systems import HOUR, offsets_only, one_interval, twelve, whole_hour

from marketsim.settlement.etsr import Etsr
from marketsim.settlement.identities import check
from marketsim.settlement.inputs import Area, Inputs
from marketsim.settlement.interval import TradeHour, hours_of
from marketsim.settlement.mistakes import MISTAKES, Mistake, mistake
from marketsim.settlement.model import settle
from marketsim.settlement.random_system import random_system
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.results import Results
from marketsim.settlement.rulesets import RULE_SETS

ADOPTED = RULE_SETS["prr-1185"]
Look = Callable[[Inputs[Fraction], Results[Fraction]], object]

CUT = whole_hour(54)
RANDOM = random_system(6, 4, 2)
TWO_ZONES = random_system(6, 4, 1, zones=2)
SHAPED_SUBMISSION = replace(CUT, dispatch={**CUT.dispatch, ("EAST", HOUR): twelve(12, 24, 24, 36)})
WITH_BASE = replace(CUT, base={("EAST", HOUR): Fraction(12)})
LOSING = {("IPCO", HOUR): {"IIE": twelve(-220), "GHG": twelve(-36)}}
WITH_LOSSES = replace(
    one_interval(),
    losses={("IPCO", HOUR): twelve(120)},
    imbalance={**one_interval().imbalance, **LOSING},
)
AVERAGE = replace(one_interval(), fmm_ghg_average={("AZPS", HOUR): twelve("5.5"), ("IPCO", HOUR): twelve(6)})
LOADS = {(name, HOUR): twelve(1) for name in ("A", "B", "C")}
THIRDS = offsets_only({"CISO": 100, "IPCO": 0}, demand=LOADS)
EXEMPT = replace(THIRDS, exempt=frozenset({"C"}))


def broken(inputs: Inputs[Fraction], results: Results[Fraction]) -> set[str]:
    return {each.identity for each in check(inputs, results, ADOPTED)}


def settled(inputs: Inputs[Fraction], results: Results[Fraction]) -> Fraction:
    return sum(results.settled["OUT", HOUR].values, Fraction(0))


def submitted(inputs: Inputs[Fraction], results: Results[Fraction]) -> tuple[Fraction, ...]:
    return results.settled["EAST", HOUR].values[::3]


def fmm_credit(inputs: Inputs[Fraction], results: Results[Fraction]) -> Fraction:
    return sum(results.fmm_amount["IPCO", HOUR], Fraction(0))


def rtd_credit(inputs: Inputs[Fraction], results: Results[Fraction]) -> Fraction:
    return sum(results.rtd_amount["CISO", HOUR], Fraction(0))


def exported(inputs: Inputs[Fraction], results: Results[Fraction]) -> Fraction:
    return results.transfer["IPCO", HOUR][0]


def offset(inputs: Inputs[Fraction], results: Results[Fraction]) -> Fraction:
    return results.offset["IPCO", HOUR][0]


def prices(inputs: Inputs[Fraction], results: Results[Fraction]) -> tuple[Fraction, ...]:
    return results.fmm_price["IPCO", HOUR][:4]


def products(inputs: Inputs[Fraction], results: Results[Fraction]) -> bool:
    """Whether every credit is quantity times price."""
    rows = results.fmm_amount
    return all(
        amount == quantity * price
        for at in rows
        for amount, quantity, price in zip(
            rows[at], results.fmm_quantity[at], results.fmm_price[at], strict=True
        )
    )


def shares(inputs: Inputs[Fraction], results: Results[Fraction]) -> tuple[Fraction, ...]:
    return tuple(results.amounts_6477[name, HOUR][0] for name in "ABC")


def quarters(*values: str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, values))


TURNED_RED: Sequence[tuple[str, Inputs[Fraction], Look, object, object]] = [
    ("mean-divisor", CUT, settled, 54, 12 * 54),
    ("mw-as-mwh", CUT, fmm_credit, 144, 12 * 144),
    ("flat-shape", CUT, rtd_credit, Fraction("39.5"), Fraction("50.75")),
    ("dispatch-for-tag", CUT, rtd_credit, Fraction("39.5"), 0),
    (
        "submission-reshaped",
        SHAPED_SUBMISSION,
        submitted,
        quarters("2", "2", "2", "2"),
        quarters("1", "2", "2", "3"),
    ),
    ("one-end-only", RANDOM, broken, set(), {"N1", "N2", "N3", "N4", "N5", "N6", "N7"}),
    ("fmm-not-deducted", one_interval(), exported, 10, 20),
    ("base-left-in", WITH_BASE, fmm_credit, 72, 144),
    ("average-ghg-price", AVERAGE, broken, set(), {"N4", "N6", "N7"}),
    ("average-ghg-price", CUT, rtd_credit, Fraction("39.5"), Fraction("38.25")),
    ("price-not-expanded", CUT, prices, quarters("5", "5", "5", "6"), quarters("5", "0", "0", "6")),
    ("no-credit", one_interval(), offset, 0, -24),
    ("credit-on-whole-transfer", one_interval(), offset, 0, 36),
    ("credit-not-closed", RANDOM, broken, set(), {"N3", "N4", "N6", "N7"}),
    ("leftover-to-system", TWO_ZONES, products, True, False),
    ("leftover-to-system", TWO_ZONES, broken, {"N4", "N6", "N7"}, set()),
    ("transfer-adjustment-on", RANDOM, broken, set(), {"N9"}),
    ("old-rules", RANDOM, broken, set(), {"N9"}),
    ("sign-turned", CUT, fmm_credit, 144, -144),
    ("sign-turned", RANDOM, broken, set(), {"N6", "N7"}),
    ("congestion-left-in", RANDOM, broken, set(), {"N6", "N7"}),
    ("losses-left-in", RANDOM, broken, set(), {"N6", "N7"}),
    ("losses-left-in", WITH_LOSSES, offset, 0, -120),
    ("congestion-left-in", WITH_LOSSES, offset, 0, -120),
    ("credit-sign-turned", CUT, fmm_credit, 144, -144),
    ("credit-sign-turned", one_interval(), offset, 0, -48),
    ("credit-sign-turned", RANDOM, broken, set(), set()),  # all these sums are zero either way
    ("value-sign-turned", one_interval(), offset, 0, 800),
    ("value-sign-turned", RANDOM, broken, set(), set()),
    ("exempt-charged", EXEMPT, shares, quarters("50", "50", "0"), quarters("33.34", "33.33", "33.33")),
    ("rounded-each-alone", THIRDS, broken, set(), {"N8"}),
    ("offset-to-all-areas", RANDOM, broken, set(), {"N9"}),
]


@pytest.mark.parametrize(
    ("id", "inputs", "look", "right", "wrong"),
    TURNED_RED,
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_known_mistake_turns_something_red(
    id: str, inputs: Inputs[Fraction], look: Look, right: object, wrong: object
) -> None:
    """Without it the thing looked at is as it should be; with it, it is wrong in the way known."""
    assert look(inputs, settle(inputs, ADOPTED)) == right
    assert look(inputs, settle(inputs, ADOPTED, mistakes=[id])) == wrong


def changing(day: date) -> Inputs[Fraction]:
    """The day before a change of the clocks, the day itself and the next; every hour has a tag of its own."""
    days = [date.fromordinal(day.toordinal() + step) for step in (-1, 0, 1)]
    hours = [hour for each in days for hour in hours_of(each)]
    return Inputs(
        areas={"IPCO": Area("IPCO", "IPCE"), "CISO": Area("CISO")},
        etsrs={"OUT": Etsr("OUT", "IPCO", "CISO")},
        tag={("OUT", hour): Fraction(at) for at, hour in enumerate(hours, 1)},
        dispatch={("OUT", hour): twelve(12) for hour in hours},
    )


@pytest.mark.parametrize(("day", "step"), [(date(2020, 3, 8), 1), (date(2019, 11, 3), -1)])
def test_an_hour_shift_begins_with_the_change_of_the_clocks(day: date, step: int) -> None:
    """Before it every hour is its own; from it on each holds the later one's, or in autumn the earlier one's."""
    inputs = changing(day)
    wrong = settle(inputs, ADOPTED, mistakes=["hour-shifted"])
    found = {hour: sum(each.values) - inputs.tag["OUT", hour] for (_, hour), each in wrong.settled.items()}
    change = TradeHour(day, 3)
    assert not any(off for hour, off in found.items() if hour < change)
    late = [hour for hour in found if hour >= change]
    assert {found[hour] for hour in late[:-1]} == {step}
    steady = random_system(1, 3, 3)
    same = settle(steady, ADOPTED, mistakes=["hour-shifted"])
    assert list(same.values()) == list(settle(steady, ADOPTED).values())


def test_no_mistake_is_without_its_red() -> None:
    """The table and the hour shift cover the register."""
    assert {row[0] for row in TURNED_RED} | {"hour-shifted"} == set(MISTAKES)


def test_a_mistake_says_what_is_wrong_in_a_clause() -> None:
    """And the item of the request that it is against is one that the request has."""
    for each in MISTAKES.values():
        assert each.says
        assert not each.says.endswith(".")
        assert each.prr_item in (None, "a", "b", "c", "b1", "b2", "b3", "c1")
    with pytest.raises(Refusal, match="no-such"):
        mistake("no-such")


def test_several_mistakes_are_made_at_once_and_the_results_say_so() -> None:
    """By id or as they are."""
    extra = Mistake("twice", "every value counts twice", steps={"rtd_leg": lambda settled, _: settled})
    results = settle(one_interval(), ADOPTED, mistakes=["no-credit", extra])
    assert results.run.mistakes == ("no-credit", "twice")
    assert not results.fmm_amount
    assert results.transfer["IPCO", HOUR] == twelve(20)
