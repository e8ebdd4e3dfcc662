"""What a CRR is worth in an hour: MW times the price of its sink less that of its source, by its time of use."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..interval import TradeHour
from .holding import Holding
from .inputs import CrrInputs
from .method import Method
from .policies import CrrPolicies


def settled(
    inputs: CrrInputs, policies: CrrPolicies, method: Method
) -> Iterator[tuple[TradeHour, list[Holding]]]:
    """Every hour with prices, and the holdings that it settles: held then, and of its time of use."""
    for hour in inputs.hours():
        now = method.time_of_use(policies.hours, hour)
        yield hour, [each for each in inputs.holdings if method.fits(each, now) and method.covers(each, hour)]


def hourly_value(inputs: CrrInputs, holding: Holding, hour: TradeHour, method: Method) -> Fraction:
    """In $, to the holder: an obligation's may be below 0, an option's not. Raises MissingInput."""
    source, sink = inputs.price(holding.source, hour), inputs.price(holding.sink, hour)
    value = holding.mw * method.path_price(source, sink)
    return value if method.counted(holding, value) else Fraction(0)
