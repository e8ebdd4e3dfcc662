"""Allocating small markets whose results can be worked out by hand."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmarks.random_market import random_market
from marketsim.clearing.allocation import (
    AllocatedProduct,
    ClearingProblem,
    Nomination,
    Objective,
    Progress,
    allocate,
)
from marketsim.clearing.market import Contingency, FixedCrr, Interface, Location, Model
from marketsim.clearing.network import Branch, Network
from marketsim.clearing.outcome import RaisedLimit

A, B = Nomination("a", "N", "S", 100.0), Nomination("b", "M", "S", 40.0)


def toy(limit: float = 60.0, **more: object) -> Model:
    """0.6 of N to S and 0.2 of M to S go over N-S."""
    lines = [
        Branch("N-M", "N", "M", 2.5, None, None),
        Branch("N-S", "N", "S", 2.5, limit, 2 * limit),
        Branch("M-S", "M", "S", 5.0, None, None),
    ]
    nodes = tuple(Location(name, ((name, 1.0),)) for name in "NMS")
    return Model(Network.of("NMS", lines), nodes, **more)  # type: ignore[arg-type]


def allocated(
    *nominations: Nomination,
    model: Model | None = None,
    base: tuple[FixedCrr, ...] = (),
    objective: Objective = "least_squares",
) -> AllocatedProduct:
    return allocate(model or toy(), nominations, base, period="2026_M09", tou="ON", objective=objective)


def awards(result: AllocatedProduct) -> dict[str, float]:
    return {each.key: round(each.mw, 9) for each in result.awards}


def test_least_squares_cut_each_by_its_size_and_by_what_it_loads() -> None:
    """Limit 60, flow 68: cuts in proportion 100 x 0.6 to 40 x 0.2; the multiplier is twice that proportion."""
    result = allocated(A, B)
    assert awards(result) == {"a": round(100 - 60 * 8 / 37.6, 9), "b": round(40 - 8 * 8 / 37.6, 9)}
    (binding,) = result.binding
    assert (binding.name, binding.direction, binding.limit_mw) == ("N-S", "FORWARD", 60.0)
    assert binding.shadow_price == pytest.approx(2 * 8 / 37.6)
    assert binding.flow_mw == pytest.approx(60.0)
    assert result.residual < 1e-9


def test_most_mw_cut_only_what_loads_the_line_most() -> None:
    """B has all of its 40 MW, A what is left of the line: 52 MW over 0.6."""
    result = allocated(A, B, objective="max_mw")
    assert awards(result) == {"a": round(52 / 0.6, 9), "b": 40.0}
    assert result.binding[0].shadow_price == pytest.approx(1 / 0.6)
    assert result.residual < 1e-9


def test_a_counterflow_nomination_raises_an_award_as_far_as_it_is_awarded() -> None:
    """10 MW from S to N take 6 MW off the line: A's and B's cuts fall to a quarter, the counterflow has none."""
    result = allocated(A, B, Nomination("c", "S", "N", 10.0))
    assert awards(result) == {
        "a": round(100 - 60 * 2 / 37.6, 9), "b": round(40 - 8 * 2 / 37.6, 9), "c": 10.0,
    }  # fmt: skip


@pytest.mark.parametrize("objective", ["least_squares", "max_mw"])
def test_nominations_of_a_path_are_cut_by_the_same_part(objective: Objective) -> None:
    """100 MW in one nomination or in two: the same for the path, shared in proportion."""
    whole = awards(allocated(A, B, objective=objective))
    parts = awards(
        allocated(replace(A, key="x", mw=75.0), B, replace(A, key="y", mw=25.0), objective=objective)
    )
    assert parts["x"] == pytest.approx(0.75 * whole["a"])
    assert parts["y"] == pytest.approx(0.25 * whole["a"])


def test_base_loading_leaves_less_and_an_option_of_it_relieves_nothing() -> None:
    """20 MW of the line are gone either way; from S to N an obligation gives them back, an option doesn't."""
    assert awards(allocated(A, model=toy(72.0), base=(FixedCrr("N", "S", "OBL", 20.0),))) == {"a": 100.0}
    assert awards(allocated(A, base=(FixedCrr("N", "S", "OBL", 20.0),)))["a"] == 80.0
    assert awards(allocated(A, model=toy(54.0), base=(FixedCrr("S", "N", "OBL", 10.0),)))["a"] == 100.0
    assert awards(allocated(A, model=toy(54.0), base=(FixedCrr("S", "N", "OPT", 10.0),)))["a"] == 90.0


def test_a_limit_that_base_loading_is_over_is_raised_and_leaves_nothing() -> None:
    """Base loading of 120 MW puts 72 on a limit of 60: it becomes 72, and only counterflow makes room."""
    base = (FixedCrr("N", "S", "OBL", 120.0),)
    result = allocated(A, model=toy(), base=base)
    assert awards(result) == {"a": 0.0}
    assert result.raised == (RaisedLimit("N-S", "BRANCH", None, "FORWARD", 60.0, pytest.approx(72.0)),)
    assert awards(allocated(A, Nomination("c", "S", "N", 10.0), base=base)) == {"a": 10.0, "c": 10.0}


def test_contingencies_interfaces_set_asides_and_the_factor_limit_too() -> None:
    """Each of them alone lets 45 MW through."""
    outage = toy(22.5, contingencies=(Contingency("LOSS", ("M-S",)),))
    gate = Interface("GATE", "ITC", None, 60.0, (("S", 1.0),))
    models = {
        "outage": replace(outage, network=replace(outage.network, normal_mw=outage.network.normal_mw * 9)),
        "set-aside": toy(interfaces=(gate,), set_asides={("GATE", "REVERSE"): 15.0}),
        "factor": toy(interfaces=(gate,), capacity_factor=0.75),
    }
    for model in models.values():
        for objective in ("least_squares", "max_mw"):
            result = allocated(A, model=model, objective=objective)  # type: ignore[arg-type]
            assert awards(result) == {"a": 45.0}
    assert allocated(A, model=models["outage"]).binding[0].contingency == "LOSS"
    assert allocated(A, model=models["factor"]).binding[0].type == "INTERFACE"


def test_more_set_aside_than_there_is_leaves_nothing_and_is_told() -> None:
    """60 MW less 75: the limit is raised from -15 to 0."""
    gate = Interface("GATE", "ITC", None, 60.0, (("S", 1.0),))
    result = allocated(A, model=toy(interfaces=(gate,), set_asides={("GATE", "REVERSE"): 75.0}))
    assert awards(result) == {"a": 0.0}
    assert result.raised == (RaisedLimit("GATE", "INTERFACE", None, "REVERSE", -15.0, 0.0),)
    assert result.residual < 1e-6


def test_nothing_nominated_is_nothing_awarded() -> None:
    """No nomination, or one of 0 MW."""
    assert allocated().awards == ()
    assert awards(allocated(A, replace(B, mw=0.0))) == {"a": 100.0, "b": 0.0}


def test_a_limit_of_nothing_lets_through_only_what_loads_it_not_at_all() -> None:
    """Nothing over N-S: both are cut to nothing, unless they balance each other on it."""
    shut = toy(0.0)
    assert awards(allocated(A, B, model=shut)) == {"a": 0.0, "b": 0.0}
    back = Nomination("c", "S", "N", 30.0)
    assert awards(allocated(A, back, model=shut)) == {"a": 30.0, "c": 30.0}


@pytest.mark.parametrize("objective", ["least_squares", "max_mw"])
def test_the_order_of_nominations_changes_nothing(objective: Objective) -> None:
    """Shuffled nominations and base loading: the same to the last bit."""
    for seed in range(6):
        model, product = random_market(seed, buses=14, bids=40)
        nominations = [Nomination(each.key, each.source, each.sink, each.mw) for each in product.bids]
        base = list(product.base_loading)
        one = allocated(*nominations, model=model, base=tuple(base), objective=objective)
        random.Random(seed).shuffle(nominations)
        random.Random(seed).shuffle(base)
        other = allocated(*nominations, model=model, base=tuple(base), objective=objective)
        assert {each.key: each for each in one.awards} == {each.key: each for each in other.awards}
        assert (one.binding, one.raised, one.residual) == (other.binding, other.raised, other.residual)


def test_progress_is_told_round_by_round() -> None:
    """The first round finds the line 8 MW over."""
    told: list[Progress] = []
    allocate(toy(), [A, B], period="2026_M09", tou="ON", progress=told.append)
    assert (told[0].round, told[0].rows) == (1, 0)
    assert told[0].violation == pytest.approx(8.0)
    assert (told[-1].rows, told[-1].violation) == (1, 0.0)


BAD: dict[str, tuple[Callable[[], object], str]] = {
    "unknown sink": (
        lambda: allocated(replace(A, sink="X")),
        "nomination a of 2026_M09 ON: expected a location of the model, found 'X'",
    ),
    "no path": (lambda: allocated(replace(A, sink="N")), "expected two different locations, found N twice"),
    "key twice": (lambda: allocated(A, A), "nomination of 2026_M09 ON a: expected a name of its own"),
    "no number": (lambda: allocated(replace(A, mw=float("nan"))), "expected a number between 0 and 1e+06 MW"),
    "negative": (lambda: allocated(replace(A, mw=-1.0)), "found -1"),
    "absurd": (lambda: allocated(replace(A, mw=1e9)), "found 1e+09"),
    "base loading": (
        lambda: allocated(A, base=(FixedCrr("N", "X", "OBL", 1.0),)),
        "base loading N to X of 2026_M09 ON: expected a location",
    ),
    "objective": (
        lambda: allocated(A, objective="most"),  # type: ignore[arg-type]
        "the objective: expected least_squares or max_mw, found 'most'",
    ),
    "network": (lambda: allocated(A, model=Model(Network.of("", ()), ())), "expected at least one bus"),
}


@pytest.mark.parametrize("case", BAD)
def test_input_without_an_honest_answer_is_refused(case: str) -> None:
    """With what was expected, and what was found."""
    attempt, words = BAD[case]
    with pytest.raises(ClearingProblem) as refused:
        attempt()
    assert words in str(refused.value)
