"""N1 to N5: transfers, credit quantities, credits and transfer values add up to nothing, leg by leg."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from ..number import total
from ..results import Leg
from .broken import SAYS, Broken, HourOf


def n1(at: HourOf) -> Iterator[Broken]:
    for name, etsr in at.inputs.etsrs.items():
        for leg in at.results.legs():
            left = leg.source.get((name, at.hour))
            if left is None:
                continue
            for k, (out, into) in enumerate(zip(left, leg.sink[name, at.hour], strict=True)):
                if -out != into:
                    says = f"{SAYS['N1']}: {name}"
                    yield at.broken("N1", k, out + into, (etsr.source, etsr.sink), leg.name, says)


def n2(at: HourOf) -> Iterator[Broken]:
    for leg in at.results.legs():
        yield from _sums(at, "N2", at.of(leg.transfer), leg.name)


def n3(at: HourOf) -> Iterator[Broken]:
    for leg in at.results.legs():
        yield from _sums(at, "N3", at.of(leg.quantity), leg.name)


def n4(at: HourOf) -> Iterator[Broken]:
    for leg in at.results.legs():
        for each in _sums(at, "N4", at.of(leg.amount), leg.name):
            yield replace(each, says=SAYS["N4"] + _prices(at, leg, each))


def _prices(at: HourOf, leg: Leg[Fraction], broken: Broken) -> str:
    """Which prices stand behind a leftover of the credits."""
    prices = {area: leg.price.get((area, at.hour)) for area in broken.areas}
    said = [f"{area} {float(each[broken.k - 1]):.4f}" for area, each in prices.items() if each is not None]
    return f": at $/MWh of {', '.join(said)}" if said else ""


def n5(at: HourOf) -> Iterator[Broken]:
    yield from _sums(at, "N5", at.of(at.results.value), "")


def _sums(at: HourOf, identity: str, rows: Mapping[str, tuple[Fraction, ...]], leg: str) -> Iterator[Broken]:
    if not rows:
        return
    for k, values in enumerate(zip(*rows.values(), strict=True)):
        left = total(values)
        if left:
            behind = tuple(area for area, each in zip(rows, values, strict=True) if each)
            yield at.broken(identity, k, left, behind, leg)
