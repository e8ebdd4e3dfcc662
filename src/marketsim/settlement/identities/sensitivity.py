"""N9: what an area bears does not follow what another area's own amounts come to."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..hourly.charges import entities
from ..hourly.offsets import adjusted, imbalance, own_offset
from ..interval import INTERVALS
from .broken import SAYS, Broken, HourOf

MORE = 1000  # dollars, added to an area's own amounts in every interval

Rows = dict[str, tuple[Fraction, ...]]


def n9(at: HourOf) -> Iterator[Broken]:
    """Settle the offsets again with more of one area's amounts after another, by the steps of the results."""
    if not at.of(at.results.offset):
        return
    amounts = {area: imbalance(at.inputs, area, at.hour) for area in at.inputs.areas}
    own = {area: _own(at, area, each) for area, each in amounts.items()}
    before = _borne(at, own)
    for changed in at.inputs.areas:
        more = tuple(each + MORE for each in amounts[changed])
        after = _borne(at, {**own, changed: _own(at, changed, more)})
        for area in at.inputs.areas:
            if area != changed:
                yield from _moved(at, changed, area, before[area], after[area])


def _moved(
    at: HourOf, changed: str, area: str, before: tuple[Fraction, ...], after: tuple[Fraction, ...]
) -> Iterator[Broken]:
    for k, (early, late) in enumerate(zip(before, after, strict=True)):
        if early != late:
            says = f"{SAYS['N9']}: by {float(late - early):.4f} $ for {MORE} $ more of {changed}"
            yield at.broken("N9", k, late - early, (changed, area), says=says)


def _own(at: HourOf, area: str, amounts: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return own_offset(at.inputs, (area, at.hour), at.results, amounts, Fraction(0))


def _borne(at: HourOf, own: Rows) -> Rows:
    """What every area bears, by every area's own offsets: its charge where its entity stands for it alone."""
    borne = adjusted(at.inputs, at.hour, at.results, own, Fraction(0))
    charge, of = at.results.run.method.charge, entities(at.inputs)
    by_interval = [charge({area: values[k] for area, values in borne.items()}, of) for k in range(INTERVALS)]
    alone = {area for area, entity in of.items() if list(of.values()).count(entity) == 1}
    return {
        area: tuple(each[of[area]] for each in by_interval) if area in alone else values
        for area, values in borne.items()
    }
