"""Numbers as settlement scenarios write them, read exactly and written back for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from marketsim.settlement.identities import Broken

NONE = "none"
QUANTITIES = ("N1", "N2", "N3")
Show = Callable[[Fraction | None], str]
_OF = re.compile(r"(-?[\d,.]+) (?:MWh|\$) of (\w+)")


def number(text: str) -> Fraction:
    """``-1,234.57``, exactly."""
    return Fraction(text.replace(",", ""))


def numbers(text: str) -> tuple[Fraction, ...]:
    """``5, 6, 7 and 6``."""
    return tuple(map(number, re.split(", | and ", text)))


def names(text: str) -> tuple[str, ...]:
    """``N1, N2 and N3``."""
    return tuple(re.split(", | and ", text))


def of_areas(text: str) -> dict[str, Fraction]:
    """``4 MWh of IPCO and -4 MWh of AZPS``, by area."""
    return {area: number(value) for value, area in _OF.findall(text)}


def day(text: str) -> date:
    """``1 August 2019``."""
    return datetime.strptime(text, "%d %B %Y").date()  # noqa: DTZ007


def plain(value: Fraction | None) -> str:
    """A number with no more decimals than it has; one that no decimals can write, with the exact fraction."""
    if value is None:
        return NONE
    for places in range(10):
        if (value * 10**places).denominator == 1:
            return f"{float(value):.{places}f}"
    return f"{float(value):.6f} (exactly {value.numerator}/{value.denominator})"


def dollars(value: Fraction | None) -> str:
    """An amount in cents; in full where it has a part of a cent."""
    if value is not None and (value * 100).denominator == 1:
        return f"{float(value):.2f} $"
    return NONE if value is None else f"{plain(value)} $"


def energy(value: Fraction | None) -> str:
    """A quantity in MWh."""
    return NONE if value is None else f"{plain(value)} MWh"


def price(value: Fraction | None) -> str:
    """A price."""
    return NONE if value is None else f"{plain(value)} $/MWh"


def each(values: Sequence[Fraction] | None) -> str:
    """Twelve values of an hour."""
    return NONE if values is None else ", ".join(map(plain, values))


def by_quarter(values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Four values, each in its three five-minute intervals."""
    return tuple(value for value in values for _ in range(3))


def throughout(values: Sequence[Fraction] | None, show: Show) -> str:
    """The value that every interval has; all of them where they differ."""
    if values is None or len(set(values)) > 1:
        return each(values)
    return show(values[0])


def by_area(values: Mapping[str, Fraction | None], show: Show) -> str:
    """``AZPS -4 MWh, IPCO 4 MWh``, by the areas' names."""
    return ", ".join(f"{area} {show(value)}" for area, value in sorted(values.items()))


def leftover(broken: Broken) -> str:
    """What an identity leaves over and where: a quantity for N1 to N3, else an amount."""
    show = energy if broken.identity in QUANTITIES else dollars
    leg = f" {broken.leg}" if broken.leg else ""
    place = f"{broken.hour}, interval {broken.k}{leg}, {' and '.join(broken.areas)}"
    return f"{show(broken.amount)} of {broken.identity} in {place}"
