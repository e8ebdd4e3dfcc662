"""The statements of a trade date: when each is due, and which is the first by new rules."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from marketsim.settlement.versions import choice
from marketsim.settlement.versions.business_days import Calendar
from marketsim.settlement.versions.refusal import NotModelled
from marketsim.settlement.yaml_texts import read_texts

DATA = Path(__file__).with_name("statements.yaml")
ADOPTED = "prr-1185"
_MONTHS = 12


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of statement, known by its distance from the trade date."""

    id: str
    title: str
    unit: Literal["business days", "months"]
    count: int
    disputes: Literal["yes", "no", "changes"]
    scheduled: Literal["yes", "doubtful"] = "yes"
    source: str = "tariff, settlement and dispute timeline"
    provenance: str = "quoted"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a trade date on the day it is due; it is taken to be run on that day."""

    kind: Kind
    trade_date: date
    due: date


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of statement, earliest first."""
    return msgspec.convert(read_texts(DATA)["statements"], tuple[Kind, ...], strict=False)


def kind(name: str) -> Kind:
    """A kind by its id (``T+55B``); NotModelled when there is none."""
    for each in kinds():
        if each.id == name:
            return each
    raise NotModelled(
        f"one of {', '.join(each.id for each in kinds())}", repr(name[:40]), "name a kind of statement"
    )


def due(kind_of: str | Kind, trade_date: date, calendar: Calendar | None = None) -> date:
    """The day a statement of a trade date is due; NotModelled beyond the calendar."""
    which = kind(kind_of) if isinstance(kind_of, str) else kind_of
    calendar = calendar or Calendar.federal()
    if which.unit == "business days":
        return calendar.after(trade_date, which.count)
    return calendar.on_or_after(_months_after(trade_date, which.count))


def of(trade_date: date, calendar: Calendar | None = None) -> tuple[Statement, ...]:
    """The scheduled statements of a trade date, earliest first."""
    scheduled = [each for each in kinds() if each.scheduled == "yes"]
    return tuple(Statement(each, trade_date, due(each, trade_date, calendar)) for each in scheduled)


def first_with(trade_date: date, calendar: Calendar | None = None, rules: str = ADOPTED) -> Statement | None:
    """The first scheduled statement of a trade date by a rule set; None when no statement of it ever is.

    An unscheduled rerun may come before it. NotModelled for a trade date of later rules.
    """
    if choice.rule_set(trade_date, date.max).rule_set != rules and rules == ADOPTED:
        return None  # no run, however late, would settle it so
    by_rules = (
        each for each in of(trade_date, calendar) if choice.rule_set(trade_date, each.due).rule_set == rules
    )
    return next(by_rules, None)


def _months_after(day: date, count: int) -> date:
    """The same day ``count`` months on, or the last of a shorter month."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + count, _MONTHS)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
