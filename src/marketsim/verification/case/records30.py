"""The records of a PSS/E RAW file of revision 30, by section."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from marketsim.verification.report import Unreadable

# The order of the sections of revision 30 after the three lines of the heading. Those from the area interchange
# on tell nothing that a direct-current network needs, so reading may stop there.
SECTIONS = ("bus", "load", "generator", "branch", "transformer")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a RAW file: its fields as text, without quotes."""

    file: str
    line: int
    fields: tuple[str, ...]

    def word(self, at: int, default: str = "") -> str:
        """A field as text; an omitted one has its default."""
        return (self.fields[at].strip() if at < len(self.fields) else "") or default

    def number(self, at: int, default: float | None = None) -> float:
        """A field as a number; raises Unreadable."""
        text = self.word(at)
        if text == "" and default is not None:
            return default
        try:
            return float(text.upper().replace("D", "E"))
        except ValueError:
            self.refuse(f"a number in field {at + 1}", repr(text[:40]))

    def whole(self, at: int, default: int | None = None) -> int:
        """A field as a whole number; raises Unreadable."""
        value = self.number(at, default)
        if not (abs(value) < 1e12 and value == int(value)):
            self.refuse(f"a whole number in field {at + 1}", f"{value}")
        return int(value)

    def refuse(self, expected: str, found: str) -> NoReturn:
        """Raise Unreadable for this record."""
        raise Unreadable(self.file, self.line, expected, found, "correct this record")


def heading(file: str, lines: list[str]) -> float:
    """The system base in MVA, from the first line; refuses a revision that is told and is not 30."""
    if len(lines) < 4:
        raise Unreadable(
            file, len(lines), "three lines of heading and records", "fewer lines", "give a whole file"
        )
    first, _, comment = lines[0].partition("/")
    record = Record(file, 1, _fields(first))
    base = record.number(1, 100.0)
    told = record.word(2).rstrip(".0") if record.word(2) else ""
    marked = comment.upper().partition("PSS/E-")[2].partition(".")[0].strip()
    revision = told or marked[:2]
    if revision and revision not in ("3", "30"):
        record.refuse("revision 30", f"revision {revision}")
    if not 0 < base < 1e6:
        record.refuse("a system base in MVA", f"{base}")
    return base


def sections(file: str, lines: list[str]) -> dict[str, list[Record]]:
    """The records of the sections up to the transformers; raises Unreadable where one is not closed by a 0."""
    found: dict[str, list[Record]] = {}
    rest = _after_heading(file, lines)
    for name in SECTIONS:
        found[name] = []
        for record in rest:
            if record.word(0) == "Q" or _closes(record):
                break
            found[name].append(record)
        else:
            raise Unreadable(
                file, len(lines), f"the {name} section closed by 0", "the end of the file", "it is cut off"
            )
    return found


def _after_heading(file: str, lines: list[str]) -> Iterator[Record]:
    for line, text in enumerate(lines[3:], start=4):
        if text.strip() and not text.startswith("@!"):
            yield Record(file, line, _fields(text))


def _closes(record: Record) -> bool:
    """A record that is only a 0, with or without a comment."""
    return record.fields[0].split()[:1] == ["0"] and len(record.fields) == 1


def _fields(text: str) -> tuple[str, ...]:
    """The fields of one line: by commas (or blanks where there are none), quotes kept together, no comment."""
    plain = _without_comment(text)
    if "," in plain:
        cells = next(csv.reader([plain], quotechar="'", skipinitialspace=True), [])
        return tuple(cell.strip() for cell in cells) or ("",)
    return tuple(next(csv.reader([" ".join(plain.split())], quotechar="'", delimiter=" "), [])) or ("",)


def _without_comment(text: str) -> str:
    quoted = False
    for at, letter in enumerate(text):
        if letter == "'":
            quoted = not quoted
        elif letter == "/" and not quoted:
            return text[:at]
    return text
