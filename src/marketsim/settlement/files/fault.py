"""What is wrong in a file that somebody gave: where, what was expected and found, what to do."""

from __future__ import annotations

from dataclasses import dataclass

MOST_FAULTS = 20  # of one reading; who has more of them has one cause
MOST_SHOWN = 60  # characters of a name or value that is nobody's we know


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be read: ``file`` or ``file, line 3``, then the three parts."""

    where: str
    expected: str
    found: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}\n  expected: {self.expected}\n  found:    {self.found}\n  fix:      {self.fix}"


class Unreadable(Exception):
    """Files cannot be read as what they should be; ``faults`` says why, the first ones only."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Faults:
    """Collects what is wrong, so that one reading tells several things."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, where: str, expected: str, found: str, fix: str) -> None:
        """One more; raises Unreadable when that is enough."""
        self._found.append(Fault(where, expected, found, fix))
        if len(self._found) >= MOST_FAULTS:
            self.refuse()

    def refuse(self) -> None:
        """Raise Unreadable when anything was found."""
        if self._found:
            raise Unreadable(tuple(self._found))


def shown(text: str) -> str:
    """A name or value out of a file, short and with nothing that could steer a terminal."""
    plain = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return plain if len(plain) <= MOST_SHOWN else f"{plain[:MOST_SHOWN]}..."
