"""MW in thousandths and instants in Pacific days: exact, and by intervals, never day by day."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from marketsim.verification.exceedance import pacific_day

Thousandths = int | Fraction  # a fraction only where somebody writes finer than 0.001 MW
_SECOND = timedelta(seconds=1)
Key = TypeVar("Key", bound=Hashable)


class Step(NamedTuple):
    """The same MW (thousandths) on every day from ``first`` to ``last`` (day numbers of ``date.toordinal``)."""

    first: int
    last: int
    mw: Thousandths


class Difference(NamedTuple, Generic[Key]):
    """Days on which two accounts of one key are apart, in thousandths of a MW."""

    key: Key
    first: int
    last: int
    expected: Thousandths
    found: Thousandths


@lru_cache(maxsize=1 << 16)
def thousandths(mw: float | int | str | Decimal) -> Thousandths:
    """MW as written, in thousandths: a whole number unless it is finer. Raises ValueError where it is no number."""
    try:
        scaled = Decimal(repr(mw) if isinstance(mw, float) else mw) * 1000
    except ArithmeticError:
        raise ValueError(f"{mw!r} is no MW") from None
    if not scaled.is_finite():
        raise ValueError(f"{mw!r} is no MW")
    return int(scaled) if scaled == scaled.to_integral_value() else Fraction(scaled)


def mw_text(amount: Thousandths) -> str:
    """Thousandths as MW for a finding."""
    if amount.denominator == 1:
        return f"{Decimal(amount.numerator) / 1000} MW"
    return f"{float(amount) / 1000!r} MW"


@lru_cache(maxsize=1 << 16)
def day_of(instant: datetime) -> int:
    """The number of the Pacific day that an aware instant falls on."""
    return pacific_day(instant).toordinal()


@lru_cache(maxsize=1 << 16)
def begins_day(instant: datetime) -> bool:
    """Whether an instant is Pacific midnight."""
    return day_of(instant) != day_of(instant - _SECOND)


@lru_cache(maxsize=1 << 16)
def ends_day(instant: datetime) -> bool:
    """Whether an instant is the last second of a Pacific day."""
    return day_of(instant) != day_of(instant + _SECOND)


def instant_of(value: object) -> datetime:
    """An aware instant from a cell or from the text of a JSON member; raises ValueError."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(found, datetime) or found.tzinfo is None:
        raise ValueError(f"{value!r} is no instant with a zone")
    return found


def day_number(value: object) -> int:
    """The Pacific day of an instant, of its text, or of a date as it is; raises ValueError."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.toordinal()
    return day_of(instant_of(value))


def days_text(first: int, last: int) -> str:
    """Days for a finding."""
    start, end = date.fromordinal(first), date.fromordinal(last)
    return f"{start}" if first == last else f"{start} to {end}"


class MwByDay(Generic[Key]):
    """MW by key and day, kept as changes on the days on which they change; days before ``since`` don't count."""

    def __init__(self, since: int = 0) -> None:
        self._since = since
        self._changes: dict[Key, dict[int, Thousandths]] = {}

    def add(self, key: Key, first: int, last: int, mw: Thousandths) -> None:
        """Add MW on the days ``first`` to ``last``; without effect where they end before they begin."""
        first = max(first, self._since)
        if last < first or not mw:
            return
        changes = self._changes.setdefault(key, {})
        changes[first] = changes.get(first, 0) + mw
        changes[last + 1] = changes.get(last + 1, 0) - mw

    def keys(self) -> set[Key]:
        """All keys that MW were ever added to."""
        return set(self._changes)

    def steps(self, key: Key) -> list[Step]:
        """The MW of a key over the days, without days of none."""
        found: list[Step] = []
        for first, last, _, mw in _walk({}, self._changes.get(key, {})):
            if mw:
                found.append(Step(first, last, mw))
        return found

    def on(self, key: Key, day: int) -> Thousandths:
        """The MW of a key on a day."""
        return sum((mw for at, mw in self._changes.get(key, {}).items() if at <= day), 0)

    def differences(self, found: MwByDay[Key]) -> Iterator[Difference[Key]]:
        """Where ``found`` is not what this account expects, by key, in runs of days with the same MW."""
        for key in self._changes.keys() | found._changes.keys():
            mine, other = self._changes.get(key, {}), found._changes.get(key, {})
            if mine == other:
                continue
            for first, last, expected, seen in _walk(mine, other):
                if expected != seen:
                    yield Difference(key, first, last, expected, seen)


def _walk(
    expected: dict[int, Thousandths], found: dict[int, Thousandths]
) -> Iterator[tuple[int, int, Thousandths, Thousandths]]:
    """Runs of days with the same two amounts: first and last day, what is expected, what is found."""
    days = sorted(day for day in expected.keys() | found.keys() if expected.get(day, 0) or found.get(day, 0))
    here: Thousandths = 0
    there: Thousandths = 0
    for at, day in enumerate(days[:-1]):
        here += expected.get(day, 0)
        there += found.get(day, 0)
        yield day, days[at + 1] - 1, here, there
