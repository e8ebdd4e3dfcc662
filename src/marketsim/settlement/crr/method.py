"""The steps of the calculation that are made one way and could be made another: mistakes replace them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..interval import TradeHour
from .give_back import GiveBack, Pool, give_back
from .holding import Holding, TimeOfUse
from .policies import CrrPolicies
from .time_of_use import Calendar


def as_asked(rules: str) -> str:
    """The rule set by which is settled."""
    return rules


def path_price(source: Fraction, sink: Fraction) -> Fraction:
    """What a MW from source to sink is worth in an hour, $/MWh."""
    return sink - source


def counted(holding: Holding, value: Fraction) -> bool:
    """Whether the holder is settled for the hour: an option only where it is worth something."""
    return value > 0 or not holding.option


def as_amount(value: Fraction) -> Fraction:
    """What is paid to a holder is a negative amount, what it is charged a positive one."""
    return -value


@dataclass(frozen=True, slots=True)
class Method:
    """The steps, as the model makes them unless a mistake is asked for."""

    by_rules: Callable[[str], str] = as_asked
    covers: Callable[[Holding, TradeHour], bool] = Holding.covers
    time_of_use: Callable[[Calendar, TradeHour], TimeOfUse] = Calendar.time_of_use
    fits: Callable[[Holding, TimeOfUse], bool] = lambda holding, now: holding.tou == now
    path_price: Callable[[Fraction, Fraction], Fraction] = path_price
    counted: Callable[[Holding, Fraction], bool] = counted
    as_amount: Callable[[Fraction], Fraction] = as_amount
    give_back: Callable[[Mapping[str, Pool], CrrPolicies], Mapping[str, GiveBack]] = give_back
