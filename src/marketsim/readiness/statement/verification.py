"""Verifying a statement: every reason for which it is refused, and what could be looked at again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from marketsim.contract.catalogue import Contract
from marketsim.readiness.statement.annex import Annex
from marketsim.readiness.statement.called import operations
from marketsim.readiness.statement.document import SelectionFact, Statement
from marketsim.readiness.statement.evidence_check import Bodies, evidence
from marketsim.readiness.statement.facts import Case
from marketsim.readiness.statement.known import Known
from marketsim.readiness.statement.origin import Trust, origin
from marketsim.readiness.statement.page import page
from marketsim.readiness.statement.reading import Read, Unreadable, read
from marketsim.readiness.statement.refusal import Refusal
from marketsim.readiness.statement.soundness import Ours, soundness
from marketsim.readiness.statement.writing import PAGE


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
    known: Known,
    trust: Trust,
    annex: Path | None,
    now: datetime,
    templates: Path,
) -> Judgement:
    """Judge a statement. ``cases`` gives the scenarios of a selection, ``known`` all ids, from the reader's own suite.

    ``templates`` are the reader's own, too: the page is made anew from the statement.
    """
    judgement = Judgement()
    try:
        found = read(path)
    except Unreadable as flaw:
        judgement.refusals.append(Refusal("unreadable", str(flaw)))
        return judgement
    statement = judgement.statement = found.statement
    try:
        versions = {each: contract.version(each) for each in contract.documents}
        ours = Ours(contract.digest, versions, features_digest, cases(statement.selection), known)
        judgement.refusals += origin(found, trust)
        judgement.refusals += soundness(statement, ours, now)
        if contract.digest == statement.contract_digest:
            judgement.refusals += operations(statement, contract)
        judgement.refusals += _page(found, features_digest, templates)
    except (ValueError, OverflowError) as flaw:  # a date that is none, for one
        judgement.refusals.append(Refusal("unreadable", f"a value that cannot be meant: {flaw}"))
    if annex is not None:
        judgement.bodies = Bodies()
        judgement.refusals += evidence(statement, Annex(annex), contract, judgement.bodies)
    return judgement


def _page(found: Read, features_digest: str, templates: Path) -> Iterator[Refusal]:
    """People read the page and not the document: it must say the same, as our own templates say it."""
    if found.statement.features_digest != features_digest:
        return  # refused for that already, and another version may have had another page
    if page(found.statement, templates).encode("utf-8", "replace") != found.files[PAGE]:
        yield Refusal("page", f"{PAGE} is not the page of this statement; read what verify says instead")
