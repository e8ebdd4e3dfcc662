"""Faults of load migration: ways to get it wrong, so that the suite can be seen to notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from marketsim.system.migration.inputs import Transfer
from marketsim.system.migration.moves import STEPS, Move, in_steps
from marketsim.system.result_faults import (
    COUNTERFLOW_NOT_TURNED,
    COUNTERFLOW_SHORT,
    MOVES_CUT_OFF,
    MOVES_NOT_NETTED,
    SHORT_IN_PRIVATE,
    TIES_TO_ODD,
    ResultFaults,
)
from marketsim.system.store.holdings import Crr

A_STEP = 1 / STEPS
HALVES = 2


def heard(transfers: Iterable[Transfer], faults: ResultFaults) -> tuple[Transfer, ...]:
    """The transfers that count: all, or with the fault none that go from the larger DUNS number to the smaller."""
    one_way = MOVES_NOT_NETTED in faults.names
    return tuple(each for each in transfers if not one_way or each.from_lse < each.to_lse)


def steps_of(move: Move, faults: ResultFaults) -> int:
    """What a move changes, in steps of 0.001 MW; with a fault both ends are rounded otherwise."""
    return _rounded(move.after, faults) - _rounded(move.before, faults)


def _rounded(mw: Fraction, faults: ResultFaults) -> int:
    steps = mw * STEPS
    if MOVES_CUT_OFF in faults.names:
        return int(steps)
    if TIES_TO_ODD in faults.names and steps.denominator == HALVES:
        return int(steps) + 1 - int(steps) % 2
    return in_steps(mw)


def counterflow(sound: Crr, faults: ResultFaults) -> Crr:
    """The LMT_CNT that is made in place of the sound one."""
    if COUNTERFLOW_NOT_TURNED in faults.names:
        return replace(sound, source=sound.sink, sink=sound.source)
    if COUNTERFLOW_SHORT in faults.names:
        return replace(sound, mw=round(sound.mw - A_STEP, 3))
    return sound


def handed_out(mw: float | None, faults: ResultFaults) -> float | None:
    """MW as an owner is told them; with the fault 0.001 too few."""
    return round(mw - A_STEP, 3) if mw is not None and SHORT_IN_PRIVATE in faults.names else mw
