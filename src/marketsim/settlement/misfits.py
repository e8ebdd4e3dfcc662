"""Whether what a market run attributed and priced fits what it moved: no identity of the settlement, but of its inputs.

The net export of the EIM areas to the ISO's own area is attributed where it is positive, and greenhouse gas has a
price only where that uses it up; where the ISO's area exports on net, nothing is attributed and the price is zero (EIM
manual, version 16). Every identity may hold on inputs that no market run can have produced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .inputs import Inputs, Key
from .interval import TradeHour

ROUNDED = Fraction(1, 200)  # MW: what a value shown at 0.01 MW may be off; ours, every value counted

SAYS: Mapping[str, str] = {
    "not-imported": "greenhouse gas has a price, and what is attributed is not what the ISO's area imports",
    "attributed-on-export": "something is attributed, and the ISO's area exports",
    "priced-on-export": "greenhouse gas has a price, and the ISO's area exports",
    "negative-price": "greenhouse gas has a price below zero",
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where the inputs do not fit: ``kind`` is one of SAYS; ``attributed`` and ``imported``, net, in MW.

    ``run``: FMM or RTD, or of the averages that the withdrawn draft names, "FMM average" or "RTD average".
    ``interval``: of the run's own, 1 to 4 of FMM, 1 to 12 of the others. ``price``: the highest of the areas, $/MWh;
    None where none is given. ``areas``: to which something is attributed. Of a price below zero: the lowest, the
    areas that have one, and no MW.
    """

    kind: str
    hour: TradeHour
    run: str
    interval: int
    attributed: Fraction | None
    imported: Fraction | None
    price: Fraction | None
    areas: tuple[str, ...]

    @property
    def amount(self) -> Fraction:
        """What is attributed beyond what there is to attribute (MW), or a price below zero ($/MWh), in size."""
        if self.attributed is None or self.imported is None:
            return abs(self.price or Fraction(0))
        return abs(self.attributed - max(self.imported, Fraction(0)))


def misfits(inputs: Inputs[Fraction]) -> tuple[Misfit, ...]:
    """Every interval of either market run that does not fit, by hour.

    Prices below zero are told wherever given. For the rest an hour is judged for a run that attributed anything to
    judge by, and for which the power of every resource with the ISO's area is given.
    """
    runs = (
        ("FMM", inputs.fmm, inputs.fmm_attribution, inputs.fmm_ghg_price),
        ("RTD", inputs.dispatch, inputs.rtd_attribution, inputs.rtd_ghg_price),
    )
    prices = {
        "FMM": inputs.fmm_ghg_price,
        "RTD": inputs.rtd_ghg_price,
        "FMM average": inputs.fmm_ghg_average,
        "RTD average": inputs.rtd_ghg_average,
    }
    found: list[Misfit] = []
    for hour in inputs.hours():
        for run in runs:
            found.extend(_of(inputs, hour, *run))
        for name, rows in prices.items():
            found.extend(_negative(inputs, hour, name, rows))
    return tuple(found)


Rows = Mapping[Key, tuple[Fraction, ...]]


def _negative(inputs: Inputs[Fraction], hour: TradeHour, run: str, rows: Rows) -> Iterator[Misfit]:
    given = {area: rows[area, hour] for area in inputs.areas if (area, hour) in rows}
    for at, prices in enumerate(zip(*given.values(), strict=True), 1):
        below = tuple(area for area, each in zip(given, prices, strict=True) if each < 0)
        if below:
            yield Misfit("negative-price", hour, run, at, None, None, min(prices), below)


def _of(
    inputs: Inputs[Fraction], hour: TradeHour, run: str, power: Rows, attribution: Rows, price: Rows
) -> Iterator[Misfit]:
    attributed = {area: attribution[area, hour] for area in inputs.areas if (area, hour) in attribution}
    names = [name for name, each in inputs.etsrs.items() if each.with_ciso(inputs.ciso)]
    if not attributed or any((name, hour) not in power for name in names):
        return
    slack = ROUNDED * (len(names) + len(attributed))
    for at, parts in enumerate(zip(*attributed.values(), strict=True)):
        exports = [inputs.etsrs[name].export_of(inputs.ciso, power[name, hour][at]) for name in names]
        imported, whole = -sum(exports, Fraction(0)), sum(parts, Fraction(0))
        prices = [price[area, hour][at] for area in inputs.areas if (area, hour) in price]
        highest = max(prices, default=None)
        if kind := _kind(whole, any(parts), imported, highest, slack):
            behind = tuple(area for area, each in zip(attributed, parts, strict=True) if each)
            yield Misfit(kind, hour, run, at + 1, whole, imported, highest, behind)


def _kind(
    whole: Fraction, anything: bool, imported: Fraction, price: Fraction | None, slack: Fraction
) -> str | None:
    if imported < -slack and anything:
        return "attributed-on-export"
    if not price or price < 0:
        return None
    if imported < -slack:
        return "priced-on-export"
    return "not-imported" if abs(whole - imported) > slack else None
