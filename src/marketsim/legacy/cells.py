"""Cells of an extract: text to exact values and back, by the types of ``columns.yaml``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from marketsim.contract.cells import begins_like_a_formula
from marketsim.contract.instants import utc_text
from marketsim.legacy.columns import LegacyColumn

MOST_TEXT = 512
_ID = re.compile(r"[1-9][0-9]{0,9}")
_OWNER = re.compile(r"[A-Z0-9]{3,10}")
_DUNS = re.compile(r"[0-9]{9}")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_. -]{0,148}[A-Za-z0-9_.-])?")
_PERIOD = re.compile(r"(?:19|20)[0-9]{2}_(?:S0[1-4]|M0[1-9]|M1[0-2])")
_INSTANT = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_MW = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,3})?")
_PRICE = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,2})?")
_FACTOR = re.compile(r"(?:0(?:\.[0-9]{1,6})?|1(?:\.0{1,6})?)")


class Unfit(ValueError):
    """A cell that is no value of its column; the message says what was expected."""


class Cells(dict[str, Any]):
    """The values of a column by their text, each parsed once. A text that does not fit raises Unfit."""

    def __init__(self, column: LegacyColumn) -> None:
        super().__init__()
        self._parse, self._column = _PARSERS[column.type], column
        self._keeps = column.type not in ("id", "text")

    def __missing__(self, text: str) -> Any:
        if text == "":
            if not self._column.optional:
                raise Unfit("a value")
            value = () if self._column.type == "words" else None
        else:
            value = self._parse(text, self._column)
        if self._keeps:
            self[text] = value
        return value


def cell_text(value: Any, column: LegacyColumn) -> str:
    """The cell for a value; raises Unfit where it could not be read again."""
    text = "" if value is None or value == () else _WRITERS.get(column.type, str)(value)
    if Cells(column)[text] != value:
        raise Unfit(f"what {column.type} columns can say")
    return text


def writer(column: LegacyColumn) -> Callable[[Any], str]:
    """``cell_text`` of a column, remembering what it wrote before."""
    known: dict[Any, str] = {}

    def write(value: Any) -> str:
        text = known.get(value)
        if text is None:
            text = known[value] = cell_text(value, column)
        return text

    return write


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[str, LegacyColumn], str]:
    def parse(text: str, column: LegacyColumn) -> str:
        if pattern.fullmatch(text) is None:
            raise Unfit(expected)
        return text

    return parse


def _scaled(pattern: re.Pattern[str], places: int, expected: str) -> Callable[[str, LegacyColumn], int]:
    def parse(text: str, column: LegacyColumn) -> int:
        if pattern.fullmatch(text) is None:
            raise Unfit(expected)
        return int(Decimal(text).scaleb(places))

    return parse


def _above_zero(text: str, column: LegacyColumn) -> int:
    expected = "MW above 0 and below 1000000, up to three decimals"
    value = _scaled(_MW, 3, expected)(text, column)
    if value <= 0:
        raise Unfit(expected)
    return value


def _id(text: str, column: LegacyColumn) -> int:
    if _ID.fullmatch(text) is None:
        raise Unfit("a whole number from 1, at most ten digits")
    return int(text)


def _instant(text: str, column: LegacyColumn) -> datetime:
    expected = "an instant in UTC such as 2025-05-01T07:00:00Z"
    if _INSTANT.fullmatch(text) is None:
        raise Unfit(expected)
    try:
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    except ValueError:
        raise Unfit(expected) from None


def _word(text: str, column: LegacyColumn) -> str:
    if text not in column.words:
        raise Unfit(f"one of {', '.join(column.words)}")
    return text


def _words(text: str, column: LegacyColumn) -> tuple[str, ...]:
    found = tuple(text.split("|"))
    fit = all(each in column.words if column.words else _NAME.fullmatch(each) for each in found)
    if not fit or len(set(found)) != len(found):
        choice = f"of {', '.join(column.words)}" if column.words else "names"
        raise Unfit(f"one or more {choice}, each once, with | between")
    return found


def _text(text: str, column: LegacyColumn) -> str:
    if text.startswith("'") and begins_like_a_formula(text[1:]):
        text = text[1:]
    if len(text) > MOST_TEXT or not text.isprintable():
        raise Unfit(f"printable text on one line, at most {MOST_TEXT} characters")
    return text


def _flag(text: str, column: LegacyColumn) -> bool:
    if text not in ("Y", "N"):
        raise Unfit("Y or N")
    return text == "Y"


def _decimal(places: int) -> Callable[[int], str]:
    return lambda value: f"{Decimal(value).scaleb(-places):.{places}f}"


_PARSERS: Mapping[str, Callable[[str, LegacyColumn], Any]] = {
    "owner": _matching(_OWNER, "three to ten of A-Z and 0-9"),
    "name": _matching(
        _NAME, "a name: letters, digits, _ . - and inner spaces, at most 150, a letter or digit first"
    ),
    "duns": _matching(_DUNS, "nine digits"),
    "period": _matching(_PERIOD, "a season or month such as 2025_S03 or 2025_M05"),
    "text": _text,
    "id": _id,
    "instant": _instant,
    "mw": _above_zero,
    "signed-mw": _scaled(_MW, 3, "MW within a million, up to three decimals"),
    "price": _scaled(_PRICE, 2, "a price with up to two decimals"),
    "factor": _scaled(_FACTOR, 6, "a number from 0 to 1 with up to six decimals"),
    "flag": _flag,
    "word": _word,
    "words": _words,
}
_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "instant": utc_text,
    "mw": _decimal(3),
    "signed-mw": _decimal(3),
    "price": _decimal(2),
    "factor": _decimal(6),
    "flag": lambda value: "Y" if value else "N",
    "words": "|".join,
    "text": lambda value: f"'{value}" if begins_like_a_formula(value) else value,
}
