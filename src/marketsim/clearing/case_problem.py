"""What is wrong with a file that a clearing is made from, said in three parts and at its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SHOWN = 20  # problems of one file that are told at once


class CaseProblem(Exception):
    """A case or market file can't be used as it is.

    ``line`` counts from 1 (None: the file as a whole), ``where`` is the kind of record or the column. The
    message says what was found, what was ``expected``, and the ``fix``. ``others`` are further problems of the
    same file, each as one line of text.
    """

    def __init__(
        self,
        file: Path | str,
        line: int | None,
        where: str,
        *,
        expected: str,
        found: str,
        fix: str,
        others: Sequence[str] = (),
    ) -> None:
        super().__init__(str(file), line, where, expected, found, fix)
        self.file = Path(file)
        self.line = line
        self.where = where
        self.expected = expected
        self.found = found
        self.fix = fix
        self.others = tuple(others)

    def __str__(self) -> str:
        """The place and the three parts; further problems of the file on lines of their own."""
        text = f"{self.place}: expected {self.expected}; found {self.found}. To fix: {self.fix}."
        return "\n".join(_plain(each) for each in (text, *self.others))

    @property
    def place(self) -> str:
        """``case.m, line 12, bus``."""
        line = "" if self.line is None else f", line {self.line}"
        where = f", {self.where}" if self.where else ""
        return f"{self.file.name}{line}{where}"


def together(problems: Sequence[CaseProblem]) -> CaseProblem:
    """Several problems of a file as one that tells them all, up to a bound. Raises IndexError for none."""
    first, *others = problems
    told = [str(each) for each in others[: SHOWN - 1]]
    if len(problems) > SHOWN:
        told.append(f"{first.file.name}: and {len(problems) - SHOWN} more problems")
    return CaseProblem(
        first.file, first.line, first.where,
        expected=first.expected, found=first.found, fix=first.fix, others=told,
    )  # fmt: skip


def _plain(line: str) -> str:
    """The line without what a hostile file could steer a terminal by."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line)
