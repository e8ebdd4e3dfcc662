"""The offsets of one hour as amounts of coordinators."""

from __future__ import annotations

from ..inputs import Inputs
from ..interval import INTERVALS, TradeHour
from ..number import N
from ..results import Results


def put_charges(inputs: Inputs[N], hour: TradeHour, results: Results[N]) -> None:
    """Put CC 64770 of the EIM entities into the results, and CC 6477 where measured demand is given.

    An hour without offsets has neither. An EIM area without an entity is charged to nobody; N7 then shows it.
    """
    offsets = {area: results.offset[area, hour] for area in inputs.areas if (area, hour) in results.offset}
    if not offsets:
        return
    method = results.run.method
    of = entities(inputs)
    by_entity = []
    for k in range(INTERVALS):
        own = {area: values[k] for area, values in offsets.items()}
        by_entity.append(method.charge(own, of))
    for coordinator in by_entity[0]:
        results.amounts_64770[coordinator, hour] = tuple(each[coordinator] for each in by_entity)
    _put_6477(inputs, hour, results)


def entities(inputs: Inputs[N]) -> dict[str, str]:
    """The coordinator of every EIM entity, by its area."""
    return {name: area.entity for name, area in inputs.areas.items() if area.entity and name != inputs.ciso}


def _put_6477(inputs: Inputs[N], hour: TradeHour, results: Results[N]) -> None:
    demand = {
        name: inputs.demand[name, hour] for name in inputs.coordinators if (name, hour) in inputs.demand
    }
    if not demand or inputs.ciso not in inputs.areas:
        return
    allocate = results.run.method.allocate
    by_interval = [
        allocate(offset, {name: each[k] for name, each in demand.items()}, inputs.exempt)
        for k, offset in enumerate(results.offset[inputs.ciso, hour])
    ]
    for coordinator in demand:
        results.amounts_6477[coordinator, hour] = tuple(each[coordinator] for each in by_interval)
