"""Random inputs that belong together: holdings, what binds, shift factors, and the prices that they make."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from ..interval import PACIFIC, TradeHour, hours_of
from .holding import SECOND, Hedge, Holding, TimeOfUse
from .inputs import At, Binding, CrrInputs, made_prices, month_of

LOCATIONS = tuple(f"NODE_{each}" for each in "ABCDEF")
CONSTRAINTS = tuple(f"LINE_{each}" for each in range(1, 6))
COORDINATORS = ("SC1", "SC2", "SC3")
MOST_MW, MOST_PRICE = 200_000, 50_000  # thousandths


def random_month(
    seed: int, first: date, days: int = 7, *, crrs: int = 12, holdings: Sequence[Holding] | None = None
) -> CrrInputs:
    """``days`` days from a Pacific day on, in which a third of the hours are congested.

    Revenue is now short, now more than enough. With ``holdings`` these are settled in place of random ones, and
    their locations are the ones that there are. Numbers have three decimals, so that they can be written.
    """
    chance = random.Random(seed)  # noqa: S311  # a seed that can be told, nothing secret
    hours = [hour for n in range(days) for hour in hours_of(first + timedelta(days=n))]
    if holdings is None:
        held = tuple(_holding(chance, f"{at}", first, days) for at in range(1, crrs + 1))
    else:
        held = tuple(holdings)
    locations = sorted({end for each in held for end in (each.source, each.sink)})
    factors = {
        (name, each): Fraction(chance.randint(-1000, 1000), 1000)
        for name in CONSTRAINTS
        for each in locations
    }
    constraints = congestion(chance, hours, CONSTRAINTS)
    return CrrInputs(
        holdings=held,
        prices=made_prices(locations, hours, constraints, factors),
        constraints=constraints,
        factors=factors,
        demand={
            (each, month): _thousandths(chance, 10**7) for each in COORDINATORS for month in _months(hours)
        },
    )


def congestion(
    chance: random.Random, hours: Sequence[TradeHour], constraints: Sequence[str]
) -> dict[At, Binding]:
    """Shadow prices and revenues of the hours in which something binds; at least of the first hour."""
    most = {each: chance.choice((50, 200, 800)) for each in constraints}  # MW: poor and rich constraints
    found: dict[At, Binding] = {}
    for at, hour in enumerate(hours):
        if at == 0 or chance.random() < 1 / 3:
            for each in chance.sample(list(constraints), chance.randint(1, min(3, len(constraints)))):
                price = _thousandths(chance, MOST_PRICE)
                found[At(each, hour)] = Binding(price, price * chance.randint(0, most[each]))
    return found


def _months(hours: Sequence[TradeHour]) -> list[str]:
    return sorted({month_of(each) for each in hours})


def _thousandths(chance: random.Random, most: int) -> Fraction:
    return Fraction(chance.randint(1, most), 1000)


def _holding(chance: random.Random, crr: str, first: date, days: int) -> Holding:
    start, end = sorted(chance.randint(0, days - 1) for _ in range(2))
    source, sink = chance.sample(LOCATIONS, 2)
    tou: TimeOfUse = chance.choice(("ON", "OFF"))
    hedge: Hedge = chance.choice(("OBL", "OBL", "OPT"))
    return Holding(
        crr=crr,
        owner=chance.choice(("HOLDER1", "HOLDER2", "HOLDER3")),
        source=source,
        sink=sink,
        tou=tou,
        hedge=hedge,
        start=midnight(first + timedelta(days=start)),
        end=midnight(first + timedelta(days=end + 1)) - SECOND,
        mw=_thousandths(chance, MOST_MW),
    )


def midnight(day: date) -> datetime:
    """The instant, in UTC, at which a Pacific day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=PACIFIC).astimezone(UTC)
