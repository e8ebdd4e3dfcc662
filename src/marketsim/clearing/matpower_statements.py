"""Splits a MATPOWER case file into its assignments; a case that calculates is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from marketsim.clearing.case_problem import CaseProblem

Row = tuple[int, str]  # its line, its text

_COMMENT = re.compile(r"""(?:'[^']*'|"[^"]*"|[^%'"]|['"])*""")
_OPENING = re.compile(r"\s*([A-Za-z]\w*(?:\.\w+)*)\s*=\s*([\[{])")
_PLAIN = re.compile(r"\s*([A-Za-z]\w*(?:\.\w+)*)\s*=\s*('[^']*'|\"[^\"]*\"|[^;,\[\]{}'\"]+)\s*(?:[;,]|$)")
_FUNCTION = re.compile(r"\s*function\s+(.*)$")
_STRUCT = re.compile(r"([A-Za-z]\w*)\s*=\s*\w+\s*(?:\(\s*\))?\s*;?\s*$")
_CLOSING = {"[": "]", "{": "}"}
_CELL_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\}|[^'"}]+|['"]""")
_HARMLESS = re.compile(r"\s*(?:end|return|endfunction)?\s*[;,]?\s*$|\s*define_constants\s*;?\s*$")


@dataclass(slots=True)
class Assignment:
    """``name = value``: a plain value's text, or the rows of a matrix or cell array with their lines."""

    name: str
    line: int
    kind: str
    text: str = ""
    rows: list[Row] = field(default_factory=list)


def assignments(file: Path, text: str) -> Iterator[Assignment]:
    """The assignments of a case file in order; names lose the struct's own name (``mpc.bus`` is ``bus``).

    Raises CaseProblem for a bracket that is not closed and for statements other than assignments of plain data.
    """
    reader = _Reader(file, text)
    struct = "mpc"
    while (each := reader.next()) is not None:
        line, rest = each
        if head := _FUNCTION.match(rest):
            if (found := _STRUCT.match(head[1])) is None:
                raise _version_1(file, line)
            struct = found[1]
            continue
        while not _HARMLESS.match(rest):
            made, rest = reader.assignment(line, rest)
            owner, _, member = made.name.partition(".")
            if owner == struct:
                made.name = member
                yield made


class _Reader:
    """Lines without comments, continued lines joined."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._lines = enumerate(text.splitlines(), 1)
        self._last = 0

    def next(self) -> Row | None:
        """The next line that says something, with its number; None at the end."""
        joined, first = "", 0
        for number, line in self._lines:
            self._last = number
            if line.strip() == "%{":
                self._skip_block()
                continue
            text = _uncommented(line)
            before, dots, _ = text.partition("...")
            if dots:
                joined, first = f"{joined}{before} ", first or number
                continue
            if (joined + text).strip():
                return first or number, joined + text
            joined, first = "", 0
        return (first, joined) if joined.strip() else None

    def _skip_block(self) -> None:
        for number, line in self._lines:
            self._last = number
            if line.strip() == "%}":
                return

    def assignment(self, line: int, text: str) -> tuple[Assignment, str]:
        """The assignment that begins this text, and what of its last line comes after it."""
        if opening := _OPENING.match(text):
            made = Assignment(opening[1], line, opening[2])
            take = self._matrix if opening[2] == "[" else self._cell
            return made, take(made, line, text[opening.end() :])
        if (plain := _PLAIN.match(text)) is None:
            raise CaseProblem(
                self._file, line, "statement",
                expected="an assignment of plain data to a field of the case",
                found=repr(text.strip()[:60]),
                fix="write the case out as data (savecase does), without calculations",
            )  # fmt: skip
        return Assignment(plain[1], line, "", plain[2].strip()), text[plain.end() :]

    def _matrix(self, made: Assignment, line: int, text: str) -> str:
        """Take rows up to the closing bracket; what is left of its line."""
        while True:
            inside, closed, after = text.partition("]")
            made.rows.extend((line, row) for row in inside.split(";") if row and not row.isspace())
            if closed:
                return _after(after)
            line, text = self._more(made)

    def _cell(self, made: Assignment, line: int, text: str) -> str:
        while True:
            for token in _CELL_TOKEN.finditer(text):
                if token[0] == "}":
                    return _after(text[token.end() :])
                if token[0].strip(" \t,;"):
                    made.rows.append((line, token[0].strip(" \t,;")))
            line, text = self._more(made)

    def _more(self, made: Assignment) -> Row:
        if (more := self.next()) is None:
            raise CaseProblem(
                self._file, self._last, made.name.rpartition(".")[2],
                expected=f"{_CLOSING[made.kind]} after the rows of {made.name}, begun in line {made.line}",
                found="the end of the file",
                fix="copy the file again, it is cut off",
            )  # fmt: skip
        return more


def _uncommented(line: str) -> str:
    if "%" not in line:
        return line
    if "'" not in line and '"' not in line:
        return line[: line.index("%")]
    found = _COMMENT.match(line)
    return found[0] if found else line


def _after(text: str) -> str:
    """What follows a closing bracket, without the end of its statement."""
    return text.lstrip().removeprefix(";")


def _version_1(file: Path, line: int) -> CaseProblem:
    return CaseProblem(
        file, line, "function",
        expected="a case of version 2, function mpc = name",
        found="another head, as version 1 has it",
        fix="convert it with MATPOWER's loadcase and savecase",
    )  # fmt: skip
