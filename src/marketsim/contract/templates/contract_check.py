"""Messages held against the contract, what departs told by row and column of the file they were made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marketsim.contract.catalogue import Contract
from marketsim.contract.deviation import Deviation
from marketsim.contract.schema_check import OPEN, STRICT
from marketsim.contract.templates.fault import Fault
from marketsim.contract.templates.layout import Layout
from marketsim.contract.templates.mapping import Listed, Shape
from marketsim.contract.templates.messages import Message, value_of_list
from marketsim.contract.templates.records import Record

FIXES = {
    "required": "fill it in",
    "enum": "write one of these words",
    "type": "correct it",
    "format": "write the instant in UTC, or with its zone",
    "multipleOf": "round it",
    "maxLength": "shorten it",
    "minLength": "fill it in",
    "pattern": "take the other characters out",
    "minItems": "add rows",
    "maxItems": "take rows out",
    "additionalProperties": "take it out: a row has no place for it",
}
OPTIONS = {"portfolioName": "--portfolio", "marketName": "--market", "participantName": "--participant"}
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def schema_of(shape: Shape, contract: Contract | None = None) -> Mapping[str, Any]:
    """The JSON schema of a message: that of its operation, or ours for the rows of a screen."""
    if shape.operation is None:
        return shape.row_schema or {}
    return (contract or Contract.load()).operation(*shape.operation).request_schema or {}


def faults_of_rows(message: Message, layout: Layout) -> list[Fault]:
    """Where a message made of rows departs from its contract, by row and column of the file."""
    found = OPEN.of(schema_of(message.shape)).deviations("request", "body", message.value)
    return [_by_row(each, message, layout) for each in found]


def faults_of_json(shape: Shape, value: Any) -> list[Fault]:
    """Where a message departs from its contract, by path; members that no column takes are among it."""
    found = STRICT.of(schema_of(shape)).deviations("request", "body", value)
    return [_by_path(each) for each in found]


def without_ignored(shape: Shape, value: Any) -> tuple[Any, int]:
    """The message without members that the service ignores, and how many there were."""
    if not shape.ignored or not isinstance(value, dict):
        return value, 0
    count, kept = 0, dict(value)
    for listed in shape.lists:
        records = value_of_list(value, listed)
        count += sum(len(shape.ignored & each.keys()) for each in records if isinstance(each, dict))
        if isinstance(value.get(listed.member), list):
            kept[listed.member] = [_less(each, shape.ignored) for each in records]
    return kept, count


def _less(record: Any, members: frozenset[str]) -> Any:
    if not isinstance(record, dict):
        return record
    return {name: value for name, value in record.items() if name not in members}


def _fix(deviation: Deviation) -> str:
    return FIXES.get(deviation.constraint, "correct it")


def _by_path(deviation: Deviation) -> Fault:
    if deviation.constraint == "more":
        return Fault("no further faults", deviation.found, "correct these first")
    return Fault(deviation.expected, deviation.found, _fix(deviation), place=deviation.path)


def _by_row(deviation: Deviation, message: Message, layout: Layout) -> Fault:
    """The cell, or the option, of a departure; the path in the message where there is none."""
    if deviation.constraint == "more":
        return _by_path(deviation)
    steps: list[str | int] = [
        int(number) if number else name for number, name in _STEP.findall(deviation.path)
    ]
    told = (deviation.expected, deviation.found, _fix(deviation))
    if steps and steps[0] in OPTIONS and steps[0] in message.shape.names:
        return Fault(*told, place=OPTIONS[str(steps[0])])
    for row, column, number in _cells(steps, message):
        return Fault(*told, row=row, column=layout.heading(column) if column else "", record=number)
    return Fault(*told, place=deviation.path)


def _cells(steps: Sequence[str | int], message: Message) -> Iterator[tuple[int, str, int | None]]:
    """Row, column and record of a path in the message."""
    shape = message.shape
    records = [each for several in message.origin.values() for each in several]
    for column, member in shape.shared.items():
        if steps[:1] == [member] and records:
            yield records[0].rows[0].number, column, None
    for listed in shape.lists:
        ahead = [listed.member] if listed.member else []
        if list(steps[: len(ahead)]) == ahead and len(steps) > len(ahead):
            index, rest = steps[len(ahead)], list(steps[len(ahead) + 1 :])
            if isinstance(index, int) and index < len(message.origin[listed.member]):
                yield _cell(message.origin[listed.member][index], listed, rest)


def _cell(record: Record, listed: Listed, rest: list[str | int]) -> tuple[int, str, int | None]:
    points = record.shape.points
    if points is not None and rest[:1] == [points.member]:
        if len(rest) == 1:
            return record.rows[0].number, points.record, record.number
        row = record.rows[int(rest[1])]
        column = next((name for name, member in points.members.items() if [member] == rest[2:]), "")
        return row.number, column, record.number
    for column, path in listed.members.items():
        if list(path[: len(rest)]) == rest:
            return record.rows[0].number, column, record.number
    return record.rows[0].number, "", record.number
