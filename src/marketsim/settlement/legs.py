"""The two legs that a transfer settles on, and what they are to the areas at its ends."""

from __future__ import annotations

from .interval import INTERVALS
from .number import N
from .policies import Policies


def energy(power: N, /) -> N:
    """MW held for five minutes, in MWh."""
    return power / INTERVALS


def fmm_leg(schedule: N, base: N | None, policies: Policies, /) -> N:
    """The fifteen-minute schedule less the base transfer, or whole where the policy ``fmm_leg`` says so (MW)."""
    return schedule if base is None or policies.fmm_leg == "whole" else schedule - base


def rtd_leg(settled: N, scheduled: N, /) -> N:
    """What was settled beyond the whole fifteen-minute schedule (MWh)."""
    return settled - scheduled


def ends(quantity: N, /) -> tuple[N, N]:
    """One series for both ends: what leaves the source enters the sink."""
    return quantity, -quantity
