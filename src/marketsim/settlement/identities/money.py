"""N6 to N8: offsets give back what the areas' own amounts came to, and coordinators bear them to the cent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from ..allocation import CENTS
from ..hourly.charges import entities
from ..hourly.offsets import imbalance
from ..interval import INTERVALS, TradeHour
from ..number import total
from .broken import Broken, HourOf


def _own(at: HourOf) -> tuple[Fraction, ...]:
    """What all areas' own amounts come to, less congestion and losses collected."""
    none = (Fraction(0),) * INTERVALS
    rows = [imbalance(at.inputs, area, at.hour) for area in at.inputs.areas]
    for held in (at.inputs.congestion, at.inputs.losses):
        rows += [tuple(-each for each in held.get((area, at.hour), none)) for area in at.inputs.areas]
    return tuple(map(total, zip(*rows, strict=True)))


def n6(at: HourOf) -> Iterator[Broken]:
    rows = at.of(at.results.offset)
    if not rows:
        return
    for k, own in enumerate(_own(at)):
        left = total([own, *(values[k] for values in rows.values())])
        if left:
            yield at.broken("N6", k, left, _behind(at, k))


def _behind(at: HourOf, k: int) -> tuple[str, ...]:
    """The areas with a transfer value, a credit or an offset in the interval."""
    results = at.results
    held = (results.value, results.fmm_amount, results.rtd_amount, results.offset)
    rows = [at.of(each) for each in held]
    return tuple(area for area in at.inputs.areas if any(area in each and each[area][k] for each in rows))


def n7(at: HourOf) -> Iterator[Broken]:
    """All imbalance amounts, what is paid out of congestion and losses, CC 6477 and CC 64770.

    The ISO's own offset and that of every area with an entity are rounded to the cent: half a cent each may remain.
    """
    inputs, results = at.inputs, at.results
    shares = _of_coordinators(at, results.amounts_6477)
    if not at.of(results.offset) or not shares:
        return
    charged = shares + _of_coordinators(at, results.amounts_64770)
    rounded = 1 + len(entities(inputs))
    paid = _paid(at, inputs.congestion, inputs.congestion_paid), _paid(at, inputs.losses, inputs.losses_paid)
    rows = [*charged, *paid, *(imbalance(inputs, area, at.hour) for area in inputs.areas)]
    for k, values in enumerate(zip(*rows, strict=True)):
        left = total(values)
        if 2 * CENTS * abs(left) > rounded:
            yield at.broken("N7", k, left, _uncharged(at, k) or _behind(at, k))


def _of_coordinators(
    at: HourOf, rows: Mapping[tuple[str, TradeHour], tuple[Fraction, ...]]
) -> list[tuple[Fraction, ...]]:
    areas = at.inputs.areas.values()
    names = dict.fromkeys((*at.inputs.coordinators, *(each.entity for each in areas if each.entity)))
    return [rows[name, at.hour] for name in names if (name, at.hour) in rows]


def _paid(
    at: HourOf,
    collected: Mapping[tuple[str, TradeHour], tuple[Fraction, ...]],
    paid: Mapping[tuple[str, TradeHour], tuple[Fraction, ...]],
) -> tuple[Fraction, ...]:
    """What is paid out of an offset settled elsewhere: as given, else all that was collected."""
    none = (Fraction(0),) * INTERVALS
    given = at.of(paid)
    rows = list(given.values()) or [tuple(-each for each in values) for values in at.of(collected).values()]
    return tuple(map(total, zip(*rows, strict=True))) if rows else none


def _uncharged(at: HourOf, k: int) -> tuple[str, ...]:
    """EIM areas whose offset no coordinator bears."""
    offset = at.of(at.results.offset)
    alone = [name for name, each in at.inputs.areas.items() if not each.entity and name != at.inputs.ciso]
    return tuple(area for area in alone if offset[area][k])


def n8(at: HourOf) -> Iterator[Broken]:
    shares = _of_coordinators(at, at.results.amounts_6477)
    own = at.of(at.results.offset).get(at.inputs.ciso)
    if not shares or own is None:
        return
    for k, values in enumerate(zip(*shares, strict=True)):
        left = total([-own[k], *values])
        if 2 * CENTS * abs(left) > 1:
            yield at.broken("N8", k, left, (at.inputs.ciso,))
