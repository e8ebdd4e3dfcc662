"""What an oracle says: findings with what was expected and what was found, and what nobody could check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_FINDINGS = 20  # of one check and product; what goes on after that tells nobody more


class Unreadable(Exception):
    """A file cannot be read as what it should be: which, where in it, what was expected, found, and what to do."""

    def __init__(self, file: str, line: int | None, expected: str, found: str, fix: str) -> None:
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: expected {expected}; found {found}; {fix}")
        self.file, self.line, self.expected, self.found, self.fix = file, line, expected, found, fix


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: which check, where, what it must be, what it is, and what that means."""

    check: str
    where: str
    expected: str
    found: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on one market.

    ``feasible``: awards within bids and every limit held. ``prices_consistent``: prices, binding constraints and
    awards belong together. ``duality_gap``: the largest relative distance over the products between the value
    awarded and the bound that the shadow prices prove; None where that could not be computed.
    ``not_checkable`` names what the data at hand does not tell; ``feasible`` is None where that is the network.
    """

    feasible: bool | None
    prices_consistent: bool
    duality_gap: float | None
    not_checkable: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """The report as plain data, members in the order of the fields."""
        return asdict(self) | {
            "not_checkable": list(self.not_checkable),
            "findings": [asdict(each) for each in self.findings],
        }


def told(findings: Iterable[Finding], most: int = MOST_FINDINGS) -> list[Finding]:
    """The findings, of each check no more than ``most``; the last of a longer list says how many there were."""
    by_check: dict[str, list[Finding]] = {}
    for each in findings:
        by_check.setdefault(each.check, []).append(each)
    return [each for group in by_check.values() for each in _shortened(group, most)]


def _shortened(group: Sequence[Finding], most: int) -> list[Finding]:
    if len(group) <= most:
        return list(group)
    last = group[most - 1]
    where = f"{last.where} (and {len(group) - most} more of this check)"
    return [*group[: most - 1], Finding(last.check, where, last.expected, last.found, last.meaning)]
