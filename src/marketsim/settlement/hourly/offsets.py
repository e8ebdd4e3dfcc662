"""The imbalance energy offsets of one hour, by every area's own amounts and after any transfer adjustment."""

from __future__ import annotations

from collections.abc import Mapping

from ..credit import borne
from ..inputs import COMPONENTS, Inputs, Key
from ..interval import INTERVALS, TradeHour
from ..number import N, total
from ..refusal import MissingInput
from ..results import Results


def put_offsets(inputs: Inputs[N], hour: TradeHour, results: Results[N], zero: N) -> None:
    """Put one hour's transfer values and offsets into the results; an hour without imbalance amounts has no offsets.

    Raises MissingInput where amounts are given for some areas only, or where transfers have no system price.
    """
    price = inputs.system_price.get(hour)
    step = results.run.method.transfer_value
    if price is not None:
        for area in inputs.areas:
            moved = results.transfer[area, hour]
            results.value[area, hour] = tuple(step(*pair) for pair in zip(moved, price, strict=True))
    if not any((area, hour) in inputs.imbalance for area in inputs.areas):
        return
    amounts = {area: imbalance(inputs, area, hour) for area in inputs.areas}
    own, after = offsets(inputs, hour, results, amounts, zero)
    results.own.update({(area, hour): values for area, values in own.items()})
    results.offset.update({(area, hour): values for area, values in after.items()})


def offsets(
    inputs: Inputs[N], hour: TradeHour, results: Results[N], amounts: Mapping[str, tuple[N, ...]], zero: N
) -> tuple[dict[str, tuple[N, ...]], dict[str, tuple[N, ...]]]:
    """Every area's twelve offsets by its own ``amounts``, and after adjustment, from what the results hold so far."""
    own = {area: own_offset(inputs, (area, hour), results, amounts[area], zero) for area in inputs.areas}
    return own, adjusted(inputs, hour, results, own, zero)


def own_offset(
    inputs: Inputs[N], at: Key, results: Results[N], amounts: tuple[N, ...], zero: N
) -> tuple[N, ...]:
    """One area's twelve offsets by its own ``amounts``."""
    step = results.run.method.offset
    none = (zero,) * INTERVALS
    credit = (results.fmm_amount.get(at, none), results.rtd_amount.get(at, none))
    lines = zip(
        amounts,
        _value(inputs, at, results, none),
        (borne(a + b, results.run.policies) for a, b in zip(*credit, strict=True)),
        inputs.congestion.get(at, none),
        inputs.losses.get(at, none),
        strict=True,
    )
    return tuple(step(*line) for line in lines)


def imbalance(inputs: Inputs[N], area: str, hour: TradeHour) -> tuple[N, ...]:
    """The area's amounts of imbalance energy and greenhouse-gas awards (S), interval by interval."""
    given = inputs.imbalance.get((area, hour))
    if not given:
        fix = f"give at least one of {', '.join(COMPONENTS)}; no amount is written 0"
        raise MissingInput("imbalance amounts of every area", "none", fix, f"{area}, {hour}")
    return tuple(total(each) for each in zip(*given.values(), strict=True))


def _value(inputs: Inputs[N], at: Key, results: Results[N], none: tuple[N, ...]) -> tuple[N, ...]:
    known = results.value.get(at)
    if known is None and any(results.transfer[at]):
        fix = "give the system marginal energy cost of the hour"
        raise MissingInput("a price of transfers", "none", fix, f"{at[0]}, {at[1]}")
    return known or none


def adjusted(
    inputs: Inputs[N], hour: TradeHour, results: Results[N], own: Mapping[str, tuple[N, ...]], zero: N
) -> dict[str, tuple[N, ...]]:
    """Every area's offsets after the transfer adjustment, the same where the rules have none."""
    adjust = results.run.method.adjust
    if adjust is None:
        return dict(own)
    demand = {area: _demand(inputs, area, hour) for area in inputs.areas}
    by_interval = []
    for k in range(INTERVALS):
        flows = _flows(inputs, hour, results, k, zero)
        needed = {area: each[k] for area, each in demand.items()}
        by_interval.append(adjust({area: each[k] for area, each in own.items()}, flows, needed))
    return {area: tuple(each[area] for each in by_interval) for area in inputs.areas}


def _demand(inputs: Inputs[N], area: str, hour: TradeHour) -> tuple[N, ...]:
    given = inputs.demand_of_areas.get((area, hour))
    if given is None:
        fix = "give it; the transfer adjustment shares an offset by transfers out and own demand"
        raise MissingInput("measured demand of every area", "none", fix, f"{area}, {hour}")
    return given


def _flows(
    inputs: Inputs[N], hour: TradeHour, results: Results[N], k: int, zero: N
) -> dict[tuple[str, str], N]:
    """What went out of one area into another (MWh), each direction by itself."""
    flows: dict[tuple[str, str], N] = {}
    for name, etsr in inputs.etsrs.items():
        moved = results.settled[name, hour].values[k]
        path = (etsr.source, etsr.sink) if moved > 0 else (etsr.sink, etsr.source)
        flows[path] = flows.get(path, zero) + abs(moved)
    return flows
