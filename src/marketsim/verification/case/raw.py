"""PSS/E RAW cases of revision 30: buses, branches, two- and three-winding transformers.

Reactances are brought to the system base: CZ 1 they are, CZ 2 they are on the winding's base MVA and nominal
voltage, CZ 3 resistance is given as losses and the impedance's magnitude on that same base. Winding ratios are
brought to per unit of the bus's base voltage: CW 1 they are, CW 2 they are in kV, CW 3 on the nominal voltage.
A winding ratio t1 : t2 divides the susceptance by both. A three-winding transformer is three branches to a star.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from marketsim.verification.case.case import Case, Line, bus_names, case_of
from marketsim.verification.case.records30 import Record, heading, sections
from marketsim.verification.report import Unreadable

_ISOLATED = 4


@dataclass(frozen=True, slots=True)
class _Bus:
    name: str
    kilovolts: float
    isolated: bool


def read_raw(file: str, content: bytes) -> Case:
    """The case in a RAW file; raises Unreadable with the line."""
    lines = content.decode("utf-8", errors="replace").splitlines()
    base = heading(file, lines)
    records = sections(file, lines)
    buses = _buses(file, records["bus"])
    branches = [_branch(record, buses) for record in records["branch"]]
    stars: list[str] = []
    for group in _transformers(records["transformer"]):
        if group[0].whole(2, 0):
            star, windings = _three_windings(group, buses, base)
            stars.append(star)
            branches += windings
        else:
            branches.append(_two_windings(group, buses, base))
    twice = [name for name, times in Counter(each.name for each in branches).items() if times > 1]
    if twice:
        raise Unreadable(file, None, "every circuit once", f"{twice[0]} twice", "give them circuit ids")
    live = [each.name for each in buses.values() if not each.isolated]
    alive = frozenset(live)
    served = {each.head for each in branches if each.in_service and each.tail in alive}
    return case_of(file, [*live, *(star for star in stars if star in served)], branches)


def _buses(file: str, records: list[Record]) -> dict[int, _Bus]:
    if not records:
        raise Unreadable(file, 4, "buses", "none", "give a network with buses and branches")
    called = bus_names([record.whole(0) for record in records], [record.word(1) for record in records])
    buses: dict[int, _Bus] = {}
    for record in records:
        number = record.whole(0)
        if number in buses:
            record.refuse("every bus number once", f"{number} twice")
        buses[number] = _Bus(called[number], record.number(2, 0.0), record.whole(3, 1) == _ISOLATED)
    return buses


def _bus(record: Record, at: int, buses: Mapping[int, _Bus]) -> _Bus:
    number = abs(record.whole(at))  # a minus marks the metered end
    if number not in buses:
        record.refuse("a bus of the case", f"{number}")
    return buses[number]


def _branch(record: Record, buses: Mapping[int, _Bus]) -> Line:
    tail, head = _bus(record, 0, buses), _bus(record, 1, buses)
    name = f"{tail.name}-{head.name}-{record.word(2, '1')}"
    ratings = (record.number(6, 0.0), record.number(7, 0.0), record.number(8, 0.0))
    in_service = record.whole(13, 1) != 0
    return Line(name, tail.name, head.name, record.number(4), ratings, in_service, record.line)


def _transformers(records: list[Record]) -> Iterator[list[Record]]:
    at = 0
    while at < len(records):
        size = 5 if records[at].whole(2, 0) else 4
        if at + size > len(records):
            records[at].refuse(f"a transformer of {size} lines", f"{len(records) - at}")
        yield records[at : at + size]
        at += size


def _two_windings(group: list[Record], buses: Mapping[int, _Bus], base: float) -> Line:
    first, impedance, one, two = group
    tail, head = _bus(first, 0, buses), _bus(first, 1, buses)
    reactance = _reactance(first, impedance, 0, one, tail, base)
    ratio = _ratio(first, one, tail) * _ratio(first, two, head)
    name = f"{tail.name}-{head.name}-{first.word(3, '1')}"
    return Line(
        name, tail.name, head.name, reactance * ratio, _ratings(one), first.whole(11, 1) != 0, first.line
    )


def _three_windings(group: list[Record], buses: Mapping[int, _Bus], base: float) -> tuple[str, list[Line]]:
    first, impedance, *windings = group
    ends = [_bus(first, at, buses) for at in range(3)]
    circuit = first.word(3, "1")
    star = f"{ends[0].name}-{ends[1].name}-{ends[2].name}-{circuit}"
    pairs = [
        _reactance(first, impedance, 3 * at, windings[at], ends[at], base) for at in range(3)
    ]  # 1-2, 2-3, 3-1
    shares = [(pairs[at] + pairs[at - 1] - pairs[(at + 1) % 3]) / 2 for at in range(3)]
    status = first.whole(11, 1)
    out = {0: {0, 1, 2}, 1: set(), 2: {1}, 3: {2}, 4: {0}}.get(status)
    if out is None:
        first.refuse("a status from 0 to 4", f"{status}")
    lines = [
        Line(
            f"{end.name}-{star}-{circuit}",
            end.name,
            star,
            shares[at] * _ratio(first, windings[at], end),
            _ratings(windings[at]),
            at not in out,
            first.line,
        )
        for at, end in enumerate(ends)
    ]
    return star, lines


def _ratings(winding: Record) -> tuple[float, float, float]:
    return winding.number(3, 0.0), winding.number(4, 0.0), winding.number(5, 0.0)


def _ratio(first: Record, winding: Record, end: _Bus) -> float:
    """A winding's turns ratio in per unit of the bus's base voltage."""
    code = first.whole(4, 1)
    ratio = winding.number(0, 1.0)
    if code == 2:
        ratio = ratio / end.kilovolts if end.kilovolts else math.nan
    elif code == 3:
        nominal = winding.number(1, 0.0)
        ratio *= nominal / end.kilovolts if nominal and end.kilovolts else 1.0
    elif code != 1:
        first.refuse("a winding code CW from 1 to 3", f"{code}")
    if not (math.isfinite(ratio) and ratio > 0):
        winding.refuse("a winding ratio above 0", f"{ratio}")
    return ratio


def _reactance(first: Record, impedance: Record, at: int, winding: Record, end: _Bus, base: float) -> float:
    """The reactance between two windings, per unit on the system base; ``at``: the field of its resistance."""
    code = first.whole(5, 1)
    resistance, reactance = impedance.number(at, 0.0), impedance.number(at + 1)
    if code == 1:
        return reactance
    if code not in (2, 3):
        first.refuse("an impedance code CZ from 1 to 3", f"{code}")
    power = impedance.number(at + 2, base)
    if not power > 0:
        impedance.refuse("a winding base above 0 MVA", f"{power}")
    if code == 3:
        resistance = resistance / (power * 1e6)
        if abs(reactance) < resistance:
            impedance.refuse("an impedance above its resistance", f"{reactance}")
        reactance = math.sqrt(reactance * reactance - resistance * resistance)
    nominal = winding.number(1, 0.0) or end.kilovolts
    step = (nominal / end.kilovolts) ** 2 if end.kilovolts else 1.0
    return reactance * base / power * step
