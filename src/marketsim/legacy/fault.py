"""What is wrong in an extract: where, what was expected and found, what to do."""

from __future__ import annotations

from dataclasses import dataclass

MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; ``row`` counts the rows of the file with its heading as 1, None where it concerns no single row."""

    file: str
    row: int | None
    column: str | None
    expected: str
    found: str
    fix: str

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row is not None else ""
        column = f" {self.column}" if self.column else ""
        fix = f"; {self.fix}" if self.fix else ""
        return f"{self.file}{row}{column}: expected {self.expected}; found {self.found}{fix}"


class UnreadableExtract(ValueError):
    """The extract can't be taken. ``faults`` are the first hundred; ``total`` counts them all."""

    def __init__(self, faults: tuple[Fault, ...], total: int) -> None:
        lines = [str(each) for each in faults]
        if total > len(faults):
            lines.append(f"and {total - len(faults)} more")
        super().__init__("\n".join(lines))
        self.faults, self.total = faults, total


class Faults:
    """Gathers faults, keeps the first hundred and counts the rest."""

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self.total = 0

    def add(
        self, file: str, row: int | None, column: str | None, expected: str, found: str, fix: str = ""
    ) -> None:
        """Note a fault; what was found is cut to a length that can be printed."""
        self.total += 1
        if len(self._kept) < MOST_FAULTS:
            self._kept.append(Fault(file, row, column, expected, found, fix))

    def refuse(self) -> None:
        """Raise UnreadableExtract where there are any."""
        if self.total:
            raise UnreadableExtract(tuple(self._kept), self.total)


def shown(text: str) -> str:
    """Foreign text as it may be printed: quoted, its control characters escaped, at most 80 of its characters."""
    return repr(text[:80]) + ("…" if len(text) > 80 else "")
