"""Faults of results: each changes something of a market, none changes anything unless it is switched on."""

from __future__ import annotations

import pytest

from marketsim.clearing.outcome import Award, Binding, ClearedProduct, RaisedLimit
from marketsim.contract.catalogue import Contract
from marketsim.contract.cells import Row
from marketsim.system.downloads.base_loading import BaseLoad
from marketsim.system.faults import FaultProblem, parse_faults
from marketsim.system.markets.inputs import (
    Credit,
    MarketInputs,
    MarketModel,
    ModelBranch,
    ModelInterface,
    ModelLocation,
    Record,
    SetAside,
)
from marketsim.system.result_faults import FOUND, HANDED_OUT, HEARD, NO_RESULT_FAULTS, ResultFaults

FALLING = ((0.0, 30.0), (10.0, 30.0), (20.0, 20.0))
RECORD = Record(1, "P", "TRDR", 7, None, "WEST", "EAST", "OPT", "ON", "2026_M12", "AUC", FALLING, None)
INPUTS = MarketInputs(
    market="AUCTION",
    market_type="AUCTION",
    products=(("2026_M12", "ON"),),
    model=MarketModel(
        buses=("A", "B"),
        cut_off=(),
        branches=(ModelBranch("A-B-1", "A", "B", 0.1, 10.0, 12.0, True),),
        locations=(ModelLocation("WEST", "GEN", (("A", 1.0),)), ModelLocation("EAST", "LAP", (("B", 1.0),))),
        contingencies=(("OUT", ("A-B-1",)),),
        interfaces=(ModelInterface("PATH", "PATH", 5.0, 5.0, (("A-B-1", 1.0),)),),
        capacity_factor="1/2",
        shape="step",
    ),
    set_asides=(SetAside("2026_M12", "ON", "PATH", "FORWARD", 1.0),),
    base_loading=(BaseLoad("2026_M12", "ON", "WEST", "EAST", "OPT", 3.0),),
    records=(RECORD,),
    credit=Credit(5.0, 100_000.0, ()),
    objective="least_squares",
)
RESULT = ClearedProduct(
    period="2026_M12",
    tou="ON",
    awards=(Award("1", 5.0, 20.0),),
    prices={"WEST": 0.0, "EAST": 20.0},
    binding=(Binding("A-B-1", "BRANCH", None, "FORWARD", 5.0, 5.0, 20.0),),
    raised=(RaisedLimit("A-B-1", "BRANCH", None, "FORWARD", 5.0, 6.0),),
    value=150.0,
    duality_gap=0.0,
    rounds=1,
    rows=1,
)
AWARD: Row = {"BidType": "BUY", "BidMW": 20.0, "MW": 5.0, "ClearingPrice": -20.0}


def test_without_faults_everything_passes_through() -> None:
    """A sound system hears, keeps and hands out what there is."""
    assert NO_RESULT_FAULTS.heard(INPUTS) == INPUTS
    assert NO_RESULT_FAULTS.found([RESULT], INPUTS) == [RESULT]
    assert NO_RESULT_FAULTS.handed_out([AWARD]) == [AWARD]


@pytest.mark.parametrize("name", HEARD)
def test_the_engine_hears_something_else(name: str) -> None:
    """The inputs that are kept stay what they are."""
    assert ResultFaults(frozenset({name})).heard(INPUTS) != INPUTS


@pytest.mark.parametrize("name", FOUND)
def test_something_else_is_kept_than_was_found(name: str) -> None:
    """Awards, prices, binding constraints or raised limits differ."""
    assert ResultFaults(frozenset({name})).found([RESULT], INPUTS) != [RESULT]


@pytest.mark.parametrize("name", HANDED_OUT)
def test_something_else_is_handed_out_than_is_kept(name: str) -> None:
    """An award's row differs; rows of other files stay."""
    faults = ResultFaults(frozenset({name}))
    assert faults.handed_out([AWARD]) != [AWARD]
    price: Row = {"SourceSink": "WEST", "ClearingPrice": 1.0}
    assert faults.handed_out([price]) == [price]


def test_a_file_can_be_longer_in_one_format_than_in_the_other() -> None:
    """The last row is repeated in JSON alone."""
    faults = ResultFaults(frozenset({"double-json"}))
    assert faults.handed_out([AWARD], "JSON") == [AWARD, AWARD]
    assert faults.handed_out([AWARD], "CSV") == [AWARD]


def test_an_unknown_fault_of_results_is_told_with_what_comes_near_it() -> None:
    """As with the other kinds."""
    with pytest.raises(FaultProblem) as caught:
        parse_faults(["result:scaled-award"], (), Contract.load())
    assert "scaled-awards" in caught.value.fix
