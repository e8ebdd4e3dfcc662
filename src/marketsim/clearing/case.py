"""A network case as its file tells it: buses and branches by name, in service or not, with their ratings."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from marketsim.clearing.case_problem import CaseProblem
from marketsim.clearing.plain_file import read_bytes

Rating = Literal["A", "B", "C"]
RATINGS: tuple[Rating, ...] = ("A", "B", "C")
BASE_MVA = 100.0  # what every susceptance is per unit on
LEAST_REACTANCE = 1e-7  # per unit on 100 MVA; below it flows are lost in rounding
MOST_MVA = 1e6  # of a rating, as the engine has it
MOST_TAP = 20.0  # of an off-nominal ratio, either way; beyond it, kV was taken for per unit
MOST_NUMBER = 1e9  # of any other number of a case


@dataclass(frozen=True, slots=True)
class CaseBranch:
    """One row of a case: a line, a transformer or a winding.

    ``reactance`` is per unit on 100 MVA; ``tap`` is the product of the off-nominal ratios, so that the susceptance
    is 1 / (reactance x tap). ``ratings`` are A, B and C in MVA; 0 is no limit.
    """

    name: str
    from_bus: str
    to_bus: str
    reactance: float
    ratings: tuple[float, float, float]
    tap: float = 1.0
    in_service: bool = True

    @property
    def susceptance(self) -> float:
        """Per unit on 100 MVA."""
        return 1.0 / (self.reactance * self.tap)

    def rating(self, which: Rating) -> float | None:
        """In MW; None where the case gives no limit."""
        return self.ratings[RATINGS.index(which)] or None


@dataclass(frozen=True, slots=True)
class Case:
    """A case file's network. ``buses`` are those in service; ``isolated`` the others.

    A branch in service has both its ends among ``buses``. ``notes`` say what of the file plays no part.
    """

    file: Path
    buses: tuple[str, ...]
    branches: tuple[CaseBranch, ...]
    isolated: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def bus_names(numbers: Sequence[int], names: Sequence[str]) -> dict[int, str]:
    """What each bus is called: its name where that is not blank, not shared and no bus's number; else its number."""
    shared = Counter(names)
    taken = {str(number) for number in numbers}
    return {
        number: name if name and shared[name] == 1 and name not in taken else str(number)
        for number, name in zip(numbers, names, strict=True)
    }


def named_by_number(called: dict[int, str]) -> int:
    """How many buses have no name of their own."""
    return sum(name == str(number) for number, name in called.items())


def circuits(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """FROM-TO-K for branches in a file's order; K counts from 1 within the same ordered pair, out of service too."""
    seen: Counter[tuple[str, str]] = Counter()
    names = []
    for pair in pairs:
        seen[pair] += 1
        names.append(f"{pair[0]}-{pair[1]}-{seen[pair]}")
    return names


def twice(path: Path, branches: Iterable[CaseBranch]) -> list[CaseProblem]:
    """A problem for each branch that is called as an earlier one: then nobody could say which is meant."""
    expected, fix = "each branch's name once", "give circuits or buses other names"
    return [
        CaseProblem(path, None, "branch", expected=expected, found=f"{name} {count} times", fix=fix)
        for name, count in Counter(branch.name for branch in branches).items()
        if count > 1
    ]


def read_case(path: Path) -> Case:
    """The case in a MATPOWER ``.m`` or a PSS/E ``.raw`` file, told apart by the ending. Raises CaseProblem."""
    from marketsim.clearing.matpower import read_matpower
    from marketsim.clearing.raw30 import read_raw30

    readers: dict[str, Callable[[Path], Case]] = {".m": read_matpower, ".raw": read_raw30}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise CaseProblem(
            path, None, "",
            expected="a MATPOWER case (.m) or a PSS/E case of revision 30 (.raw)",
            found=f"the ending {path.suffix!r}",
            fix="give the file the ending of its format",
        )  # fmt: skip
    return reader(path)


def case_text(path: Path) -> str:
    """A case file's text; bytes that are no UTF-8 are taken as Latin-1. Raises CaseProblem."""
    raw = read_bytes(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def reactance_flaw(reactance: float) -> str | None:
    """Why a branch in service can't have this reactance (per unit on 100 MVA); None: it can."""
    if math.isfinite(reactance) and LEAST_REACTANCE <= abs(reactance) <= MOST_NUMBER:
        return None
    return f"a reactance of {reactance:g}"
