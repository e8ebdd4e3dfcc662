"""Known-wrong ways to settle CRRs: what a settlement is compared with to name a likely cause, and tests must notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from ..interval import TradeHour
from .give_back import GiveBack, Pool, in_proportion
from .holding import HOUR, CrrKey, Holding, TimeOfUse
from .method import Method
from .policies import CrrPolicies
from .rulesets import BEFORE_2019
from .time_of_use import Calendar

ZERO = Fraction(0)
WINTER = timedelta(hours=-8)  # of UTC, the whole year


@dataclass(frozen=True, slots=True)
class CrrMistake:
    """One mistake: its id, what it does as a clause, and how it changes the method."""

    id: str
    says: str
    change: Callable[[Method], Method]


def _in_winter_time(calendar: Calendar, hour: TradeHour) -> TimeOfUse:
    begins = hour.starts + WINTER
    return "ON" if calendar.is_on(begins.date(), begins.hour + 1) else "OFF"


def _without_holidays(calendar: Calendar, hour: TradeHour) -> TimeOfUse:
    none = replace(calendar.holidays, fixed=(), floating=())
    return replace(calendar, holidays=none).time_of_use(hour)


def _by_utc_days(holding: Holding, hour: TradeHour) -> bool:
    return holding.start.date() <= hour.starts.date() <= holding.end.date()


def _without_last_hour(holding: Holding, hour: TradeHour) -> bool:
    return holding.start <= hour.starts and hour.starts + HOUR <= holding.end


def _over_constraints(pools: Mapping[str, Pool], policies: CrrPolicies) -> dict[str, GiveBack]:
    """All surplus in one pot, for whoever was cut anywhere."""
    surplus = sum((each.surplus for each in pools.values()), ZERO)
    cut = sum((share for each in pools.values() for share in each.cut.values()), ZERO)
    back = min(surplus, cut)
    return {
        name: GiveBack(
            {key: share * back / cut for key, share in each.cut.items()} if cut else {},
            each.surplus * (surplus - back) / surplus if surplus else ZERO,
        )
        for name, each in pools.items()
    }


def _uncapped(pools: Mapping[str, Pool], policies: CrrPolicies) -> dict[str, GiveBack]:
    """All surplus of a constraint to the CRRs on it."""
    found = {}
    for name, each in pools.items():
        positive: dict[CrrKey, Fraction] = {key: value for key, value in each.target.items() if value > 0}
        returned = in_proportion(each.surplus, each.cut or positive)
        found[name] = GiveBack(returned, each.surplus - sum(returned.values(), ZERO))
    return found


def _not_netted(pools: Mapping[str, Pool], policies: CrrPolicies) -> dict[str, GiveBack]:
    """Nothing comes back."""
    return {name: GiveBack({}, each.surplus) for name, each in pools.items()}


def _mistake(id_: str, says: str, **steps: object) -> CrrMistake:
    return CrrMistake(id_, says, lambda method: replace(method, **steps))  # type: ignore[arg-type]


CRR_MISTAKES: Mapping[str, CrrMistake] = {
    each.id: each
    for each in (
        _mistake(
            "option-not-floored",
            "options are charged in hours in which they are worth less than nothing",
            counted=lambda holding, value: True,
        ),
        _mistake(
            "obligation-floored",
            "obligations are not charged in hours in which they are worth less than nothing",
            counted=lambda holding, value: value > 0,
        ),
        _mistake("tou-ignored", "CRRs are settled in all hours of the day", fits=lambda holding, now: True),
        _mistake(
            "hour-shifted-crr",
            "ON hours are counted on the winter clock all year, one hour late from the clock change of spring on",
            time_of_use=_in_winter_time,
        ),
        _mistake("holiday-ignored", "holidays are ON", time_of_use=_without_holidays),
        _mistake("utc-days-crr", "the days of a CRR are taken as those of UTC", covers=_by_utc_days),
        _mistake("last-hour-lost", "the last hour of a CRR is left out", covers=_without_last_hour),
        _mistake(
            "ends-swapped",
            "the hourly value is the price of the source less that of the sink",
            path_price=lambda source, sink: source - sink,
        ),
        _mistake(
            "sign-turned-crr",
            "payments are positive amounts, charges negative",
            as_amount=lambda value: value,
        ),
        _mistake(
            "cross-constraint-surplus",
            "the surplus of a constraint makes up for what another one lacks",
            give_back=_over_constraints,
        ),
        _mistake("uncapped", "all surplus goes to CRRs, beyond their full payment", give_back=_uncapped),
        _mistake("surplus-not-netted", "no surplus of the month makes up for a cut", give_back=_not_netted),
        _mistake(
            "old-crr-rules",
            "the rules from before 2019 are used, without Track 1B: every CRR is paid in full",
            by_rules=lambda rules: BEFORE_2019,
        ),
    )
}
