"""Cells of tabular files: typed values, their text in CSV and their value in JSON."""

from __future__ import annotations

import math
import re
from datetime import datetime

import msgspec

from marketsim.contract.file_format import ColumnType
from marketsim.contract.instants import read_instant, utc_text

Cell = str | int | float | datetime | None
Row = dict[str, Cell]

_INTEGER = re.compile(r"-?\d{1,19}")
_NUMBER = re.compile(r"-?\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?")
# Spreadsheets run text that begins so as a formula. Such text gets an apostrophe in front, in CSV only, and
# reading takes it away again; text that begins with an apostrophe gets a second one, so nothing is lost.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n", "'")
_INT64 = range(-(2**63), 2**63)


def begins_like_a_formula(text: str) -> bool:
    """Whether spreadsheets would run the text, or take its first sign away."""
    return text.startswith(_FORMULA)


class UnfitCell(ValueError):
    """A value does not fit the type of its column."""


def to_json(value: Cell, type_: ColumnType) -> str | int | float | None:
    """The value as JSON has it; empty text is null. Raises UnfitCell."""
    if value is None or value == "":
        return None
    if type_ == "date-time" and isinstance(value, datetime):
        if value.tzinfo is None:
            raise UnfitCell(f"the date-time {value} has no zone")
        return utc_text(value)
    if type_ == "integer" and isinstance(value, int) and not isinstance(value, bool) and value in _INT64:
        return value
    if type_ == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise UnfitCell(f"{value} is no number of a file")
        return float(value)
    if type_ == "text" and isinstance(value, str):
        return value
    raise UnfitCell(f"{value!r:.80} is no {type_}")


def to_csv(value: Cell, type_: ColumnType) -> str:
    """The value as CSV has it, shielded against being run as a formula. Raises UnfitCell."""
    plain = to_json(value, type_)
    if plain is None:
        return ""
    if isinstance(plain, str):
        return f"'{plain}" if begins_like_a_formula(plain) else plain
    return repr(plain)


def from_csv(text: str, type_: ColumnType) -> Cell:
    """The typed value of a CSV cell. Text that is no value of its type is handed back as it is."""
    if text == "":
        return None
    if text.startswith("'") and text[1:].startswith(_FORMULA):
        text = text[1:]
    if type_ == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if type_ == "number" and _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return _instant(text) if type_ == "date-time" else text


def from_json(value: object, type_: ColumnType) -> Cell:
    """The typed value of a JSON member. Text that is no value of its type is handed back as it is."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _instant(value) if type_ == "date-time" else value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return msgspec.json.encode(value).decode()
    return float(value) if type_ == "number" else value


def fits(value: Cell, type_: ColumnType) -> bool:
    """Whether a typed value is of the column's type; an empty cell always is."""
    try:
        to_json(value, type_)
    except UnfitCell:
        return False
    return True


def _instant(text: str) -> Cell:
    try:
        return read_instant(text)
    except (ValueError, OverflowError):
        return text
