"""What ``marketsim settle --rerun-of`` tells: the change of an earlier statement, by determinant and area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketsim.cli.settle_told import Told
from marketsim.settlement.comparison.rerunning import Rerun
from marketsim.settlement.files.columns import determinants
from marketsim.settlement.files.writer import fixed
from marketsim.settlement.largest_remainder import largest_remainder
from marketsim.settlement.versions.rerun import Delta

PLACES = {"$": 2, "MWh": 3}
MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class ToldRerun:
    """The answer to a call: the later settlement, and what it changes of the earlier one."""

    told: Told
    rerun: Rerun

    @property
    def clean(self) -> bool:
        """Whether nothing was found, and what changes adds up to zero over the areas."""
        return self.told.clean and self.rerun.closes

    def lines(self) -> Iterator[str]:
        """The later settlement, then the rerun, then the verdict."""
        *before, verdict = self.told.lines()
        yield from before
        yield from self._ruled()
        yield from self._changes()
        yield from self._sums()
        if self.rerun.closes:
            yield verdict
            return
        times = self.rerun.leftovers.total()
        yield f"findings: what the rerun changes does not add up to zero {times:,} times"
        if not self.told.clean:
            yield verdict

    def as_json(self) -> dict[str, Any]:
        """The same as plain data: that of the later settlement, with ``rerun``."""
        return {**self.told.as_json(), "clean": self.clean, "rerun": self._json()}

    def _ruled(self) -> Iterator[str]:
        for first, last, ruling in self.rerun.rulings:
            yield f"rerun of {ruling.rules.id} ({ruling.rules.provenance}) for {first} to {last}: {ruling.why}"

    def _changes(self) -> Iterator[str]:
        if not self.rerun.deltas:
            yield "it changes nothing of any area"
            return
        yield "it changes, over all hours; a charge is positive"
        for name in _order(self.rerun.areas):
            yield from _table(name, self.rerun.areas[name], "all areas")
        for name, changes in self.rerun.coordinators.items():
            if changes:
                yield from _table(name, changes, "all coordinators")

    def _sums(self) -> Iterator[str]:
        rerun = self.rerun
        for name in _order(rerun.leftovers):
            count = f"{rerun.leftovers[name]:,} of {rerun.deltas[name]:,}"
            yield f"{name}: {count} changes do not add up to zero over the areas, the largest:"
            for delta in rerun.largest(name):
                shares = ", ".join(f"{area} {_number(each)}" for area, each in delta.changes.items())
                left = f"{_number(delta.leftover)} {determinants()[name].unit} left over"
                yield f"  {delta.hour} interval {delta.k}: {left}; {shares}"
        if rerun.closes and rerun.deltas:
            yield f"each of {rerun.deltas.total():,} changes adds up to zero over the areas, exactly"

    def _json(self) -> dict[str, Any]:
        rerun = self.rerun
        return {
            "rules": [
                {"id": ruling.rules.id, "first": str(first), "last": str(last), "why": ruling.why}
                for first, last, ruling in rerun.rulings
            ],
            "closes": rerun.closes,
            "areas": _rows(rerun.areas),
            "coordinators": _rows(rerun.coordinators),
            "deltas": dict(rerun.deltas),
            "leftovers": [
                {"determinant": name, "count": count, "largest": list(map(_left, rerun.largest(name)))}
                for name, count in sorted(rerun.leftovers.items())
            ],
        }


def _table(name: str, changes: Mapping[str, Fraction], whole: str) -> Iterator[str]:
    """A line each, and their sum."""
    unit = determinants()[name].unit
    shown = _together(changes, PLACES[unit])
    for whose, change in (*shown.items(), (whole, sum(shown.values(), Fraction(0)))):
        yield f"  {name:29}{whose:20}{fixed(change, PLACES[unit]):>16} {unit}"


def _together(changes: Mapping[str, Fraction], places: int) -> dict[str, Fraction]:
    """The changes by name, rounded so that what adds up to zero is seen to."""
    rounded = largest_remainder(tuple(changes.values()), places)
    return dict(sorted(zip(changes, rounded, strict=True)))


def _order(names: Mapping[str, object]) -> list[str]:
    """As the determinants are listed."""
    return [name for name in determinants() if name in names]


def _rows(changes: Mapping[str, Mapping[str, Fraction]]) -> list[dict[str, str]]:
    return [
        {"determinant": name, "of": whose, "change": _number(change), "unit": determinants()[name].unit}
        for name in _order(changes)
        for whose, change in _together(changes[name], MOST_PLACES).items()
    ]


def _left(delta: Delta) -> dict[str, Any]:
    return {
        "hour": str(delta.hour),
        "interval": delta.k,
        "amount": _number(delta.leftover),
        "areas": {area: _number(change) for area, change in delta.changes.items()},
    }


def _number(value: Fraction) -> str:
    return fixed(value, MOST_PLACES)
