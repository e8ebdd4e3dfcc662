"""Deciding quickly that a body keeps the contract, for messages made of texts, words, numbers, times and lists of such.

A Struct alone doesn't see all that the schema forbids: members named twice, steps of numbers, and times in a form of
their own. All show in the bytes. A body that isn't plainly sound is left to the thorough way
(decoding.py), so this way never refuses anything, and never takes what the thorough way would not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

INSTANT = r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"'
LONGEST_INTEGER_PART = 12  # digits; with three decimals still far from what a double can't tell apart


def decode_quickly(type_: Any, body: bytes) -> Any:
    """The message of a body that surely keeps the contract, None where that takes a closer look.

    Without a backslash every quotation mark in a body opens or closes a text. A body has as many as the
    members and texts of its message need, unless it names a member twice or one that the message doesn't
    know. A number shows its decimals as it stands in the body, a time its form: whole seconds in UTC, with Z.
    """
    signs = _signs(type_)
    if signs is None or not body.isascii() or b"\\" in body:
        return None
    try:
        message = msgspec.json.decode(body, type=type_)
    except (msgspec.MsgspecError, RecursionError):
        return None
    if body.count(b'"') != signs.quotes(message) or any(fault.search(body) for fault in signs.faults):
        return None
    return message


class _Signs(NamedTuple):
    """How many quotation marks a message of a type needs, and what its numbers and times may not look like."""

    quotes: Callable[[Any], int]
    faults: tuple[re.Pattern[bytes], ...]


@cache
def _signs(type_: Any) -> _Signs | None:
    """The signs of a sound body of a type; None for an unfit type."""
    try:
        kind = inspect.type_info(type_)
        members = dict.fromkeys(_forms(kind))
    except _Unfit:
        return None
    return _Signs(_quotes(kind), tuple(_fault(name, form) for name, form in members))


def _quotes(kind: Any) -> Callable[[Any], int]:
    """Counts the quotation marks of a message: two around each member's name and each text."""
    if isinstance(kind, inspect.ListType):
        of_one = _quotes(kind.item_type)
        if (fixed := _fixed_quotes(kind.item_type)) is not None:
            return lambda messages: fixed * len(messages)
        return lambda messages: sum(map(of_one, messages))
    always = sum(_own_quotes(field.type) for field in kind.fields if field.required)
    inner = [
        (field.name, _quotes(field.type))
        for field in kind.fields
        if field.required and _is_nested(field.type)
    ]
    optional = [(field.name, field.type) for field in kind.fields if not field.required]

    def count(message: Any) -> int:
        found = always
        for name, quotes in inner:
            found += quotes(getattr(message, name))
        for name, type_ in optional:
            if (value := getattr(message, name)) is not msgspec.UNSET:
                found += _own_quotes(type_) + (_quotes(type_)(value) if _is_nested(type_) else 0)
        return found

    return count


def _fixed_quotes(kind: Any) -> int | None:
    """The quotation marks of a message that has always the same members, none of them nested; else None."""
    if not isinstance(kind, inspect.StructType):
        return None
    if any(not field.required or _is_nested(field.type) for field in kind.fields):
        return None
    return sum(_own_quotes(field.type) for field in kind.fields)


def _own_quotes(kind: Any) -> int:
    return 4 if isinstance(kind, inspect.StrType | inspect.LiteralType | inspect.DateTimeType) else 2


def _is_nested(kind: Any) -> bool:
    return isinstance(kind, inspect.StructType | inspect.ListType)


class _Unfit(Exception):
    """The type holds more than this way can judge."""


def _forms(kind: Any) -> Iterator[tuple[str, str]]:
    """The members that are numbers or times, with the form (a pattern) that each must have; raises _Unfit."""
    if isinstance(kind, inspect.ListType):
        yield from _forms(kind.item_type)  # a list of anything but objects is unfit
    elif isinstance(kind, inspect.StructType) and kind.tag is None and not kind.array_like:
        for field in kind.fields:
            if (field.default, field.default_factory) != (msgspec.NODEFAULT, msgspec.NODEFAULT):
                raise _Unfit  # it would be written though it was not sent
            if (decimals := _decimals(field.type)) is not None:
                yield (
                    field.encode_name,
                    rf"-?\d{{1,{LONGEST_INTEGER_PART}}}+(?:\.\d{{1,{decimals}}}+)?+[\s,}}]",
                )
            elif isinstance(field.type, inspect.DateTimeType):
                yield field.encode_name, INSTANT
            elif not _is_plain(field.type):
                yield from _forms(field.type)
    else:
        raise _Unfit


def _is_plain(kind: Any) -> bool:
    """Whether the Struct judges all that the schema does."""
    if isinstance(kind, inspect.IntType):
        return kind.ge is not None and kind.le is not None
    if isinstance(kind, inspect.LiteralType):
        return all(isinstance(value, str) for value in kind.values)
    return isinstance(kind, inspect.StrType)


def _decimals(kind: Any) -> int | None:
    """How many decimals a number may have; None for anything but a number with a step. Raises _Unfit."""
    step = (kind.extra_json_schema or {}).get("multipleOf") if isinstance(kind, inspect.Metadata) else None
    inner = kind.type if isinstance(kind, inspect.Metadata) else kind
    if not isinstance(inner, inspect.FloatType):
        return None
    steps = {0.001: 3, 0.01: 2}
    if step not in steps:
        raise _Unfit
    return steps[step]


def _fault(name: str, form: str) -> re.Pattern[bytes]:
    """After the member's name anything but what has the form."""
    return re.compile(rf'"{re.escape(name)}"(?!\s*+:\s*+{form})'.encode())
