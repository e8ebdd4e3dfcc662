"""What exact arithmetic costs a settlement, and what floating point gets wrong: the same steps with either numbers.

``python -m benchmarks.settlement`` settles a month (August 2019) once, day by day, with either in turn, checks the
identities, and tells the largest error of floating point by determinant; with a number, so many hours of it.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import TypeVar

from benchmarks.measurement import Measurement, compare
from marketsim.settlement.determinants import REGISTER
from marketsim.settlement.identities import check
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.model import settle
from marketsim.settlement.random_system import random_system
from marketsim.settlement.results import Value
from marketsim.settlement.rulesets import RULE_SETS

SEED, AREAS, ETSRS, COORDINATORS = 1185, 5, 30, 20
DAY, MONTH = 24, 31 * 24
RULES = RULE_SETS["prr-1185"]
IN_CENTS = ("cc_6477_amount", "cc_64770_amount")

T = TypeVar("T")


def system(hours: int) -> Inputs[Fraction]:
    """Five areas, thirty resources and twenty coordinators for hours from 1 August 2019 on; all run one way."""
    return random_system(SEED, AREAS, hours, etsrs=ETSRS, coordinators=COORDINATORS, back=0)


def measurements() -> Iterator[Measurement]:
    """A day of five-minute data, settled and checked."""
    inputs = system(DAY)
    floats = inputs.as_floats()
    results = settle(inputs, RULES)
    yield compare(
        "settle a day, 5 areas, 30 ETSRs, 20 coord., exact / floats",
        lambda: settle(inputs, RULES),
        lambda: settle(floats, RULES),
        rounds=9,
    )
    yield compare(
        "check its identities N1 to N9 / settle it, both exact",
        lambda: check(inputs, results, RULES),
        lambda: settle(inputs, RULES),
        rounds=9,
    )


@dataclass(slots=True)
class Error:
    """How far the floats of one determinant are off: the largest error, the value that has it, how often any."""

    largest: Fraction = Fraction(0)
    at: Value[Fraction] | None = None
    off: int = 0
    values: int = 0

    def take(self, exact: Value[Fraction], found: float) -> None:
        """One value more."""
        error = abs(Fraction(found) - exact.value)
        if error > self.largest:
            self.largest, self.at = error, exact
        self.values += 1
        self.off += error * 200 > 1  # more than half a cent: of cents as floats, which are hardly ever exact

    def line(self, name: str, counted: bool = False) -> str:
        """One row for people; ``counted``: with how many values are wrong by a cent or more."""
        told = f"{name:28}{float(self.largest):9.2g} {REGISTER[name].unit:6}"
        if counted:
            told += f" {self.off:,} of {self.values:,} values off by a cent or more;"
        return told + (f" {cell(self.at)}" if self.at else " every value is exact")


def cell(at: Value[Fraction]) -> str:
    """Where a value stands, and what it is."""
    whose = at.resource or at.area or at.coordinator
    return f"{whose}, {at.hour} interval {at.k}: {float(at.value):.6g}"


@dataclass(slots=True)
class Run:
    """Processor seconds by day with exact numbers, with floats, and of the identities; errors by determinant."""

    exact: list[float] = field(default_factory=list)
    floats: list[float] = field(default_factory=list)
    checked: list[float] = field(default_factory=list)
    broken: int = 0
    errors: dict[str, Error] = field(default_factory=dict)

    def day(self, inputs: Inputs[Fraction]) -> None:
        """One day more."""
        binary = inputs.as_floats()
        results = _timed(self.exact, lambda: settle(inputs, RULES))
        inexact = _timed(self.floats, lambda: settle(binary, RULES))
        self.broken += len(_timed(self.checked, lambda: check(inputs, results, RULES)))
        for one, other in zip(results.values(), inexact.values(), strict=True):
            self.errors.setdefault(one.determinant, Error()).take(one, other.value)

    def lines(self) -> Iterator[str]:
        """Times, then errors: of unrounded values, of cents."""
        ratio = statistics.median(one / other for one, other in zip(self.exact, self.floats, strict=True))
        exact, floats = sum(self.exact), sum(self.floats)
        yield f"settled exactly {exact:.2f} s, in floats {floats:.2f} s of the processor, median ratio {ratio:.2f}"
        told = f"{self.broken:,} times broken" if self.broken else "all hold"
        yield f"identities N1 to N9 checked exactly in {sum(self.checked):.2f} s: {told}"
        yield "largest error of floats, unrounded values"
        yield from self._told([name for name in self.errors if name not in IN_CENTS])
        yield "largest error of floats, amounts in cents"
        yield from self._told(IN_CENTS, counted=True)

    def _told(self, names: Iterable[str], counted: bool = False) -> Iterator[str]:
        yield from (f"  {self.errors[name].line(name, counted)}" for name in names)


def _timed(seconds: list[float], work: Callable[[], T]) -> T:
    started = time.process_time()
    done = work()
    seconds.append(time.process_time() - started)
    return done


def main(hours: int = MONTH) -> None:
    """Settle so many hours and tell of it."""
    inputs, run = system(hours), Run()
    for _, of_day in groupby(inputs.hours(), key=lambda hour: hour.day):
        run.day(inputs.only(of_day))
    values = sum(each.values for each in run.errors.values())
    print(f"{hours} hours, {AREAS} areas, {ETSRS} ETSRs, {COORDINATORS} coordinators: {values:,} values")
    print("\n".join(run.lines()))
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB of the process")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
