"""MATPOWER cases (.m): the matrices bus and branch, and bus_name where it is there.

Columns after the MATPOWER manual, appendix B: a bus has its number first and its type second (4: isolated);
a branch has from, to, r, x, b, three ratings (MVA, taken as MW; 0: no limit), tap ratio (0: 1), angle, status.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from marketsim.verification.case.case import Case, Line, bus_names, case_of, numbered
from marketsim.verification.report import Unreadable

_START = r"^[ \t]*mpc\.{}[ \t]*=[ \t]*{}"
_ISOLATED = 4


def read_matpower(file: str, content: bytes) -> Case:
    """The case in a MATPOWER file; raises Unreadable with the line."""
    text = content.decode("utf-8", errors="replace")
    buses, bus_lines = _matrix(file, text, "bus", 2)
    branches, branch_lines = _matrix(file, text, "branch", 11)
    numbers = [_whole(file, line, value) for value, line in zip(buses[:, 0], bus_lines, strict=True)]
    if len(set(numbers)) != len(numbers):
        raise Unreadable(file, bus_lines[0], "every bus number once", "one twice", "make them differ")
    known = bus_names(numbers, _written_names(file, text, numbers))
    ends = []
    for row, line in zip(branches, branch_lines, strict=True):
        pair = _whole(file, line, row[0]), _whole(file, line, row[1])
        if not (pair[0] in known and pair[1] in known):
            raise Unreadable(file, line, "a branch between buses of the case", f"{pair}", "correct its buses")
        ends.append((known[pair[0]], known[pair[1]]))
    lines = [
        Line(name, *pair, *_electrical(row), bool(row[10] > 0), line)
        for name, pair, row, line in zip(numbered(ends), ends, branches, branch_lines, strict=True)
    ]
    live = [known[each] for each, kind in zip(numbers, buses[:, 1], strict=True) if kind != _ISOLATED]
    return case_of(file, live, lines)


def _electrical(row: NDArray[np.float64]) -> tuple[float, tuple[float, float, float]]:
    tap = float(row[8]) or 1.0
    return float(row[3]) * tap, (float(row[5]), float(row[6]), float(row[7]))


def _matrix(file: str, text: str, name: str, width: int) -> tuple[NDArray[np.float64], list[int]]:
    """The rows of ``mpc.name`` and the line of each."""
    start = re.search(_START.format(name, r"\["), text, re.M)
    if start is None:
        raise Unreadable(file, None, f"a matrix mpc.{name} = [ … ]", "none", "give a whole MATPOWER case")
    line = text.count("\n", 0, start.end()) + 1
    rows: list[list[float]] = []
    lines: list[int] = []
    pending: list[str] = []
    for offset, written in enumerate(text[start.end() :].split("\n")):
        code = written.split("%", 1)[0]
        closed = "]" in code
        code = code.split("]", 1)[0].replace(",", " ")
        if "..." in code:
            pending.append(code.split("...", 1)[0])
            continue
        for piece in (" ".join([*pending, code])).split(";"):
            if cells := piece.split():
                rows.append(_numbers(file, line + offset, cells, width))
                lines.append(line + offset)
        pending = []
        if closed:
            break
    else:
        raise Unreadable(file, line, f"mpc.{name} closed by ]", "the end of the file", "the file is cut off")
    if not rows:
        raise Unreadable(file, line, f"rows in mpc.{name}", "none", "give a network with buses and branches")
    if len({len(row) for row in rows}) != 1:
        odd = next(at for at, row in enumerate(rows) if len(row) != len(rows[0]))
        raise Unreadable(
            file, lines[odd], f"{len(rows[0])} columns", f"{len(rows[odd])}", "complete this row"
        )
    return np.array(rows, dtype=np.float64), lines


def _numbers(file: str, line: int, cells: list[str], width: int) -> list[float]:
    if len(cells) < width:
        raise Unreadable(file, line, f"at least {width} columns", f"{len(cells)}", "complete this row")
    try:
        return [float(cell) for cell in cells]
    except ValueError:
        raise Unreadable(file, line, "numbers", repr(" ".join(cells)[:60]), "write plain numbers") from None


def _whole(file: str, line: int, value: float) -> int:
    if not (abs(value) < 1e12 and value == int(value)):
        raise Unreadable(file, line, "a bus number", f"{value}", "write a whole number")
    return int(value)


def _written_names(file: str, text: str, numbers: list[int]) -> list[str]:
    start = re.search(_START.format("bus_name", r"\{"), text, re.M)
    if start is None:
        return [""] * len(numbers)
    line = text.count("\n", 0, start.end()) + 1
    body = re.compile(r"(?:[^'}]|'(?:[^'\n]|'')*')*\}").match(text, start.end())
    if body is None:
        raise Unreadable(file, line, "mpc.bus_name closed by }", "the end of the file", "the file is cut off")
    plain = re.sub(r"^((?:[^'%\n]|'(?:[^'\n]|'')*')*)%.*$", r"\1", body[0], flags=re.M)
    names = [each.replace("''", "'").strip() for each in re.findall(r"'((?:[^'\n]|'')*)'", plain)]
    if len(names) != len(numbers):
        raise Unreadable(file, line, f"{len(numbers)} bus names", f"{len(names)}", "name every bus or none")
    return names
