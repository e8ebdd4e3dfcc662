"""Deciding quickly that a body keeps the contract, for messages made of texts, words, numbers and lists of such.

A Struct alone doesn't see all that the schema forbids: members named twice, and steps of numbers. Both show in
what the message is when it is written again. A body that isn't plainly sound is left to the thorough way
(decoding.py), so this way never refuses anything, and never takes what the thorough way would not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

LONGEST_INTEGER_PART = 12  # digits; with three decimals still far from what a double can't tell apart


def decode_quickly(type_: Any, body: bytes) -> Any:
    """The message of a body that surely keeps the contract, None where that takes a closer look.

    Without a backslash every quotation mark in a body opens or closes a text. The message written again has
    as many as the body unless the body names a member twice or has one that the message doesn't know. A
    number written again shows its decimals.
    """
    faults = _number_faults(type_)
    if faults is None or not body.isascii() or b"\\" in body:
        return None
    try:
        message = msgspec.json.decode(body, type=type_)
    except (msgspec.MsgspecError, RecursionError):
        return None
    written = msgspec.json.encode(message)
    if body.count(b'"') != written.count(b'"') or any(fault.search(written) for fault in faults):
        return None
    return message


@cache
def _number_faults(type_: Any) -> tuple[re.Pattern[bytes], ...] | None:
    """A pattern for each member that is a number, of what it may not look like; None for an unfit type."""
    try:
        members = dict.fromkeys(_numbers(inspect.type_info(type_)))
    except _Unfit:
        return None
    return tuple(_fault(name, decimals) for name, decimals in members)


class _Unfit(Exception):
    """The type holds more than this way can judge."""


def _numbers(kind: Any) -> Iterator[tuple[str, int]]:
    """The members that are numbers, with the decimals they may have; raises _Unfit."""
    if isinstance(kind, inspect.ListType):
        yield from _numbers(kind.item_type)
    elif isinstance(kind, inspect.StructType) and kind.tag is None and not kind.array_like:
        for field in kind.fields:
            if (field.default, field.default_factory) != (msgspec.NODEFAULT, msgspec.NODEFAULT):
                raise _Unfit  # it would be written though it was not sent
            if (decimals := _decimals(field.type)) is not None:
                yield field.encode_name, decimals
            elif not _is_plain(field.type):
                yield from _numbers(field.type)
    else:
        raise _Unfit


def _is_plain(kind: Any) -> bool:
    """Whether the Struct judges all that the schema does."""
    if isinstance(kind, inspect.IntType):
        return kind.ge is not None and kind.le is not None
    return isinstance(kind, inspect.StrType | inspect.LiteralType)


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


def _fault(name: str, decimals: int) -> re.Pattern[bytes]:
    """After the member's name anything but a number of so many digits and decimals, without an exponent."""
    number = rf"-?\d{{1,{LONGEST_INTEGER_PART}}}+(?:\.\d{{1,{decimals}}}+)?+[,}}]"
    return re.compile(f'"{re.escape(name)}":(?!{number})'.encode())
