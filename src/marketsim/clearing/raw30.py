"""Reads a PSS/E case of revision 30: what flows depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from marketsim.clearing.case import (
    BASE_MVA,
    Case,
    CaseBranch,
    bus_names,
    case_text,
    named_by_number,
    reactance_flaw,
    twice,
)
from marketsim.clearing.case_problem import CaseProblem, together
from marketsim.clearing.raw30_records import REVISION, Line, Record, heading, sections
from marketsim.clearing.raw30_transformers import RawBus, Transformer, bus_at, ratings_at, transformer

ISOLATED = 4  # a bus's type
MOST_BUS = 999_997
# DC lines, with the field of their first line that is 0 when they are out of service.
DC_LINES = {"two-terminal DC line": 1, "VSC DC line": 1, "multi-terminal DC line": 4}

T = TypeVar("T")


def read_raw30(path: Path) -> Case:
    """The case in the file. Branches are called FROM-TO-CIRCUIT.

    Transformers become branches, three windings with a star bus of their own; records of status 0 and whatever
    hangs on a bus of type 4 are out of service. Loads and generators are checked for their bus, shunts are left
    alone: none of them shifts a flow here. Raises CaseProblem, with further problems of the file.
    """
    lines = case_text(path).splitlines()
    head = heading(path, lines)
    found = sections(path, lines)
    problems: list[CaseProblem] = []
    buses = _buses(path, found["bus"], problems)
    for name in ("load", "generator"):
        _each(found[name], lambda record: bus_at(record[0], 0, buses), problems)
    scale = BASE_MVA / head.base_mva
    branches = _each(found["branch"], lambda record: _branch(record[0], buses, scale), problems)
    transformers = _each(
        found["transformer"], lambda record: transformer(record, buses, head.base_mva), problems
    )
    everything = [*branches, *(each for one in transformers for each in one.branches)]
    problems += twice(path, everything)
    if problems:
        raise together(problems)
    notes = [*_notes(found, transformers), *_naming(buses)]
    if not head.tells_revision:
        notes.append(f"the heading tells no revision; read as {REVISION}")
    live, isolated = _told_apart(buses.values(), transformers)
    return Case(path, live, tuple(everything), isolated, tuple(notes))


def _each(records: Iterable[Record], read: Callable[[Record], T], problems: list[CaseProblem]) -> list[T]:
    """What each record reads as; the problems of the others are gathered."""
    made = []
    for record in records:
        try:
            made.append(read(record))
        except CaseProblem as problem:
            problems.append(problem)
    return made


def _buses(path: Path, records: list[Record], problems: list[CaseProblem]) -> dict[int, RawBus]:
    told: dict[int, Line] = {}

    def take(record: Record) -> None:
        line = record[0]
        number = line.whole(0, "a bus number")
        if not 1 <= number <= MOST_BUS:
            line.refuse(f"a bus number from 1 to {MOST_BUS}", str(number), "number the bus")
        if number in told:
            line.refuse("each bus number once", f"{number} again", "number the buses anew")
        if not line.text(1).isprintable():
            line.refuse("a name of printable characters", repr(line.text(1)[:40]), "name the bus anew")
        line.one_of(3, "IDE", range(1, 5), 1)
        if not 0 <= line.real(2, "BASKV", 0.0) <= 1e5:
            line.refuse("a base voltage in kV", line.text(2), "give BASKV")
        told[number] = line

    _each(records, take, problems)
    if not told and not problems:
        fix = "give the network's buses"
        raise CaseProblem(path, None, "bus", expected="at least one bus", found="none", fix=fix)
    if problems:
        raise together(problems)
    called = bus_names(list(told), [line.text(1) for line in told.values()])
    return {
        number: RawBus(called[number], line.real(2, "BASKV", 0.0), line.whole(3, "IDE", 1) == ISOLATED)
        for number, line in told.items()
    }


def _branch(line: Line, buses: Mapping[int, RawBus], scale: float) -> CaseBranch:
    tail, head = bus_at(line, 0, buses), bus_at(line, 1, buses)
    if tail == head:
        line.refuse("two different buses", f"{tail.name} at both ends", "take out the record")
    in_service = line.one_of(13, "ST", range(2), 1) == 1 and not (tail.isolated or head.isolated)
    reactance = line.real(4, "X", 0.0) * scale
    if in_service and (flaw := reactance_flaw(reactance)):
        line.refuse(
            "a reactance of 1e-7 to 1e9 per unit", flaw, "give a small one, such as 0.0001, or join the buses"
        )
    name = f"{tail.name}-{head.name}-{line.text(2, '1')}"
    return CaseBranch(name, tail.name, head.name, reactance, ratings_at(line, 6), in_service=in_service)


def _told_apart(
    buses: Iterable[RawBus], transformers: Iterable[Transformer]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Buses in service and isolated ones; a star is isolated with all of its windings."""
    alone = {bus.name: bus.isolated for bus in buses}
    for each in transformers:
        if each.star is not None:
            alone[each.star] = not any(branch.in_service for branch in each.branches)
    live = tuple(name for name, isolated in alone.items() if not isolated)
    return live, tuple(name for name, isolated in alone.items() if isolated)


def _naming(buses: Mapping[int, RawBus]) -> list[str]:
    nameless = named_by_number({number: bus.name for number, bus in buses.items()})
    return [f"{nameless} buses are called by number: their names are blank or shared"] if nameless else []


def _notes(found: Mapping[str, list[Record]], transformers: list[Transformer]) -> list[str]:
    """What the file tells that plays no part."""
    direct = sum(record[0].text(at, "0") != "0" for name, at in DC_LINES.items() for record in found[name])
    series = sum(record[0].text(2, "0") != "0" for record in found["FACTS device"])
    counts = {
        "DC lines": direct,
        "FACTS devices in series": series,
        "groups of multi-section lines (each section is a branch)": len(found["multi-section line"]),
        "phase-shift angles of transformers": sum(each.shifts for each in transformers),
        "impedance corrections of transformers": sum(each.corrected for each in transformers),
    }
    return [f"{count} {what} play no part in the flows" for what, count in counts.items() if count]
