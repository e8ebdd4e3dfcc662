"""What one row of the long form says, judged before it counts: names, day and hour, unit."""

from __future__ import annotations

import re
from datetime import date
from sys import intern

from marketsim.settlement.files.columns import IDENTIFIERS, FileDeterminant, determinants
from marketsim.settlement.files.fault import shown
from marketsim.settlement.files.table import Whose
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.refusal import Refusal

NAME = re.compile(r"[^\W_][\w .:/&#-]{0,59}")  # nothing a spreadsheet takes for a formula
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
HOUR = re.compile(r"[1-9][0-9]?")
_SEE = "see `marketsim settle --columns`"


class Wrong(Exception):
    """A row that does not count: what was expected, found, and what to do."""

    def __init__(self, expected: str, found: str, fix: str = _SEE) -> None:
        super().__init__(f"expected {expected}; found {found}; {fix}")
        self.expected, self.found, self.fix = expected, found or "nothing", fix


def determinant_of(name: str, kinds: tuple[str, ...]) -> FileDeterminant:
    """The determinant of this name; raises Wrong where it is none of these kinds."""
    found = determinants().get(name)
    if found is None:
        raise Wrong("a determinant that is listed", shown(name))
    if not set(found.kinds) & set(kinds):
        fix = "give the inputs to --inputs and what was settled to --statement, in files of their own"
        raise Wrong(f"a determinant of kind {' or '.join(kinds)}", f"{name}, of kind {found.kind}", fix)
    return found


def whose(determinant: FileDeterminant, cells: tuple[str, ...]) -> Whose:
    """Resource, area and coordinator: exactly those that the determinant is of. Raises Wrong."""
    for column, cell in zip(IDENTIFIERS, cells, strict=True):
        if column not in determinant.of:
            if cell:
                raise Wrong(f"no {column} for {determinant.name}", shown(cell), f"leave {column} empty")
        elif not NAME.fullmatch(cell):
            fix = (
                "begin with a letter or digit, at most 60 characters, and write it as elsewhere in the files"
            )
            raise Wrong(f"the {column} of {determinant.name}", shown(cell), fix)
    return Whose(*map(intern, cells))


def hour_of(day: str, ending: str) -> TradeHour:
    """The Pacific hour; raises Wrong where there is none."""
    if not DAY.fullmatch(day) or not HOUR.fullmatch(ending):
        raise Wrong(
            "a TradeDate such as 2019-08-01 and an HourEnding such as 7", shown(f"{day} {ending}".strip())
        )
    try:
        return TradeHour(date.fromisoformat(day), int(ending))
    except Refusal as problem:
        raise Wrong(problem.expected, problem.found, problem.fix) from None
    except ValueError:
        raise Wrong("a TradeDate that the calendar has", day, "correct the date") from None


def check_unit(determinant: FileDeterminant, unit: str) -> None:
    """Raises Wrong for any unit but the determinant's own: nothing is converted in silence."""
    if unit != determinant.unit:
        expected = f"{determinant.name} in {determinant.unit or 'no unit'}"
        raise Wrong(expected, shown(unit), "convert the values yourself, then name their unit")


def check_fact(determinant: FileDeterminant, cells: tuple[str, ...]) -> None:
    """Raises Wrong where a fact has a day, hour, interval, value or unit."""
    if any(cells):
        raise Wrong(f"a fact without day, value or unit ({determinant.name})", shown(",".join(cells)))


def slot(determinant: FileDeterminant, interval: str) -> int:
    """Which of the hour's values it is, from 0; raises Wrong where the granularity is another."""
    most = determinant.intervals
    if most == 1 and not interval:
        return 0
    if most > 1 and HOUR.fullmatch(interval) and int(interval) <= most:
        return int(interval) - 1
    span = (
        "an hourly value, Interval empty"
        if most == 1
        else f"{determinant.granularity} values, Interval 1 to {most}"
    )
    fix = "give values of this granularity; nothing is spread, averaged or added up in silence"
    raise Wrong(f"{determinant.name} as {span}", f"Interval {shown(interval) or 'empty'}", fix)
