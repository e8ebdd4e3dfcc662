"""Verifying a statement: every reason for which it is refused, and what could be looked at again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from marketsim.contract.catalogue import Contract
from marketsim.readiness.statement.annex import Annex
from marketsim.readiness.statement.document import SelectionFact, Statement
from marketsim.readiness.statement.evidence_check import Bodies, evidence
from marketsim.readiness.statement.facts import Case
from marketsim.readiness.statement.origin import Trust, origin
from marketsim.readiness.statement.reading import Unreadable, read
from marketsim.readiness.statement.refusal import Refusal
from marketsim.readiness.statement.soundness import Ours, soundness


@dataclass(slots=True)
class Judgement:
    """What came of it; valid when nothing refuses it. ``statement`` is None when there was none to read."""

    statement: Statement | None = None
    refusals: list[Refusal] = field(default_factory=list)
    bodies: Bodies | None = None

    @property
    def valid(self) -> bool:
        """Whether nothing speaks against it."""
        return self.statement is not None and not self.refusals


def verify(
    path: Path,
    *,
    contract: Contract,
    features_digest: str,
    cases: Callable[[SelectionFact], Sequence[Case]],
    trust: Trust,
    annex: Path | None,
    now: datetime,
) -> Judgement:
    """Judge a statement. ``cases`` gives the scenarios of a selection, from the reader's own features."""
    judgement = Judgement()
    try:
        found = read(path)
    except Unreadable as flaw:
        judgement.refusals.append(Refusal("unreadable", str(flaw)))
        return judgement
    statement = judgement.statement = found.statement
    try:
        ours = Ours(contract.digest, features_digest, cases(statement.selection))
        judgement.refusals += origin(found, trust)
        judgement.refusals += soundness(statement, ours, now)
    except (ValueError, OverflowError) as flaw:  # a date that is none, for one
        judgement.refusals.append(Refusal("unreadable", f"a value that cannot be meant: {flaw}"))
    if annex is not None:
        judgement.bodies = Bodies()
        judgement.refusals += evidence(statement, Annex(annex), contract, judgement.bodies)
    return judgement
