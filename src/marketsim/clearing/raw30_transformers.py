"""Transformers of a PSS/E case of revision 30: from winding data to branches.

CW says in what winding ratios are given: 1 per unit of the bus's base voltage, 2 kV, 3 per unit of the nominal
voltage. CZ says the same of impedances: 1 per unit on the system base; 2 per unit on the windings' base power and
nominal voltage; 3 likewise, but losses in W and the impedance's magnitude instead of resistance and reactance.
A susceptance is 1 / (reactance x both ratios). Three windings meet in a star bus.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from marketsim.clearing.case import BASE_MVA, MOST_MVA, MOST_NUMBER, MOST_TAP, CaseBranch, reactance_flaw
from marketsim.clearing.raw30_records import Line, Record

# Which windings (from 0) are out of service at a status; of a transformer with two, only 0 and 1 exist.
OUT = {0: (0, 1, 2), 1: (), 2: (1,), 3: (2,), 4: (0,)}
TABLE = 13  # the field of a winding that names a table of impedance corrections


@dataclass(frozen=True, slots=True)
class RawBus:
    """A bus as records refer to it; ``base_kv`` 0 is not known."""

    name: str
    base_kv: float
    isolated: bool


@dataclass(frozen=True, slots=True)
class Transformer:
    """One record as branches; ``star`` is the bus that was made for three windings."""

    branches: tuple[CaseBranch, ...]
    star: str | None = None
    shifts: bool = False
    corrected: bool = False  # by a table that plays no part here


def bus_at(line: Line, at: int, buses: Mapping[int, RawBus]) -> RawBus:
    """The bus of a field; a minus marks the metered end. Raises CaseProblem."""
    number = abs(line.whole(at, "a bus number"))
    if number not in buses:
        line.refuse("a bus of the case", f"bus {number}", "add the bus or take out the record")
    return buses[number]


def ratings_at(line: Line, first: int) -> tuple[float, float, float]:
    """Ratings A, B and C in MVA; 0 is no limit. Raises CaseProblem."""
    found = tuple(line.real(first + at, "a rating", 0.0) for at in range(3))
    if not all(0 <= each <= MOST_MVA for each in found):
        line.refuse("ratings from 0 (no limit) to 1e6 MVA", f"{found}", "give the ratings")
    return found[0], found[1], found[2]


def transformer(record: Record, buses: Mapping[int, RawBus], base_mva: float) -> Transformer:
    """The branches of one record of 4 lines (two windings) or 5 (three). Raises CaseProblem."""
    first, impedance, *windings = record
    ends = [bus_at(first, at, buses) for at in range(len(windings))]
    if len(set(ends)) < len(ends):
        first.refuse("windings at different buses", f"{ends[0].name} twice", "correct the buses")
    made = _Transformer(first, impedance, windings, ends, base_mva)
    return made.three() if len(windings) == 3 else made.two()


@dataclass(frozen=True, slots=True)
class _Transformer:
    first: Line
    impedance: Line
    windings: list[Line]
    ends: list[RawBus]
    base_mva: float

    def two(self) -> Transformer:
        tail, head = self.ends
        status = self.first.one_of(11, "STAT", range(2), 1)
        in_service = status == 1 and not (tail.isolated or head.isolated)
        name = f"{tail.name}-{head.name}-{self.first.text(3, '1')}"
        tap = self._ratio(0) * self._ratio(1)
        branch = CaseBranch(
            name, tail.name, head.name, self._reactance(0), ratings_at(self.windings[0], 3), tap, in_service
        )
        self._check(branch)
        return self._made((branch,), None)

    def three(self) -> Transformer:
        """Windings END-STAR-CIRCUIT, the star being called END1-END2-END3-CIRCUIT."""
        out = OUT[self.first.one_of(11, "STAT", range(5), 1)]
        circuit = self.first.text(3, "1")
        star = "-".join([*(end.name for end in self.ends), circuit])
        one, two, three = (self._reactance(at) for at in range(3))  # between 1 and 2, 2 and 3, 3 and 1
        shares = ((one + three - two) / 2, (one + two - three) / 2, (two + three - one) / 2)
        branches = tuple(
            CaseBranch(
                f"{end.name}-{star}-{circuit}", end.name, star, shares[at], ratings_at(self.windings[at], 3),
                self._ratio(at), at not in out and not end.isolated,
            )
            for at, end in enumerate(self.ends)
        )  # fmt: skip
        for branch in branches:
            self._check(branch)
        return self._made(branches, star)

    def _made(self, branches: tuple[CaseBranch, ...], star: str | None) -> Transformer:
        live = any(branch.in_service for branch in branches)
        turning = [line for line in self.windings if len(line.fields) > 2]
        shifts = live and any(line.real(2, "an angle", 0.0) != 0 for line in turning)
        corrected = live and any(line.text(TABLE, "0") != "0" for line in turning)
        return Transformer(branches, star, shifts, corrected)

    def _check(self, branch: CaseBranch) -> None:
        if branch.in_service and (flaw := reactance_flaw(branch.reactance)):
            fix = "give a small one, such as 0.0001, or join the buses"
            self.impedance.refuse("a reactance of 1e-7 to 1e9 per unit", f"{flaw} of {branch.name}", fix)

    def _ratio(self, at: int) -> float:
        """A winding's ratio, per unit of its bus's base voltage."""
        line, base_kv = self.windings[at], self.ends[at].base_kv
        code = self.first.one_of(4, "CW", range(1, 4), 1)
        if code == 2:
            if base_kv <= 0:
                line.refuse("a bus with a base voltage, for a winding in kV", f"{base_kv:g} kV", "give BASKV")
            ratio = line.real(0, "WINDV", base_kv) / base_kv
        else:
            ratio = line.real(0, "WINDV", 1.0)
            nominal = line.real(1, "NOMV", 0.0)
            if code == 3 and nominal > 0 and base_kv > 0:
                ratio *= nominal / base_kv
        if not 1 / MOST_TAP <= ratio <= MOST_TAP:
            line.refuse("a winding ratio near 1", f"{ratio:g}", "check WINDV against CW and the base voltage")
        return ratio

    def _reactance(self, at: int) -> float:
        """Between winding ``at`` and the next, per unit on 100 MVA and the bus's base voltage."""
        resistance = self.impedance.real(3 * at, "R", 0.0)
        reactance = self.impedance.real(3 * at + 1, "X")
        code = self.first.one_of(5, "CZ", range(1, 4), 1)
        if code == 1:
            return reactance * (BASE_MVA / self.base_mva)
        power = self.impedance.real(3 * at + 2, "SBASE", self.base_mva)
        if not 1e-6 <= power <= MOST_NUMBER:
            self.impedance.refuse("a base of the windings in MVA", f"{power:g}", "give SBASE")
        if code == 3:
            lost = resistance / (power * 1e6)
            if abs(reactance) < abs(lost):
                expected = "an impedance of at least the losses"
                self.impedance.refuse(expected, f"{reactance:g} below {lost:g}", "check CZ")
            reactance = math.sqrt(reactance**2 - lost**2)
        base_kv = self.ends[at].base_kv
        nominal = self.windings[at].real(1, "NOMV", 0.0) or base_kv
        step = (nominal / base_kv) ** 2 if base_kv > 0 else 1.0
        return reactance * (BASE_MVA / power) * step
