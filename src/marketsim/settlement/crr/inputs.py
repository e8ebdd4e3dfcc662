"""What CRRs are settled from: holdings, congestion prices, and what binds with what it brought in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from ..interval import TradeHour
from ..refusal import MissingInput, Refusal
from .holding import Holding


@dataclass(frozen=True, slots=True)
class Binding:
    """One constraint in one hour: its shadow price ($/MWh) and the congestion revenue collected on it ($).

    Both from 0: the two directions of a limit are two constraints. Raises Refusal (a ValueError).
    """

    shadow_price: Fraction
    revenue: Fraction

    def __post_init__(self) -> None:
        for what, value in (("a shadow price", self.shadow_price), ("a collected revenue", self.revenue)):
            if value < 0:
                raise Refusal(f"{what} from 0", str(value), "name each direction as a constraint of its own")


class At(NamedTuple):
    """A constraint in a trade hour."""

    constraint: str
    hour: TradeHour


@dataclass(frozen=True, slots=True, kw_only=True)
class CrrInputs:
    """Everything of one settlement.

    ``prices``: day-ahead congestion component ($/MWh) by location and hour; the hours in it are those settled.
    ``constraints``: what binds in an hour, nothing where it is not listed. ``factors``: MW on a constraint of a MW
    put in at a location. ``demand``: measured demand (MWh) by coordinator and month (YYYY-MM).
    ``prices_made``: the prices were worked out from shadow prices and factors, not given.
    """

    holdings: tuple[Holding, ...]
    prices: Mapping[tuple[str, TradeHour], Fraction]
    constraints: Mapping[At, Binding] = field(default_factory=dict)
    factors: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    demand: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    prices_made: bool = False

    def hours(self) -> tuple[TradeHour, ...]:
        """The hours with prices, in order."""
        return tuple(sorted({hour for _, hour in self.prices}))

    def price(self, location: str, hour: TradeHour) -> Fraction:
        """The price; MissingInput where there is none."""
        try:
            return self.prices[location, hour]
        except KeyError:
            fix = "give the congestion price of every location in every hour settled"
            raise MissingInput("a price", "none", fix, f"{location}, {hour}") from None

    def factor(self, constraint: str, location: str) -> Fraction:
        """The shift factor; MissingInput where there is none."""
        try:
            return self.factors[constraint, location]
        except KeyError:
            fix = "give the shift factor of every location on every constraint, 0 where it has none"
            raise MissingInput("a shift factor", "none", fix, f"{location} on {constraint}") from None


def month_of(hour: TradeHour) -> str:
    """The Pacific month of a trade hour, YYYY-MM."""
    return f"{hour.day:%Y-%m}"


def made_prices(
    locations: Collection[str],
    hours: Collection[TradeHour],
    constraints: Mapping[At, Binding],
    factors: Mapping[tuple[str, str], Fraction],
) -> dict[tuple[str, TradeHour], Fraction]:
    """The congestion prices that shadow prices and shift factors make: minus the sum of their products.

    The reference falls out of a path's price. Raises MissingInput.
    """
    partial = CrrInputs(holdings=(), prices={}, factors=factors)
    found = {(location, hour): Fraction(0) for location in sorted(locations) for hour in sorted(hours)}
    for (constraint, hour), binding in constraints.items():
        for location in locations:
            found[location, hour] -= partial.factor(constraint, location) * binding.shadow_price
    return found


def with_made_prices(inputs: CrrInputs) -> CrrInputs:
    """The inputs with prices made for their holdings, in the hours in which something binds. Raises MissingInput."""
    locations = {end for each in inputs.holdings for end in (each.source, each.sink)}
    hours = {each.hour for each in inputs.constraints}
    prices = made_prices(locations, hours, inputs.constraints, inputs.factors)
    return CrrInputs(
        holdings=inputs.holdings,
        prices=prices,
        constraints=inputs.constraints,
        factors=inputs.factors,
        demand=inputs.demand,
        prices_made=True,
    )
