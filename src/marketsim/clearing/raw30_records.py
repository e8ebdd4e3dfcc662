"""Splits a PSS/E case of revision 30 into sections and records; what a field means is told elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from marketsim.clearing.case_problem import CaseProblem

REVISION = 30
HEADING = 3  # lines
# In the order of revision 30, each with the lines of one record; None: its first line tells.
SECTIONS: dict[str, int | None] = {
    "bus": 1, "load": 1, "generator": 1, "branch": 1, "transformer": None, "area": 1, "two-terminal DC line": 3,
    "VSC DC line": 3, "switched shunt": 1, "impedance correction": 1, "multi-terminal DC line": None,
    "multi-section line": 1, "zone": 1, "transfer": 1, "owner": 1, "FACTS device": 1,
}  # fmt: skip
NEEDED = ("bus", "load", "generator", "branch", "transformer")

_TOLD = re.compile(r"PSS\s*(?:/|\(\w+\)|\W)?\s*E\D{0,3}(\d{1,2})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}(\.\d{0,4})?", re.ASCII)
_PIECE = re.compile(r"'([^']*)'|\"([^\"]*)\"|,|/|[^,'\"/]+|['\"]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record: its fields as text, without quotes and blanks around them."""

    file: Path
    section: str
    number: int
    fields: tuple[str, ...]

    def text(self, at: int, default: str = "") -> str:
        """Field ``at``, counted from 0; one that is left out has its default."""
        return (self.fields[at] if at < len(self.fields) else "") or default

    def real(self, at: int, what: str, default: float | None = None) -> float:
        """A finite number. Raises CaseProblem."""
        text = self.text(at)
        if not text and default is not None:
            return default
        try:
            value = float(text.upper().replace("D", "E")) if "_" not in text else math.nan
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.refuse(f"a number for {what} (field {at + 1})", repr(text[:40]), "correct the field")
        return value

    def whole(self, at: int, what: str, default: int | None = None) -> int:
        """A whole number. Raises CaseProblem."""
        value = self.real(at, what, default)
        if value != int(value) or abs(value) > 1e9:
            self.refuse(f"a whole number for {what} (field {at + 1})", f"{value:g}", "correct the field")
        return int(value)

    def one_of(self, at: int, what: str, values: range, default: int) -> int:
        """A code. Raises CaseProblem."""
        value = self.whole(at, what, default)
        if value not in values:
            expected = f"{what} from {values[0]} to {values[-1]} (field {at + 1})"
            self.refuse(expected, str(value), "correct the code")
        return value

    def refuse(self, expected: str, found: str, fix: str) -> NoReturn:
        """Raise a CaseProblem at this line."""
        raise CaseProblem(self.file, self.number, self.section, expected=expected, found=found, fix=fix)


Record = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The first line: the system base in MVA, and whether it tells its revision."""

    base_mva: float
    tells_revision: bool


def heading(file: Path, lines: list[str]) -> Heading:
    """What the first line says, in either style; only whole cases of revision 30 are read. Raises CaseProblem."""
    if len(lines) < HEADING:
        raise _cut_off(file, len(lines), "heading", f"{HEADING} lines of heading")
    fields, comment = _split(lines[0])
    first = Line(file, "heading", 1, fields)
    told = _TOLD.search(comment) or _TOLD.search(" ".join(fields[2:]))
    number = first.text(2) if _NUMBER.fullmatch(first.text(2)) else (told[1] if told else "0")
    revision = int(float(number))
    if revision not in (0, REVISION):
        first.refuse(
            f"a case of revision {REVISION}", f"revision {revision}", f"save it as revision {REVISION}"
        )
    if first.whole(0, "IC", 0) != 0:
        first.refuse(
            "a whole case (IC 0)", f"IC {first.text(0)}, changes to another case", "save the whole case"
        )
    base = first.real(1, "the system base", 100.0)
    if not 1e-3 <= base <= 1e6:
        first.refuse("a system base in MVA", f"{base:g}", "give the system's base")
    return Heading(base, revision != 0)


def sections(file: Path, lines: list[str]) -> dict[str, list[Record]]:
    """The records of every section of revision 30, by its name; sections after a Q have none.

    Raises CaseProblem for a file that ends within a section, or before the transformers are told.
    """
    found: dict[str, list[Record]] = {name: [] for name in SECTIONS}
    reader = _Reader(file, lines)
    for name, size in SECTIONS.items():
        while (first := reader.record(name, begun=bool(found[name]))) is not None:
            more = _more(first) if size is None else size - 1
            found[name].append((first, *(reader.line(name) for _ in range(more))))
        if reader.ended:
            break
    return found


def _more(first: Line) -> int:
    """How many lines follow the first of a transformer or a multi-terminal DC line."""
    if first.section == "transformer":
        return 4 if first.whole(2, "K", 0) else 3
    counts = [first.whole(at, "a count", 0) for at in (1, 2, 3)]
    if min(counts) < 0 or max(counts) > 1000:
        first.refuse("counts of converters, DC buses and links", f"{counts}", "correct the counts")
    return sum(counts)


class _Reader:
    def __init__(self, file: Path, lines: list[str]) -> None:
        self._file = file
        self._lines = self._telling(lines)
        self._last = len(lines)
        self.ended = False

    def _telling(self, lines: list[str]) -> Iterator[tuple[int, str]]:
        for number, text in enumerate(lines[HEADING:], HEADING + 1):
            if text.strip() and not text.startswith("@!"):
                yield number, text

    def record(self, section: str, *, begun: bool) -> Line | None:
        """The first line of the next record; None at the end of the section or of all."""
        if self.ended:
            return None
        number, text = next(self._lines, (0, ""))
        if not number:
            if begun or section in NEEDED:
                raise _cut_off(self._file, self._last, section, f"a 0 after the last {section} record")
            self.ended = True
            return None
        fields, _ = _split(text)
        if fields[0].upper() == "Q" and not any(fields[1:]):
            if section in NEEDED:
                raise _cut_off(self._file, number, section, f"a 0 after the last {section} record")
            self.ended = True
            return None
        if fields[0].split()[:1] == ["0"] and not any(fields[1:]):
            return None
        return Line(self._file, section, number, fields)

    def line(self, section: str) -> Line:
        """A further line of a record. Raises CaseProblem at the end of the file."""
        number, text = next(self._lines, (0, ""))
        if not number:
            raise _cut_off(self._file, self._last, section, f"all lines of a {section} record")
        return Line(self._file, section, number, _split(text)[0])


def _split(text: str) -> tuple[tuple[str, ...], str]:
    """The fields of a line, at commas or else at blanks, and the comment after its slash."""
    if "'" not in text and '"' not in text:
        data, _, comment = text.partition("/")
        fields = data.split(",") if "," in data else data.split()
        return tuple(each.strip() for each in fields) or ("",), comment
    return _split_quoted(text)


def _split_quoted(text: str) -> tuple[tuple[str, ...], str]:
    pieces, comment = [], ""
    for found in _PIECE.finditer(text):
        if found[0] == "/":
            comment = text[found.end() :]
            break
        pieces.append(found)
    if not any(each[0] == "," for each in pieces):
        words = [
            word
            for each in pieces
            for word in ([_unquoted(each)] if each[0][0] in "'\"" else each[0].split())
        ]
        return tuple(words) or ("",), comment
    fields = [""]
    for each in pieces:
        if each[0] == ",":
            fields.append("")
        else:
            fields[-1] += _unquoted(each)
    return tuple(each.strip() for each in fields), comment


def _unquoted(piece: re.Match[str]) -> str:
    return next((each for each in piece.groups() if each is not None), piece[0])


def _cut_off(file: Path, line: int, section: str, expected: str) -> CaseProblem:
    return CaseProblem(
        file, line, section,
        expected=expected, found="the end of the case", fix="copy the file again, it is cut off",
    )  # fmt: skip
