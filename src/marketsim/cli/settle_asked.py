"""What a call of ``marketsim settle`` asks for, and which part of the settlement answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from marketsim.settlement.refusal import Refusal

BY_DATE = "by-date"


class Answer(Protocol):
    """What is printed, either way; ``clean``: nothing differs and every identity holds."""

    @property
    def clean(self) -> bool:
        """Whether there is no finding."""

    def lines(self) -> Iterator[str]:
        """For people."""

    def as_json(self) -> dict[str, Any]:
        """For programs."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as given; ``day`` is the run date, ``policies`` are NAME=VALUE, ``rerun_of`` an earlier statement."""

    rules: str | None
    inputs: Path | None
    statement: Path | None
    day: date
    policies: tuple[str, ...]
    places: int | None
    most: int
    out: Path | None
    rerun_of: str | None = None

    def needed(self) -> tuple[str, Path]:
        """Rules and inputs; raises Refusal where one is not given, or where the file to write is there."""
        if self.rules is None or self.inputs is None:
            missing = "--rules" if self.rules is None else "--inputs"
            fix = "see `marketsim settle --help`; --columns tells what a file holds"
            raise Refusal("--rules ID and --inputs FILE", f"no {missing}", fix, "settle")
        if self.out is not None and self.out.exists():
            raise Refusal(
                "a file that is not there yet", "one that is", "remove it, or name another", str(self.out)
            )
        return self.rules, self.inputs

    def check_run_date(self, *, given: bool) -> None:
        """Raises Refusal for a run date beside rules by name, which nothing would heed."""
        if given and self.rules is not None and self.rules != BY_DATE:
            fix = f"leave --run-date out, or give --rules {BY_DATE}"
            raise Refusal(f"--run-date with --rules {BY_DATE} alone", "rules by name", fix, "--run-date")

    def choices(self) -> dict[str, str]:
        """The policies by name; raises Refusal for what is not NAME=VALUE, or a name given twice."""
        found: dict[str, str] = {}
        for each in self.policies:
            name, is_one, choice = each.partition("=")
            if not is_one or name in found:
                wanted = "NAME=VALUE, each name once"
                raise Refusal(wanted, repr(each), "see the list of policies in the reference", "--policy")
            found[name] = choice
        return found
