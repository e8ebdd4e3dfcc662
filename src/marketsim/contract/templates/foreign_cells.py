"""Cells as somebody else writes them: other words, other dates, other units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from marketsim.contract.cells import Cell, from_csv, to_json
from marketsim.contract.file_format import Column, ColumnType
from marketsim.contract.templates.layout import Misfit, check_kept

PACIFIC = ZoneInfo("America/Los_Angeles")
_SECOND = timedelta(seconds=1)
KEYS = {"format", "at", "words", "times"}


class UnfitNote(ValueError):
    """A note on a column that can't be meant: what was expected, what was found."""


@dataclass(frozen=True, slots=True)
class ForeignCells:
    """Cells of one of their columns.

    ``format`` is a strptime format of Pacific wall time, or of a Pacific day: of its first second (``at`` is
    ``start``) or its last (``end``). ``words`` are theirs by ours. ``times`` is how many of their unit one of ours is.
    """

    type: ColumnType
    format: str = ""
    at: str = "start"
    words: Mapping[str, str] = field(default_factory=dict)
    times: Decimal = Decimal(1)

    def read(self, text: str) -> Cell:
        """The typed value; raises Misfit."""
        if text == "":
            return None
        if self.words:
            return self._word(text)
        if self.format:
            return self._moment(text)
        if self.times != 1:
            return self._number(text)
        value = text if self.type == "text" else from_csv(text, self.type)
        if self.type != "text":
            check_kept(text, value)
        return value

    def write(self, value: Cell) -> str:
        """The text of a value; raises Misfit for what they can't say, UnfitCell for a value of another type."""
        if value is None:
            return ""
        if value == "":
            raise Misfit(
                "some text, as none can't be told from no value", "fill it in, or leave the member out"
            )
        plain = to_json(value, self.type)
        if self.words:
            if plain not in self.words:
                raise Misfit(f"one of {', '.join(self.words)}", "add the word to the column map")
            return self.words[str(plain)]
        if self.format and isinstance(value, datetime):
            return self._text(value)
        if self.times != 1:
            return _digits(Decimal(repr(plain)) * self.times)
        return plain if isinstance(plain, str) else repr(plain)

    def _word(self, text: str) -> str:
        for ours, theirs in self.words.items():
            if theirs == text:
                return ours
        raise Misfit(f"one of {', '.join(self.words.values())}", "write one of these words")

    def _number(self, text: str) -> Cell:
        try:
            exact = Decimal(text) / self.times
        except (InvalidOperation, ValueError):
            raise Misfit("a number", "correct it") from None
        value = float(exact) if exact.is_finite() else float("inf")
        if Decimal(repr(value)) != exact:
            raise Misfit(f"a number that divides by {self.times} within 15 digits", "round it")
        return value

    def _moment(self, text: str) -> datetime:
        try:
            told = datetime.strptime(text, self.format)  # noqa: DTZ007  (the zone is told below)
            aware = told if told.tzinfo is not None else _pacific(told)
            moment = aware.astimezone(UTC)
            if self.at == "end":
                moment = _pacific(told.replace(tzinfo=None) + timedelta(days=1)).astimezone(UTC) - _SECOND
        except (ValueError, OverflowError):
            raise Misfit(f"a date like {self.format}", "write it so") from None
        if moment.microsecond:
            raise Misfit("whole seconds", "take the fraction of a second out")
        return moment

    def _text(self, value: datetime) -> str:
        told = value.astimezone(PACIFIC)
        text = told.strftime(self.format)
        try:
            back = self._moment(text)
        except Misfit:
            back = None
        if back != value:
            raise Misfit(f"an instant that {self.format} can say", "give another format in the column map")
        return text


def _pacific(wall: datetime) -> datetime:
    """A wall time as an instant; raises ValueError for one that does not exist or exists twice."""
    first, second = wall.replace(tzinfo=PACIFIC, fold=0), wall.replace(tzinfo=PACIFIC, fold=1)
    if first.utcoffset() != second.utcoffset():
        raise ValueError("a wall time of the night of the clock change")
    return first


def _digits(number: Decimal) -> str:
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text


def foreign_cells(column: Column, notes: Mapping[str, Any]) -> ForeignCells:
    """The cells of a column as noted in the column map; raises UnfitNote."""
    if unknown := notes.keys() - KEYS:
        raise UnfitNote(f"the keys name, {', '.join(sorted(KEYS))}", sorted(unknown)[0])
    format_, at = notes.get("format", ""), notes.get("at", "start")
    words, times = notes.get("words", {}), notes.get("times", 1)
    if not isinstance(format_, str) or (format_ and column.type != "date-time"):
        raise UnfitNote("a format for a date-time only", repr(format_)[:80])
    if at not in ("start", "end") or ("at" in notes and not format_):
        raise UnfitNote("at = start or end, with a format of a day", repr(at)[:80])
    if at == "end" and any(sign in format_ for sign in ("%H", "%I", "%M", "%S", "%z", "%c", "%X")):
        raise UnfitNote("at = end with a format of a day only", repr(format_)[:80])
    if not isinstance(words, dict) or not all(isinstance(each, str) and each for each in words.values()):
        raise UnfitNote("words = {ours = theirs}", repr(words)[:80])
    if len(set(words.values())) != len(words) or (words and column.type != "text"):
        raise UnfitNote("a word of theirs for each of ours, of text", repr(words)[:80])
    return ForeignCells(column.type, format_, at, words, _times(column, times))


def _times(column: Column, told: Any) -> Decimal:
    number = (
        Decimal(str(told)) if isinstance(told, int | float) and not isinstance(told, bool) else Decimal(0)
    )
    if not number.is_finite() or number <= 0 or (number != 1 and column.type != "number"):
        raise UnfitNote("times = a number above 0, for a number", repr(told)[:80])
    return number
