"""What laws say of data from a running system: findings, how much each law looked at, and what could not be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from marketsim.verification.report import Finding, told


@dataclass(frozen=True, slots=True)
class Judgement:
    """``judged``: by law, how many things it looked at; a law that is not there saw nothing it could judge."""

    findings: tuple[Finding, ...]
    judged: Mapping[str, int]
    not_checkable: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def laws(self) -> frozenset[str]:
        """The laws that are broken."""
        return frozenset(each.check for each in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Plain data: ``findings`` as ``{check, where, expected, found, meaning}``, ``judged``, ``not_checkable``."""
        return {
            "findings": [asdict(each) for each in self.findings],
            "judged": dict(self.judged),
            "not_checkable": list(self.not_checkable),
        }


class Docket:
    """What laws say while they judge; those in ``without`` say nothing, to prove that none is idle."""

    def __init__(self, without: Collection[str] = ()) -> None:
        self._without = without
        self._findings: list[Finding] = []
        self._judged: Counter[str] = Counter()
        self._untold: dict[str, None] = {}

    def looked(self, law: str, times: int = 1) -> None:
        """A law has looked at so many things."""
        if law not in self._without and times:
            self._judged[law] += times

    def found(self, law: str, where: str, expected: object, found: object, meaning: str) -> None:
        """A law is broken."""
        if law not in self._without:
            self._findings.append(Finding(law, where, str(expected), str(found), meaning))

    def untold(self, what: str) -> None:
        """Something that the data at hand does not tell."""
        self._untold[what] = None

    def judgement(self) -> Judgement:
        """All that was said; of one law no more findings than anybody reads."""
        return Judgement(tuple(told(self._findings)), dict(self._judged), tuple(self._untold))
