"""Records put together to the messages that operations take, and messages taken apart to rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketsim.contract.cells import Cell, Row
from marketsim.contract.file_format import TEMPLATES
from marketsim.contract.instants import read_instant
from marketsim.contract.templates.fault import Fault
from marketsim.contract.templates.mapping import Listed, Shape
from marketsim.contract.templates.records import Record


@dataclass(frozen=True, slots=True)
class Message:
    """A message as plain JSON values, with the records of each of its lists where it was made of rows."""

    shape: Shape
    value: Any
    origin: Mapping[str, Sequence[Record]]

    @property
    def count(self) -> int:
        """How many records it holds."""
        return sum(len(value_of_list(self.value, each)) for each in self.shape.lists)


def value_of_list(value: Any, listed: Listed) -> list[Any]:
    """The records of one list of a message; none where the member is not there."""
    found = value.get(listed.member, []) if listed.member else value
    return found if isinstance(found, list) else []


def batches(records: Iterable[Record]) -> list[list[Record]]:
    """The records message by message, in the order in which each message first shows."""
    found: dict[tuple[Any, ...], list[Record]] = {}
    for each in records:
        found.setdefault(each.key(), []).append(each)
    return list(found.values())


def message_of(shape: Shape, records: Sequence[Record], names: Mapping[str, str]) -> Message:
    """One message of records that say the same in the shared columns; ``names`` are its members without column."""
    origin = {listed.member: [each for each in records if each.listed is listed] for listed in shape.lists}
    values = {member: [each.value() for each in found] for member, found in origin.items()}
    if shape.is_list:
        return Message(shape, values[""], origin)
    shared = records[0].shared() if records else {}
    given = {name: names[name] for name in shape.names if name in names}
    return Message(shape, {**given, **shape.constants, **shared, **values}, origin)


def rows_of(shape: Shape, value: Any) -> tuple[list[Row], list[Fault]]:
    """The rows of a message that keeps its contract, typed by our columns; faults are what a cell can't hold."""
    faults: list[Fault] = []
    columns = {each.name: each.type for each in TEMPLATES[shape.template].columns}
    shared = {column: value[member] for column, member in shape.shared.items() if member in value}
    rows: list[Row] = []
    for number, (place, cells) in enumerate(_records(shape, value, shared), start=1):
        for cell_place, every in _points(shape, place, cells, number):
            typed: Row = {}
            for column, plain in every.items():
                try:
                    typed[column] = _cell(plain, columns[column])
                except _Unkept as problem:
                    fix = "the CSV could not say it; correct it in the message"
                    faults.append(
                        Fault(problem.args[0], f"{plain!r:.80}", fix, place=f"{cell_place} {column}")
                    )
            rows.append(typed)
    return rows, faults


def names_of(shape: Shape, value: Any) -> dict[str, str]:
    """The members of a message that no column has."""
    return {name: value[name] for name in shape.names if isinstance(value, dict) and name in value}


def _records(shape: Shape, value: Any, shared: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for listed in shape.lists:
        for index, record in enumerate(value_of_list(value, listed)):
            cells: dict[str, Any] = {**listed.when, **shared}
            for column, path in listed.members.items():
                if (plain := _at(record, path)) is not None:
                    cells[column] = plain
            if shape.points is not None:
                cells[shape.points.member] = record.get(shape.points.member, [])
            yield f"{listed.member}[{index}]", cells


def _points(
    shape: Shape, place: str, cells: dict[str, Any], number: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    if shape.points is None:
        yield place, cells
        return
    for index, point in enumerate(cells.pop(shape.points.member)):
        told = {column: point[member] for column, member in shape.points.members.items() if member in point}
        yield f"{place}.{shape.points.member}[{index}]", {shape.points.record: number, **cells, **told}


def _at(record: Any, path: Sequence[str]) -> Any:
    for name in path:
        record = record.get(name) if isinstance(record, dict) else None
    return record


class _Unkept(ValueError):
    """A value that a cell can't hold."""


def _cell(plain: Any, type_: str) -> Cell:
    """A JSON value as the cell of a column; raises _Unkept where the cell would say something else."""
    if type_ == "number" and isinstance(plain, int | float) and not isinstance(plain, bool):
        return _number(plain)
    if type_ == "integer" and isinstance(plain, float) and plain.is_integer():
        return int(plain)
    if type_ == "date-time":
        return _instant(plain)
    kept: Cell = plain
    return kept


def _number(plain: float) -> float:
    try:
        exact = float(plain) == plain
    except OverflowError:  # a whole number of hundreds of digits
        exact = False
    if not exact:
        raise _Unkept("a number of at most 15 digits")
    return float(plain)


def _instant(plain: Any) -> datetime:
    try:
        moment = read_instant(plain)
    except ValueError:
        raise _Unkept("a date and time with its zone") from None
    except OverflowError:
        raise _Unkept("an instant of the years 1 to 9999 in UTC") from None
    if moment.microsecond or _has_fraction(plain):
        raise _Unkept("whole seconds")
    return moment


def _has_fraction(text: str) -> bool:
    fraction = text.partition(".")[2]
    return bool(fraction.rstrip("Zz").split("+")[0].split("-")[0].strip("0"))
