"""Reads a MATPOWER case of version 2 (MATPOWER manual, appendix on the case format): what flows depend on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

from marketsim.clearing.case import (
    BASE_MVA,
    MOST_MVA,
    MOST_NUMBER,
    MOST_TAP,
    Case,
    CaseBranch,
    bus_names,
    case_text,
    circuits,
    named_by_number,
    reactance_flaw,
    twice,
)
from marketsim.clearing.case_problem import CaseProblem, together
from marketsim.clearing.matpower_statements import Assignment, assignments

BUS_COLUMNS, BRANCH_COLUMNS, DCLINE_COLUMNS = 13, 11, 3
ISOLATED = 4  # a bus's type
WANTED = ("version", "baseMVA", "bus", "branch", "bus_name", "dcline")

Numbers = list[float]
Told = Callable[[int, str, str, str], None]  # line, expected, found, fix


def read_matpower(path: Path) -> Case:
    """The case in the file. Buses of type 4 and branches of status 0 are out of service.

    Phase-shift angles, DC lines, charging, shunts, loads and generators play no part in the flows; the first two
    are noted where there are any. Raises CaseProblem, with further problems of the file.
    """
    fields: dict[str, Assignment] = {}
    for each in assignments(path, case_text(path)):
        if each.name in fields and each.name in WANTED:
            raise _problem(
                path, each.line, each.name, f"mpc.{each.name} once", "it a second time", "leave one"
            )
        fields[each.name] = each
    _check_version(path, fields)
    return _CaseReading(path, fields).case()


def _check_version(path: Path, fields: dict[str, Assignment]) -> None:
    version = fields.get("version")
    found = version.text.strip("'\"") or "no text" if version else "none"
    if found != "2":
        line = version.line if version else None
        raise _problem(path, line, "version", "mpc.version = '2'", found, "convert it with savecase")


class _CaseReading:
    """One file on its way from fields to a case; problems are gathered."""

    def __init__(self, path: Path, fields: dict[str, Assignment]) -> None:
        self._path = path
        self._fields = fields
        self._problems: list[CaseProblem] = []
        self._notes: list[str] = []

    def case(self) -> Case:
        """The case; raises the problems found so far wherever going on would only multiply them."""
        scale = BASE_MVA / self._base()
        called, isolated = self._buses()
        self._raise()
        branches = list(self._branches(called, isolated, scale))
        self._problems += twice(self._path, branches)
        self._raise()
        self._note_dc_lines()
        return Case(
            self._path,
            tuple(name for name in called.values() if name not in isolated),
            tuple(branches),
            tuple(name for name in called.values() if name in isolated),
            tuple(self._notes),
        )

    def _raise(self) -> None:
        if self._problems:
            raise together(self._problems)

    def _tell(self, where: str) -> Told:
        def tell(line: int, expected: str, found: str, fix: str) -> None:
            self._problems.append(_problem(self._path, line, where, expected, found, fix))

        return tell

    def _base(self) -> float:
        given = self._fields.get("baseMVA")
        base = _number(given.text) if given else None
        if base is None or not 1e-3 <= base <= MOST_NUMBER:
            line, found = (given.line, given.text or "no number") if given else (None, "none")
            fix = "give the system's base"
            raise _problem(self._path, line, "baseMVA", "mpc.baseMVA, a number above 0", found, fix)
        return base

    def _rows(self, name: str, columns: int) -> Iterator[tuple[int, Numbers]]:
        """The rows of a matrix that has at least so many columns, all of the same length."""
        given = self._fields.get(name)
        if given is None or given.kind != "[":
            fix = "copy the file again, or add the matrix"
            raise _problem(self._path, None, name, f"a matrix mpc.{name}", "none", fix)
        width = 0
        for line, text in given.rows:
            words = text.replace(",", " ").split()
            width = width or len(words)
            try:
                values = [float(word) for word in words]
            except ValueError:
                values = []
            if not values or len(values) < columns or len(values) != width or "_" in text:
                expected = f"{max(width, columns)} numbers in a row"
                found = f"{len(words)} of them: {text.strip()[:60]!r}"
                self._tell(name)(line, expected, found, "write one number a column")
                continue
            yield line, values

    def _buses(self) -> tuple[dict[int, str], set[str]]:
        """What each bus is called, and which are isolated."""
        tell, numbers, isolated = self._tell("bus"), list[int](), set[int]()
        seen: set[int] = set()
        for line, row in self._rows("bus", BUS_COLUMNS):
            number = _whole(row[0])
            if number is None or number < 1:
                tell(line, "a bus number from 1", f"{row[0]:g}", "number the bus")
            elif number in seen:
                tell(line, "each bus number once", f"{number} again", "number the buses anew")
            elif row[1] not in (1, 2, 3, 4):
                tell(line, "a bus type from 1 to 4", f"{row[1]:g}", "give the bus's type")
            else:
                numbers.append(number)
                seen.add(number)
                if row[1] == ISOLATED:
                    isolated.add(number)
        if not numbers and not self._problems:
            fix = "give the network's buses"
            raise _problem(self._path, self._fields["bus"].line, "bus", "at least one bus", "none", fix)
        self._raise()
        called = bus_names(numbers, self._names(numbers))
        if "bus_name" in self._fields and (nameless := named_by_number(called)):
            self._notes.append(f"{nameless} buses are called by number: their names are blank or shared")
        return called, {called[number] for number in isolated}

    def _names(self, numbers: list[int]) -> list[str]:
        given = self._fields.get("bus_name")
        if given is None:
            return [""] * len(numbers)
        names = []
        for line, text in given.rows:
            if text[:1] not in ("'", '"') or len(text) < 2 or not text[1:-1].isprintable():
                self._tell("bus_name")(line, "a name in quotes", repr(text[:60]), "quote it")
                continue
            names.append(text[1:-1].replace(text[0] * 2, text[0]).strip())
        if len(names) != len(numbers) and not self._problems:
            found = f"{len(names)} names"
            fix = "name every bus, in the order of mpc.bus"
            self._tell("bus_name")(given.line, f"{len(numbers)} names, one a bus", found, fix)
        self._raise()
        return names

    def _branches(self, called: dict[int, str], isolated: set[str], scale: float) -> Iterator[CaseBranch]:
        rows: list[tuple[int, Numbers, tuple[str, str]]] = []
        tell = self._tell("branch")
        for line, row in self._rows("branch", BRANCH_COLUMNS):
            ends = [called.get(number) if (number := _whole(row[at])) else None for at in (0, 1)]
            if ends[0] is None or ends[1] is None:
                strange = row[0] if ends[0] is None else row[1]
                tell(
                    line,
                    "buses of mpc.bus at both ends",
                    f"bus {strange:g}",
                    "add the bus or take out the row",
                )
            elif ends[0] == ends[1]:
                tell(line, "two different buses", f"{ends[0]} at both ends", "take out the row")
            elif row[10] not in (0, 1):
                tell(line, "a status of 0 or 1", f"{row[10]:g}", "say whether it is in service")
            else:
                rows.append((line, row, (ends[0], ends[1])))
        shifting = 0
        for (line, row, ends_), name in zip(rows, circuits(ends for _, _, ends in rows), strict=True):
            in_service = row[10] == 1 and isolated.isdisjoint(ends_)
            tap = row[8] or 1.0
            if in_service:
                for expected, found, fix in _flaws(row, tap, scale):
                    tell(line, expected, found, fix)
                shifting += row[9] != 0
            yield CaseBranch(name, *ends_, row[3] * scale, (row[5], row[6], row[7]), tap, in_service)
        if shifting:
            self._notes.append(f"phase-shift angles of {shifting} branches play no part in the flows")

    def _note_dc_lines(self) -> None:
        if "dcline" in self._fields:
            count = sum(row[2] == 1 for _, row in self._rows("dcline", DCLINE_COLUMNS))
            self._raise()
            if count:
                self._notes.append(f"{count} DC lines play no part in the flows")


def _flaws(row: Numbers, tap: float, scale: float) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a branch in service: expected, found, fix."""
    if flaw := reactance_flaw(row[3] * scale):
        yield (
            "a reactance of 1e-7 to 1e9 per unit",
            flaw,
            "give a small one, such as 0.0001, or join the buses",
        )
    if not 1 / MOST_TAP <= tap <= MOST_TAP:
        yield "a tap ratio near 1 (0 for none)", f"{tap:g}", "give the off-nominal ratio"
    if odd := [each for each in row[5:8] if not 0 <= each <= MOST_MVA]:
        yield "ratings from 0 (no limit) to 1e6 MVA", f"{odd[0]:g}", "give the ratings"


def _whole(value: float) -> int | None:
    return int(value) if abs(value) <= MOST_NUMBER and value == int(value) else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _problem(path: Path, line: int | None, where: str, expected: str, found: str, fix: str) -> CaseProblem:
    return CaseProblem(path, line, where, expected=expected, found=found, fix=fix)
