"""Transfers of one hour: what settles each resource, its two legs, and what they are to the areas' net exports."""

from __future__ import annotations

from collections.abc import Sequence

from ..etsr import Etsr
from ..ghg_prices import thrice
from ..inputs import QUARTERS, Inputs
from ..interval import INTERVALS, TradeHour
from ..number import N, total
from ..refusal import MissingInput
from ..results import Results
from ..supply import Supplied


def put_transfers(inputs: Inputs[N], hour: TradeHour, results: Results[N], zero: N) -> None:
    """Put one hour's five-minute values into the results, and the two legs where anything is settled on them.

    Legs are left out of an hour for which no fifteen-minute schedule and no price or amount is given. Raises
    MissingInput for a resource without the values that its legs need.
    """
    for name, etsr in inputs.etsrs.items():
        results.settled[name, hour] = _supplied(inputs, hour, results, name, etsr)
    if not _has_legs(inputs, hour):
        return
    fmm = {area: [[zero] for _ in range(QUARTERS)] for area in inputs.areas}
    rtd = {area: [[zero] for _ in range(INTERVALS)] for area in inputs.areas}
    for name, etsr in inputs.etsrs.items():
        first, second = _legs(inputs, hour, results, name)
        at, step = (name, hour), results.run.method.ends
        left, arrived = _both(fmm, etsr, [step(each) for each in first])
        results.fmm_from[at], results.fmm_to[at] = thrice(left), thrice(arrived)
        results.rtd_from[at], results.rtd_to[at] = _both(rtd, etsr, [step(each) for each in second])
    for area in inputs.areas:
        whole, change = thrice(tuple(map(total, fmm[area]))), tuple(map(total, rtd[area]))
        results.fmm_transfer[area, hour], results.rtd_transfer[area, hour] = whole, change
        results.transfer[area, hour] = tuple(a + b for a, b in zip(whole, change, strict=True))


def _has_legs(inputs: Inputs[N], hour: TradeHour) -> bool:
    if hour in inputs.system_price or any((name, hour) in inputs.fmm for name in inputs.etsrs):
        return True
    rows = (inputs.imbalance, inputs.fmm_attribution, inputs.rtd_attribution)
    return any((area, hour) in each for each in rows for area in inputs.areas)


def _supplied(inputs: Inputs[N], hour: TradeHour, results: Results[N], name: str, etsr: Etsr) -> Supplied[N]:
    at, run = (name, hour), results.run
    return run.method.supply(
        etsr,
        hour,
        tag=inputs.tag.get(at),
        dispatch=inputs.dispatch.get(at),
        fmm=inputs.fmm.get(at),
        submitted=inputs.submitted.get(at),
        policies=run.policies,
        shape=run.method.shape,
        ciso=inputs.ciso,
    )


def _legs(
    inputs: Inputs[N], hour: TradeHour, results: Results[N], name: str
) -> tuple[tuple[N, ...], tuple[N, ...]]:
    """Four values (MWh in five minutes) of the fifteen-minute leg, twelve of the five-minute one."""
    at, method = (name, hour), results.run.method
    schedule = inputs.fmm.get(at)
    if schedule is None:
        fix = "give them; no schedule is written 0"
        raise MissingInput("four fifteen-minute schedules", "none", fix, f"{name}, {hour}")
    base = inputs.base.get(at)
    leg = tuple(method.energy(method.fmm_leg(each, base, results.run.policies)) for each in schedule)
    scheduled = thrice(tuple(map(method.energy, schedule)))
    settled = results.settled[at].values
    return leg, tuple(method.rtd_leg(*pair) for pair in zip(settled, scheduled, strict=True))


def _both(
    parts: dict[str, list[list[N]]], etsr: Etsr, pairs: Sequence[tuple[N, N]]
) -> tuple[tuple[N, ...], tuple[N, ...]]:
    """Add what a resource's two ends are to what its areas add up; return the two series."""
    source, sink = parts[etsr.source], parts[etsr.sink]
    for at, (left, arrived) in enumerate(pairs):
        source[at].append(left)
        sink[at].append(arrived)
    return tuple(left for left, _ in pairs), tuple(arrived for _, arrived in pairs)
